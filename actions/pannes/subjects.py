"""What a customer has reported or follows: their own, of this conversation or of their customer number."""

from __future__ import annotations

from actions.core.turn import ActionTurn
from courant.clients import Followed, Forbidden, Report

OVER = ("retabli", "clos")


async def own(turn: ActionTurn) -> Followed:
    """Return what this conversation reported or follows, and what the customer reported elsewhere, newest first."""
    outages = turn.services.clients.outages
    here = await outages.followed(turn.conversation)
    if turn.identity.level == 0:
        return here
    try:
        elsewhere = await outages.list(turn.token)
    except Forbidden:
        return here  # the identity has just ended: what is said here is still theirs
    known = {report.number for report in here.tickets}
    both = [*here.tickets, *(report for report in elsewhere if report.number not in known)]
    return Followed(tuple(sorted(both, key=lambda report: report.created_at, reverse=True)), here.outages)


async def has_subject(turn: ActionTurn) -> bool:
    """Tell whether there is anything to tell the progress of."""
    found = await own(turn)
    return bool(found.tickets or found.outages)


def current(reports: tuple[Report, ...], most: int) -> list[Report]:
    """Return the reports that are open, else the latest one."""
    running = [report for report in reports if report.status not in OVER]
    return running[:most] if running else list(reports[:1])
