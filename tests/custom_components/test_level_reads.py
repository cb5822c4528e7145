"""The level of a conversation: the store decides for customers, the slot only where there is no conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from courant.clock import PARIS
from courant.conversations import ConversationStore, open_store_at
from custom_components.supervisor.customer import stored_level, use_store

NOW = datetime(2026, 3, 3, 12, tzinfo=PARIS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    opened = open_store_at(f"sqlite:///{tmp_path / 'c.sqlite3'}", "a-secret-of-the-tests-that-is-long-enough")
    use_store(opened)
    yield opened
    use_store(None)


def test_a_customer_has_the_level_of_the_store_whatever_the_slot_says(store: ConversationStore) -> None:
    conversation = store.conversation_for("texte", "someone")
    for slots in ({}, {"niveau_acces": None}, {"niveau_acces": "public"}, {"niveau_acces": "verifie"}):
        assert stored_level(conversation, NOW.timestamp(), slots) == 0
    store.grant(conversation, 1, "10000001", "token", NOW + timedelta(minutes=5))
    for slots in ({}, {"niveau_acces": "public"}, {"niveau_acces": "verifie"}):
        assert stored_level(conversation, NOW.timestamp(), slots) == 1


def test_stories_under_test_say_it_with_the_slot(store: ConversationStore) -> None:
    assert stored_level("no-conversation", NOW.timestamp(), {}) == 0
    assert stored_level("no-conversation", NOW.timestamp(), {"niveau_acces": "verifie"}) == 2


def test_one_read_is_enough_for_a_customer(store: ConversationStore) -> None:
    conversation = store.conversation_for("texte", "someone")
    with patch.object(store.database, "read", wraps=store.database.read) as read:
        stored_level(conversation, NOW.timestamp(), {"niveau_acces": None})
    assert read.call_count == 1
