"""When: instants of the sources as customers read them, and whether they are old."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.core.turn import ActionTurn
from courant.clock import PARIS
from courant.french.dates import format_datetime, format_time


def moment(turn: ActionTurn, at: datetime) -> str:
    """Return « aujourd'hui à 8 h 30 », « hier à 22 h », « demain à 9 h », or the whole date."""
    local, today = at.astimezone(PARIS), turn.at.date()
    near = {today: "jour_present", today - timedelta(days=1): "jour_passe", today + timedelta(days=1): "jour_suivant"}
    name = near.get(local.date())
    return turn.wording(name, heure=format_time(local)) if name else format_datetime(local)


def stamped(turn: ActionTurn, source: str, at: datetime) -> str:
    """Return who said it and when; what is old is called old."""
    limit = timedelta(minutes=turn.services.brand.rules.outage_source_minutes)
    name = "source_ancienne" if turn.at - at > limit else "source_datee"
    return turn.wording(name, source=source, moment=moment(turn, at))
