"""Which register does a number belong to, and can the meter show it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.core.form import Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.releve.meter import Meter, indexes_in, judged_in
from actions.releve.names import INDEXES, INSISTING, JUDGED
from courant.clients import Register
from courant.french.amounts import format_number

# The red wheels of a gas meter count litres.
RED_WHEELS = 3


def said_in_request(turn: ActionTurn) -> dict[str, int]:
    """Indexes that the request already holds, by the register that its words name."""
    rows = [row for row in turn.request.get("entities") or [] if row.get("entity") == "index_compteur"]
    return {str(row.get("role") or "base"): int(row["value"]) for row in rows if str(row.get("value")).isdecimal()}


def of_meter(said: Mapping[str, int], meter: Meter) -> dict[Register, int]:
    """What was said before the meter was known, as its registers."""
    if len(meter.registers) > 1:
        return {register: said[register] for register in meter.registers if register in said}
    (only,) = meter.registers
    values = [said[name] for name in (only, "base", "gaz") if name in said and (name == only or len(said) == 1)]
    return {only: values[0]} if values else {}


def assigned(turn: ActionTurn, state: FormState, meter: Meter, register: Register, value: int) -> dict[Register, int]:
    """The registers that an answer fills: those it names, else the one asked or the one it corrects."""
    named: Mapping[str, int] = (state.parsed.extra.get("registres") if state.parsed else None) or {}
    known = {register: named[register] for register in meter.registers if register in named}
    if known:
        return known
    given = indexes_in(state.__getitem__, meter)
    asked = turn.slot("requested_slot")
    if asked in INDEXES.values() or len(given) < len(meter.registers) or len(meter.registers) == 1:
        return {register: value}
    return {_corrected(state, given, value): value}


def _corrected(state: FormState, given: Mapping[Register, int], value: int) -> Register:
    """« Non, 45 782 » replaces what was implausible, else the number that it resembles most."""
    judged = judged_in(state.__getitem__)
    wrong = [one.register for one in judged.judgement.registers if one.problem] if judged else []
    candidates = wrong if len(wrong) == 1 else list(given)
    return min(candidates, key=lambda register: abs(given[register] - value))


def keep(state: FormState, meter: Meter, values: Mapping[Register, int]) -> Refused | None:
    """Keep numbers that the meter can show; what was thought of the former ones no longer holds."""
    for register, value in values.items():
        refused = _too_long(meter, value)
        if refused is not None:
            return Refused(refused, _length_values(meter, value), clears=(INDEXES[register],))
    for register, value in values.items():
        state.fill(INDEXES[register], value)
    state[JUDGED] = state[INSISTING] = None
    return None


def _too_long(meter: Meter, value: int) -> str | None:
    if value < int(10**meter.point.meter_digits):
        return None
    has_reds = meter.point.energy == "gaz" and value < int(10 ** (meter.point.meter_digits + RED_WHEELS))
    return "releve_chiffres_rouges" if has_reds else "releve_trop_de_chiffres"


def _length_values(meter: Meter, value: int) -> dict[str, Any]:
    digits = meter.point.meter_digits
    # Eight wheels were read in one: the first five are what counts, leading zeros included.
    black = f"{value:0{digits + RED_WHEELS}d}"[:digits]
    return {"nombre": format_number(value), "chiffres": digits, "noirs": black}
