"""What Meta tells of our messages, in any order and sometimes before the call that sent them has returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from channels.whatsapp.errors import GraphProblem
from channels.whatsapp.events import StatusUpdate
from channels.whatsapp.reactions import Reactions
from courant.conversations import ConversationStore, Parcel, ParcelState

KEPT = timedelta(minutes=1)
FAILED = "failed"
_UNDER_WAY = (ParcelState.SENDING, ParcelState.ACCEPTED, ParcelState.SENT)
_STATES = {
    "sent": ParcelState.SENT,
    "delivered": ParcelState.DELIVERED,
    "read": ParcelState.READ,
    "played": ParcelState.READ,
}


def state_of(update: StatusUpdate) -> ParcelState | None:
    """Return the state that a status tells; None for a failure and for what nobody knows."""
    return _STATES.get(update.status)


def problem_of(update: StatusUpdate) -> GraphProblem:
    """Return the failure that a status tells, by its first error."""
    if not update.errors:
        return GraphProblem(None, "no reason given", by_status=True)
    first = update.errors[0]
    return GraphProblem(first.code, first.details or first.title, by_status=True)


class Early:
    """Statuses of messages that nobody knows yet, for a minute."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Begin with none."""
        self._now = now
        self._kept: dict[str, tuple[datetime, list[StatusUpdate]]] = {}

    def keep(self, update: StatusUpdate) -> None:
        """Keep a status until its message is known."""
        now = self._now()
        self._kept = {key: one for key, one in self._kept.items() if now - one[0] < KEPT}
        self._kept.setdefault(update.message_id, (now, []))[1].append(update)

    def take(self, message_id: str) -> list[StatusUpdate]:
        """Return what came for a message, in the order of arrival, and forget it."""
        since, updates = self._kept.pop(message_id, (self._now(), []))
        return updates if self._now() - since < KEPT else []


class Statuses:
    """Moves parcels up as Meta tells of them; a failure is reacted to as if the call had said it."""

    def __init__(self, store: ConversationStore, reactions: Reactions) -> None:
        """Follow the parcels of a store."""
        self._store = store
        self._reactions = reactions
        self._early = Early(store.clock)

    def apply(self, update: StatusUpdate) -> str | None:
        """Apply a status; return the conversation that it concerns, None when nobody knows its message (yet)."""
        parcel = self._parcel_of(update)
        if parcel is None:
            self._early.keep(update)
            return None
        self._apply(parcel, update)
        return parcel.conversation

    def message_known(self, message_id: str) -> None:
        """Apply what came for a message before its id was known."""
        for update in self._early.take(message_id):
            self.apply(update)

    def _parcel_of(self, update: StatusUpdate) -> Parcel | None:
        found = self._store.parcel_of_message(update.message_id)
        return found or self._tagged(update.tag or "")

    def _tagged(self, tag: str) -> Parcel | None:
        """The parcel under way with this mark: its id and the number of the attempt."""
        found = self._store.parcel(tag.partition(".")[0])
        return found if found is not None and found.tag == tag and found.state in _UNDER_WAY else None

    def _apply(self, parcel: Parcel, update: StatusUpdate) -> None:
        state = state_of(update)
        if state is not None:
            self._store.parcel_told(parcel.id, state, update.message_id)
        elif update.status == FAILED and parcel.state in _UNDER_WAY:
            self._reactions.to(parcel, problem_of(update))
