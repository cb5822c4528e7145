"""What the stand-in is told to do wrong, each so many times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

DEFAULT_COPIES = 3


class Kind(str, Enum):
    """Ways to misbehave.

    Send call: `refuse` with a code; `slow` answer after seconds; `lose_request` cuts before the message is taken,
    `lose_answer` after; `early_status` posts the status before the answer.

    Statuses: `fail` with a code, `late_status` by seconds, `no_status`, `reversed_statuses`.

    Events of customers: `duplicate` posts each in several copies at once; `reorder` holds as many as it has times back,
    then posts them backwards; `batch` the same, in one post; `bad_signature` signs wrongly once, then well.

    Media: `media_gone` answers 404 to a download, `media_altered` other bytes.
    """

    REFUSE = "refuse"
    SLOW = "slow"
    LOSE_REQUEST = "lose_request"
    LOSE_ANSWER = "lose_answer"
    EARLY_STATUS = "early_status"
    FAIL = "fail"
    LATE_STATUS = "late_status"
    NO_STATUS = "no_status"
    REVERSED_STATUSES = "reversed_statuses"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    BATCH = "batch"
    BAD_SIGNATURE = "bad_signature"
    MEDIA_GONE = "media_gone"
    MEDIA_ALTERED = "media_altered"


WITH_CODE = frozenset({Kind.REFUSE, Kind.FAIL})


@dataclass
class Fault:
    """One way to misbehave.

    Attributes:
        times: how often it still happens.
        code: Meta's error code, where the kind has one.
        seconds: length of a wait, where the kind has one.
        phone: id of the phone that it concerns; None for any.
    """

    kind: Kind
    times: int = 1
    code: int | None = None
    seconds: float = 0.0
    phone: str | None = None


class Faults:
    """The faults that wait to happen, first come first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault happen from now on."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Behave again."""
        self._waiting.clear()

    def list(self) -> tuple[Fault, ...]:
        """Return what is still to happen."""
        return tuple(self._waiting)

    def peek(self, kind: Kind, phone: str | None = None) -> Fault | None:
        """Return the fault that would happen next, without using it up."""
        wanted = (one for one in self._waiting if one.kind is kind and one.phone in (None, phone))
        return next(wanted, None)

    def take(self, kind: Kind, phone: str | None = None) -> Fault | None:
        """Return a fault that happens now, once less to come; None when nothing of this kind is due."""
        fault = self.peek(kind, phone)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)
        return fault
