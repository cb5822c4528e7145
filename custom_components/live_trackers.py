"""Conversations kept as objects between two turns, so that they need not be read and replayed from the database."""

from __future__ import annotations

from collections import OrderedDict
from typing import Optional, Text, Tuple

from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

CONVERSATIONS = 500
EVENTS = 1000  # longer conversations are read from the database: they would weigh too much


class LiveTrackers:
    """The conversations that were saved last, each with the number of its last stored event.

    Taking one removes it: a turn that fails half-way never leaves its traces here, the next one reads the database.
    The number is compared with the database's, so that what another process wrote is seen.
    """

    def __init__(self, conversations: int = CONVERSATIONS) -> None:
        """Keep at most so many conversations; the oldest make room."""
        self._most = conversations
        self._kept: OrderedDict[Text, Tuple[int, DialogueStateTracker]] = OrderedDict()

    def keep(self, tracker: DialogueStateTracker, last_event: int) -> None:
        """Keep a conversation as it was just saved."""
        if len(tracker.events) > EVENTS or _holds_several_sessions(tracker):
            return
        self._kept[tracker.sender_id] = (last_event, tracker)
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def take(self, conversation: Text, last_event: Optional[int]) -> Optional[DialogueStateTracker]:
        """Return a conversation, unless it is not here or something was stored since."""
        known, tracker = self._kept.pop(conversation, (None, None))
        return tracker if known is not None and known == last_event else None


def _holds_several_sessions(tracker: DialogueStateTracker) -> bool:
    """A reader of the database gets the last session only; so must whoever is given the object."""
    first = next(iter(tracker.events), None)
    return any(isinstance(event, SessionStarted) for event in tracker.events if event is not first)
