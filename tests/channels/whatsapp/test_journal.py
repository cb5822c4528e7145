"""The journal: one transaction for the webhooks of a moment, and no acknowledgement before it is committed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.whatsapp.journal import MOST_AT_ONCE, Journal
from courant.conversations import ConversationStore, KeptEvent, RawEvent, paris_now


def raw(key: str) -> RawEvent:
    return RawEvent("1", key, "message", {"words": key}, paris_now())


class Arrivals(list[str]):
    def take(self, events: Any) -> None:
        self.extend(event.key for event in events)


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def journal(store: ConversationStore, arrivals: Arrivals) -> Journal:
    return Journal(store, arrivals.take)


async def test_the_same_event_in_two_webhooks_of_a_moment_is_new_once(journal: Journal, arrivals: Arrivals):
    assert await asyncio.gather(journal.keep([raw("a")]), journal.keep([raw("a"), raw("b")])) == [1, 1]
    await asyncio.sleep(0)
    assert arrivals == ["a", "b"]
    assert await journal.keep([raw("a"), raw("b")]) == 0


async def test_it_is_committed_before_it_is_acknowledged(journal: Journal, store: ConversationStore):
    await journal.keep([raw("a")])
    assert len(store.whatsapp_due()) == 1


async def test_one_that_cannot_be_kept_refuses_no_other(journal: Journal, arrivals: Arrivals, store, monkeypatch):
    keep = type(store).whatsapp_keep

    def picky(self: Any, events: Any) -> list[KeptEvent]:
        if any(event.key == "bad" for event in events):
            raise OSError("disk")
        return keep(self, events)

    monkeypatch.setattr(type(store), "whatsapp_keep", picky)
    told = await asyncio.gather(*(journal.keep([raw(key)]) for key in ("a", "bad", "b")), return_exceptions=True)
    assert [told[0], told[2]] == [1, 1] and isinstance(told[1], OSError)
    await asyncio.sleep(0)
    assert arrivals == ["a", "b"]


async def test_many_are_several_transactions_in_their_order(journal: Journal, arrivals: Arrivals):
    keys = [f"k{number:05d}" for number in range(2 * MOST_AT_ONCE + 10)]
    halves = [keys[: MOST_AT_ONCE + 5], keys[MOST_AT_ONCE + 5 :]]
    assert await asyncio.gather(*(journal.keep([raw(key) for key in half]) for half in halves)) == [505, 505]
    await asyncio.sleep(0)
    assert arrivals == keys


async def test_who_hangs_up_meanwhile_disturbs_nobody(journal: Journal, arrivals: Arrivals):
    gone, other = (asyncio.create_task(journal.keep([raw(key)])) for key in ("a", "b"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await other == 1
    await asyncio.sleep(0)
    assert arrivals == ["a", "b"]
