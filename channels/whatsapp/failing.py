"""What could not be handled: tried again later, in the customer's order; in the end the customer is asked to repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from channels.whatsapp.events import MESSAGE
from courant.conversations import ConversationStore, KeptEvent

logger = structlog.get_logger(__name__)

# What fails is tried again after 10, 20, 40… 320 s; then it is given up.
RETRY, MOST_TRIES = timedelta(seconds=10), 6
# What the same customer wrote later waits for the first of these tries, but not for ten minutes.
KEEPS_ORDER = 3
SOON = timedelta(seconds=15)

Excuse = Callable[[Sequence[KeptEvent]], None]


class Failures:
    """Puts off what failed; `in_hand` loses its places whatever happens, so that a sweep takes it up."""

    def __init__(self, store: ConversationStore, in_hand: set[int], excuse: Excuse) -> None:
        """Put off in a store; `excuse` tells the customer of messages that are given up."""
        self._store = store
        self._in_hand = in_hand
        self._excuse = excuse
        self._first: dict[str, tuple[int, datetime]] = {}

    def later(self, events: Sequence[KeptEvent]) -> None:
        """Have events tried again; when even this cannot be written down, the next sweep takes them up."""
        tries = max(event.tries for event in events)
        if tries >= MOST_TRIES and self._give_up(events):
            return
        until = self._store.clock() + RETRY * 2 ** min(tries, MOST_TRIES)
        first, author = (events[0].seq, until), _author(events)
        if tries < KEEPS_ORDER and first[0] <= self._first.get(author, first)[0]:
            self._first[author] = first
        self._put_off(events, until, counts=True)

    def again(self, event: KeptEvent) -> None:
        """Have an event looked at again that waits for another one; nothing waits for it."""
        self._put_off([event], self._store.clock() + RETRY * 2 ** min(event.tries, MOST_TRIES), counts=True)

    def put_behind(self, events: Sequence[KeptEvent]) -> bool:
        """Put events off that their author wrote after something that failed; tell whether it was necessary."""
        seq, until = self._first.get(_author(events), (events[0].seq, self._store.clock()))
        if seq >= events[0].seq or until + SOON < self._store.clock():
            self._first.pop(_author(events), None)
            return False
        self._put_off(events, until, counts=False)
        return True

    def _put_off(self, events: Sequence[KeptEvent], until: datetime, counts: bool) -> None:
        seqs = [event.seq for event in events]
        try:
            self._store.whatsapp_postpone(seqs, until, counts=counts)
        except Exception:
            logger.exception("channels.whatsapp.failing.not_put_off", count=len(seqs))
        finally:
            self._in_hand.difference_update(seqs)

    def _give_up(self, events: Sequence[KeptEvent]) -> bool:
        seqs = [event.seq for event in events]
        try:
            if events[0].kind == MESSAGE:
                self._excuse(events)
            self._store.whatsapp_done(dict.fromkeys(seqs, ""))
        except Exception:
            logger.exception("channels.whatsapp.failing.not_given_up", seqs=seqs)
            return False
        logger.critical("channels.whatsapp.failing.given_up", kind=events[0].kind, seqs=seqs)
        self._in_hand.difference_update(seqs)
        return True


def _author(events: Sequence[KeptEvent]) -> str:
    """Who wrote, as the message tells it; nobody for a status."""
    contact = events[0].content.get("contact") or {}
    return str(next((contact[one] for one in ("user_id", "parent_id", "phone") if contact.get(one)), ""))
