"""The lives of an outage and of a ticket: which status may follow which, and how the first carries the second."""

from __future__ import annotations

from collections.abc import Mapping

from backends.kernel.problems import Problem
from backends.outages.model import OutageStatus, TicketStatus

FIRST: TicketStatus = "recu"
ASSIGNED: TicketStatus = "transmis"
OPEN_OUTAGES: tuple[OutageStatus, ...] = ("annoncee", "signalee", "confirmee", "equipe_sur_place")
OPEN_TICKETS: tuple[TicketStatus, ...] = ("recu", "transmis", "technicien_sur_place")

# A source may correct itself: a team leaves for parts, the power fails again after it was back.
OUTAGE_MOVES: Mapping[OutageStatus, tuple[OutageStatus, ...]] = {
    "annoncee": ("confirmee", "equipe_sur_place", "retablie", "close"),
    "signalee": ("confirmee", "equipe_sur_place", "retablie", "close"),
    "confirmee": ("equipe_sur_place", "retablie", "close"),
    "equipe_sur_place": ("confirmee", "retablie", "close"),
    "retablie": ("confirmee", "equipe_sur_place", "close"),
    "close": (),
}
TICKET_MOVES: Mapping[TicketStatus, tuple[TicketStatus, ...]] = {
    "recu": ("transmis", "retabli", "clos"),
    "transmis": ("technicien_sur_place", "retabli", "clos"),
    "technicien_sur_place": ("transmis", "retabli", "clos"),
    "retabli": ("transmis", "clos"),
    "clos": (),
}
# Where the tickets merged with an outage go when it gets there.
_FOLLOWING: Mapping[OutageStatus, TicketStatus] = {
    "confirmee": "transmis",
    "equipe_sur_place": "technicien_sur_place",
    "retablie": "retabli",
    "close": "clos",
}


def check_outage_move(before: OutageStatus, after: OutageStatus) -> None:
    """Let a move pass; staying where it is is one.

    Raises:
        Problem: 409 ``illegal_move`` with the moves that are possible.
    """
    if after != before and after not in OUTAGE_MOVES[before]:
        raise _illegal("an outage", before, after, OUTAGE_MOVES[before])


def check_ticket_move(before: TicketStatus, after: TicketStatus) -> None:
    """Let a move pass.

    Raises:
        Problem: 409 ``illegal_move`` with the moves that are possible.
    """
    if after not in TICKET_MOVES[before]:
        raise _illegal("a ticket", before, after, TICKET_MOVES[before])


def path_to_follow(ticket: TicketStatus, outage: OutageStatus) -> tuple[TicketStatus, ...]:
    """Return the moves that bring a merged ticket where its outage is; none when it is there or cannot follow."""
    wanted = _FOLLOWING.get(outage)
    if wanted is None or wanted == ticket:
        return ()
    if wanted in TICKET_MOVES[ticket]:
        return (wanted,)
    # Received, or restored and failed again: the distributor has it before its team is on site.
    through = wanted in TICKET_MOVES[ASSIGNED] and ASSIGNED in TICKET_MOVES[ticket]
    return (ASSIGNED, wanted) if through else ()


def _illegal(what: str, before: str, after: str, allowed: tuple[str, ...]) -> Problem:
    extra = {"from": before, "to": after, "allowed": list(allowed)}
    return Problem(409, "illegal_move", f"{what} does not go from {before} to {after}", extra)
