"""Transactions of the store: several made one, and insertions that leave existing rows alone."""

from __future__ import annotations

import pytest

from courant.conversations import ConversationStore
from courant.conversations.models import opt_outs


def test_what_is_done_together_is_kept_together(store: ConversationStore):
    with store.together():
        store.opt_out("whatsapp", "a")
        assert store.opted_out("whatsapp", "a")
        store.opt_out("whatsapp", "b")
    assert store.opted_out("whatsapp", "a") and store.opted_out("whatsapp", "b")


def test_a_failure_undoes_all_that_was_done_together(store: ConversationStore):
    with pytest.raises(OSError, match="disk"), store.together():
        store.opt_out("whatsapp", "a")
        with store.together():
            store.opt_out("whatsapp", "b")
        raise OSError("disk")
    assert not store.opted_out("whatsapp", "a") and not store.opted_out("whatsapp", "b")
    store.opt_out("whatsapp", "c")
    assert store.opted_out("whatsapp", "c")


def test_rows_that_exist_are_left_alone_one_by_one_and_together(store: ConversationStore, clock):
    rows = [{"channel": "whatsapp", "address_key": key, "at": clock()} for key in ("a", "b")]
    with store.database.write() as connection:
        assert store.database.insert_if_absent(connection, opt_outs, rows[0])
        clock.forward(days=1)
        assert not store.database.insert_if_absent(connection, opt_outs, {**rows[0], "at": clock()})
        store.database.insert_all_absent(connection, opt_outs, [{**row, "at": clock()} for row in rows])
        kept = connection.execute(opt_outs.select().order_by(opt_outs.c.address_key)).all()
    assert [row.at == clock() for row in kept] == [False, True]
