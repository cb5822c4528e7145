"""The access level of a conversation, read from the store and never from a slot that a message could fill."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from courant.brand import load_brand
from courant.clock import PARIS
from courant.conversations import ConversationStore, open_store
from courant.packs import Access
from courant.settings import PROJECT_ROOT, settings

LevelReader = Callable[[str, float, dict[str, Any]], int]
TaskReader = Callable[[str, float, Collection[str], bool], "str | None"]
_replacement: ConversationStore | None = None


def use_store(store: ConversationStore | None) -> None:
    """Read levels from another store than the settings' own; None goes back to it."""
    global _replacement
    _replacement = store


def stored_level(conversation: str, timestamp: float, slots: dict[str, Any]) -> int:
    """Access level at the time of the message (0 public, 1 identified, 2 verified).

    `rasa test core` knows no conversation: its stories say the level with the slot `niveau_acces`. Wherever a
    conversation exists, and so for every customer, the store alone decides.
    """
    store = _replacement or open_store(settings())
    said = str(slots.get("niveau_acces") or "public")
    if said != "public" and not store.exists(conversation):  # else the identity tells the same, in one read
        return int(Access.parse(said))
    return int(store.identity(conversation, datetime.fromtimestamp(timestamp, PARIS)).level)


def stored_task(conversation: str, timestamp: float, forms: Collection[str], declined: bool) -> str | None:
    """The run of the task that the customer of a conversation left open in another one and may take up here."""
    store = _replacement or open_store(settings())
    at = datetime.fromtimestamp(timestamp, PARIS)
    known, since = store.identity(conversation, at), at - _life_of_a_task()
    found = store.task_elsewhere(conversation, known, since, forms, declined=declined)
    return None if found is None else found.run


@lru_cache(maxsize=1)
def _life_of_a_task() -> timedelta:
    return timedelta(days=load_brand(PROJECT_ROOT / "brand.yml").rules.task_days)
