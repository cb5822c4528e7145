"""What goes wrong with the Graph API, by class: the code decides, never the title (reference, section 11)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Fault(str, Enum):
    """What to do about an error."""

    RETRY = "retry"  # Meta's or the network's trouble: try again later
    SLOW_NUMBER = "slow_number"  # our number sends too fast
    SLOW_PERSON = "slow_person"  # this person gets too much at once
    STOP = "stop"  # token, rights, payment: nothing works until an operator mends it
    WINDOW = "window"  # 24 hours without a message of the customer
    PERSON = "person"  # this person cannot receive it
    BUG = "bug"  # our request is wrong
    MEDIA = "media"  # the file was not taken
    TEMPLATE = "template"  # the template is missing, paused or filled in wrongly


_CODES: Mapping[Fault, tuple[int, ...]] = {
    Fault.RETRY: (1, 2, 131000, 131016, 133004),
    Fault.SLOW_NUMBER: (4, 80007, 130429, 131057),
    Fault.SLOW_PERSON: (131056,),
    Fault.STOP: (0, 3, 10, 190, *range(200, 300), 368, 131005, 131031, 131042, 131045, 131048, 133010),
    Fault.WINDOW: (131047,),
    Fault.PERSON: (131026, 131021, 131030, 130472, 131049, 131050, 130497),
    Fault.BUG: (33, 100, 131008, 131009, 131051, 131062),
    Fault.MEDIA: (131052, 131053),
    Fault.TEMPLATE: (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069),
}
_FAULTS: Mapping[int, Fault] = {code: fault for fault, codes in _CODES.items() for code in codes}
_UNAUTHORISED, _TOO_MANY, _SERVER = (401, 403), 429, 500


def fault_of(code: int | None, http_status: int = 0) -> Fault:
    """Return the class of an error code, else of the HTTP status that came with it.

    An error that nobody knows is taken for our own: trying it again blindly would only make it worse.
    """
    if code is not None and code in _FAULTS:
        return _FAULTS[code]
    if http_status == _TOO_MANY:
        return Fault.SLOW_NUMBER
    if http_status in _UNAUTHORISED:
        return Fault.STOP
    return Fault.RETRY if http_status >= _SERVER or (code is None and not http_status) else Fault.BUG


class GraphProblem(Exception):
    """A call of the Graph API failed.

    Attributes:
        code: Meta's error code, None when the answer held none (network, proxy).
        fault: what to do about it.
        lost: the request may have been carried out: its answer never came.
        by_status: a status told of it, after the message had been accepted.
        details: Meta's explanation; it holds no secret.
    """

    def __init__(
        self, code: int | None, details: str = "", http_status: int = 0, lost: bool = False, by_status: bool = False
    ) -> None:
        """Describe a failure; its class follows from the code."""
        super().__init__(f"{code if code is not None else 'network'} ({http_status}): {details}")
        self.code = code
        self.fault = fault_of(code, http_status)
        self.lost = lost
        self.by_status = by_status
        self.details = details


class MediaRefused(ValueError):
    """A file must not be used: too large, changed on the way, or not what it says; trying again is useless."""
