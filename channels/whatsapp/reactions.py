"""What to do about a failed message, by the class of its error (reference, section 11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from channels.whatsapp.errors import Fault, GraphProblem
from channels.whatsapp.pacing import Pacing, retry_seconds
from courant.conversations import ConversationStore, Parcel

logger = structlog.get_logger(__name__)

MOST_TRIES = 4
# How long the status of a message whose answer was lost is waited for, before it is sent once more.
LOST_SECONDS = 10.0

GivenUp = Callable[[Parcel, GraphProblem], None]
IsSimple = Callable[[Parcel], bool]


class Reactions:
    """Changes the parcel and the pace; says nothing to customers."""

    def __init__(self, store: ConversationStore, pacing: Pacing, is_simple: IsSimple, given_up: GivenUp) -> None:
        """Act on a store and a pace; `given_up` is told of what will not be sent."""
        self._store = store
        self._pacing = pacing
        self._is_simple = is_simple
        self._given_up = given_up
        self._acts: dict[Fault, Callable[[Parcel, GraphProblem], None]] = {
            Fault.RETRY: self._later,
            Fault.SLOW_NUMBER: self._slower,
            Fault.SLOW_PERSON: self._slower,
            Fault.STOP: self._stop,
            Fault.WINDOW: self._close_window,
            Fault.PERSON: self._give_up,
            Fault.BUG: self._simpler,
            Fault.MEDIA: self._other_file,
            Fault.TEMPLATE: self._give_up,
        }

    def to(self, parcel: Parcel, problem: GraphProblem) -> None:
        """React to what the API answered, at once or by a status."""
        logger.warning(
            "channels.whatsapp.parcel.refused",
            code=problem.code,
            fault=problem.fault.value,
            lost=problem.lost,
            details=problem.details,
            number=parcel.number,
            part=parcel.part,
            attempts=parcel.attempts,
        )
        self._acts[problem.fault](parcel, problem)

    def to_lost(self, parcel: Parcel) -> None:
        """Wait for a status of a message whose answer was lost: it may have arrived."""
        logger.warning("channels.whatsapp.parcel.answer_lost", number=parcel.number, attempts=parcel.attempts)
        self._store.expect_status(parcel.id, self._in(LOST_SECONDS))

    def to_silence(self, parcel: Parcel) -> None:
        """No status came either: send it once more, unless it was tried often enough."""
        problem = GraphProblem(None, "neither answer nor status")
        if parcel.attempts >= MOST_TRIES:
            self._give_up(parcel, problem)
        else:
            self._store.retry_parcel(parcel.id)

    def _later(self, parcel: Parcel, problem: GraphProblem) -> None:
        if parcel.attempts >= MOST_TRIES:
            self._give_up(parcel, problem)
        else:
            self._store.retry_parcel(parcel.id, self._in(retry_seconds(max(1, parcel.attempts))), problem.code)

    # An attempt that was accepted first keeps its number: the mark of the next one must be another.
    def _slower(self, parcel: Parcel, problem: GraphProblem) -> None:
        seconds = self._pacing.refused(parcel.conversation, problem.fault is Fault.SLOW_NUMBER)
        self._store.retry_parcel(parcel.id, self._in(seconds), problem.code, counts=problem.by_status)

    def _stop(self, parcel: Parcel, problem: GraphProblem) -> None:
        logger.critical("channels.whatsapp.number.stopped", code=problem.code, details=problem.details)
        self._pacing.stop()
        self._store.retry_parcel(parcel.id, None, problem.code, counts=problem.by_status)

    def _close_window(self, parcel: Parcel, problem: GraphProblem) -> None:
        self._store.refuse_window(parcel.conversation, self._store.whatsapp_last_message(parcel.conversation))
        if parcel.is_template:
            self._give_up(parcel, problem)
        else:
            self._store.hold_parcels(parcel.conversation, parcel.id)

    def _simpler(self, parcel: Parcel, problem: GraphProblem) -> None:
        if self._is_simple(parcel):
            self._give_up(parcel, problem)
        else:
            self._store.retry_parcel(parcel.id, None, problem.code, plain=True)

    def _other_file(self, parcel: Parcel, problem: GraphProblem) -> None:
        if parcel.attempts <= 1:
            self._store.retry_parcel(parcel.id, None, problem.code)
        else:
            self._simpler(parcel, problem)

    def _give_up(self, parcel: Parcel, problem: GraphProblem) -> None:
        logger.error("channels.whatsapp.parcel.given_up", code=problem.code, conversation=parcel.conversation)
        self._store.fail_parcel(parcel.id, problem.code)
        self._given_up(parcel, problem)

    def _in(self, seconds: float) -> datetime:
        return self._store.clock() + timedelta(seconds=seconds)
