"""What a customer should know before giving a reading, and what ends the request before it begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.core.turn import ActionTurn
from actions.releve.meter import Meter
from actions.releve.wordings import next_window, topics
from courant.french.amounts import format_quantity
from courant.french.dates import format_date, format_period
from courant.french.typography import join_list

AFTER = ("details_consommation", "cycle_facturation", "mettre_en_relation_avec_agent")


def tell_terms(turn: ActionTurn, meter: Meter) -> None:
    """Say which window is open or comes next; what a communicating meter has sent, or since when it is silent."""
    terms = meter.terms
    if terms.remote == "active":
        turn.say("releve_communicant", **remote_values(turn, meter))
    elif terms.remote == "muette":
        silent = "releve_muet" if terms.remote_on else "releve_muet_toujours"
        day = format_date(terms.remote_on) if terms.remote_on else ""
        turn.say(silent, appareil=turn.wording(f"releve_appareil_{meter.point.meter_kind}"), jour=day)
    if terms.given is not None:
        turn.say("releve_deja_donne", **given_values(meter))
    elif terms.remote == "sans" and terms.refusal is None:
        turn.say("releve_periode_ouverte" if terms.window_open else "releve_hors_periode", **next_window(meter))


def stops(turn: ActionTurn, meter: Meter) -> bool:
    """Whether the rules allow no reading now."""
    terms = meter.terms
    if terms.refusal is None:
        return False
    known = turn.wording("releve_des_le", jour=format_date(terms.allowed_from)) if terms.allowed_from else ""
    limits = turn.services.brand.rules
    turn.say(
        f"releve_refus_{terms.refusal}",
        choices=topics(turn, AFTER),
        nombre=limits.reading_outside_a_year,
        jours=limits.reading_days_between,
        des_le=known,
        prochaine=coming(turn, terms.window_start, terms.window_end),
    )
    return True


def remote_values(turn: ActionTurn, meter: Meter) -> dict[str, Any]:
    """What a communicating meter has sent last."""
    lines = [
        turn.wording(f"releve_distance_{one.register}", index=format_quantity(one.value, meter.unit))
        for one in meter.terms.last
    ]
    newest = max((one.day for one in meter.terms.last), default=meter.terms.day)
    device = turn.wording(f"releve_appareil_{meter.point.meter_kind}")
    return {"appareil": device, "index": join_list(lines), "jour": format_date(newest)}


def given_values(meter: Meter) -> dict[str, Any]:
    """The reading that was already given for the day, in words."""
    given = meter.terms.given
    if given is None:
        return {}
    indexes = join_list([format_quantity(one.value, meter.unit) for one in given.indexes])
    return {"numero": given.number, "index": indexes, "jour": format_date(given.day)}


def coming(turn: ActionTurn, start: date | None, end: date | None) -> str:
    """« La prochaine période de relevé va du… », empty without one."""
    return turn.wording("releve_prochaine", periode=format_period(start, end)) if start and end else ""
