"""Meters, readings and judgements as the customer reads them; every figure comes from the metering system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from actions.core.turn import ActionTurn, Choice
from actions.releve.meter import Meter
from courant.clients import Judgement, RegisterUse
from courant.french.amounts import format_number, format_quantity
from courant.french.dates import format_date, format_duration, format_period
from courant.french.towns import of_town
from courant.french.typography import join_list


def meter_name(turn: ActionTurn, meter: Meter) -> str:
    """« d'électricité à Lyon (PDL finissant par 9207) »."""
    point = meter.point
    number = turn.wording(f"releve_numero_{point.energy}")
    energy = turn.wording(f"releve_compteur_{point.energy}")
    return turn.wording(
        "releve_nom_compteur", energie=energy, de_commune=of_town(point.commune), numero=number, fin=point.id[-4:]
    )


def lines(turn: ActionTurn, meter: Meter, judgement: Judgement) -> str:
    """One line a register: its index, and what it makes since the last one."""
    return "\n".join(_line(turn, meter, one) for one in judgement.registers)


def _line(turn: ActionTurn, meter: Meter, one: RegisterUse) -> str:
    since = ""
    if one.used is not None and one.used >= 0 and one.previous_on is not None:
        used = format_quantity(one.used, meter.unit)
        since = turn.wording("releve_depuis", utilise=used, jour=format_date(one.previous_on))
    index = format_quantity(one.value, meter.unit)
    return turn.wording(f"releve_ligne_{one.register}", index=index, depuis=since)


def problems(turn: ActionTurn, meter: Meter, judgement: Judgement) -> str:
    """Why the indexes surprise, a paragraph each, with the figures that they are judged by."""
    return "\n".join(_problem(turn, meter, one) for one in judgement.registers if one.problem)


def _problem(turn: ActionTurn, meter: Meter, one: RegisterUse) -> str:
    assert one.previous is not None and one.previous_on is not None and one.used is not None
    days = max((meter.terms.day - one.previous_on).days, 1)
    values = {
        "tarif": turn.wording(f"releve_tarif_{one.register}"),
        "index": format_quantity(one.value, meter.unit),
        "precedent": format_quantity(one.previous, meter.unit),
        "le": format_date(one.previous_on),
        "utilise": format_quantity(max(one.used, 0), meter.unit),
        "duree": format_duration(timedelta(days=days)),
        "attendu": _expected(turn, meter, one),
    }
    name = "releve_probleme_inchange" if one.used == 0 else f"releve_probleme_{one.problem}"
    return turn.wording(name, **values)


def _expected(turn: ActionTurn, meter: Meter, one: RegisterUse) -> str:
    """The range that would not surprise; nothing without a history."""
    if one.usual is None or one.low is None or one.high is None:
        return ""
    name = "releve_attendu_tour" if one.high < one.low else "releve_attendu"
    usual, low, high = (format_quantity(number, meter.unit) for number in (one.usual, one.low, one.high))
    return turn.wording(name, habitude=usual, bas=low, haut=high)


def numbers(meter: Meter, judgement: Judgement, *, wrong_only: bool = False) -> str:
    """« 45 872 », or both numbers."""
    kept = [one for one in judgement.registers if one.problem or not wrong_only]
    return join_list([format_number(one.value) for one in kept])


def next_window(meter: Meter) -> dict[str, Any]:
    """The running window, else the next one: the whole of it, and its last day."""
    terms = meter.terms
    if terms.window_start is None or terms.window_end is None:
        return {}
    whole = format_period(terms.window_start, terms.window_end)
    return {"periode": whole, "fin": format_date(terms.window_end, weekday=True)}


def topics(turn: ActionTurn, intents: Iterable[str]) -> list[Choice]:
    """Capabilities as buttons; those of a pack that is off are left out."""
    capabilities = turn.services.catalogue.capabilities
    return [Choice(capabilities[name].label, name) for name in intents if name in capabilities]
