"""What an answer means, beside the numbers: the meter, the day, a photo, a no to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.core.form import Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.releve.dates import reading_day
from actions.releve.meter import judged_in
from actions.releve.names import (
    ANYWAY,
    CONFIRMATION,
    DAY,
    INDEXES,
    INSISTING,
    JUDGED,
    PHOTOS,
    POINT,
    POINTS,
    SAID,
    SWAP,
    WITHOUT_PHOTO,
)
from courant.french.dates import format_date


def is_asking(turn: ActionTurn) -> bool:
    """Whether a question of this form is open, else the form is being opened."""
    return str(turn.slot("requested_slot") or "").startswith("releve_")


def take(turn: ActionTurn, state: FormState, name: str, value: Any) -> Refused | None:
    """Keep the answer to a question other than a number's, or say why it cannot be taken."""
    if name == POINT:
        return _take_point(state, str(value))
    if name == DAY:
        return _take_day(turn, state, str(value))
    if name == INSISTING and value == SWAP:
        state[INDEXES["hp"]], state[INDEXES["hc"]] = state[INDEXES["hc"]], state[INDEXES["hp"]]
    elif name in (INSISTING, CONFIRMATION) and value is False:
        _begin_again(turn, state, wrong_only=name == INSISTING)
    else:
        state.fill(name, [] if value == WITHOUT_PHOTO else value)
    return None


def tell(turn: ActionTurn, refused: Refused | None) -> None:
    """Say why something that nobody asked for cannot be taken."""
    if refused is not None:
        turn.say(refused.message, **refused.values)


def _take_point(state: FormState, value: str) -> Refused | None:
    offered: Sequence[Sequence[str]] = state[POINTS] or ()
    if value not in {row[0] for row in offered}:
        return Refused("aide_releve_point") if offered else None
    if state[POINT] != value:
        for name in (ANYWAY, *INDEXES.values(), INSISTING, PHOTOS, JUDGED):
            state[name] = None
    state.fill(POINT, value)
    return None


def _take_day(turn: ActionTurn, state: FormState, value: str) -> Refused | None:
    rules, today = turn.services.brand.rules, turn.at.date()
    day = reading_day(value, today, rules)
    if day is not None:
        state.fill(DAY, day.isoformat())
        state[INSISTING] = None
        return None
    limits: dict[str, Any] = {"jours": rules.reading_days_past}
    if is_asking(turn):
        return Refused("releve_date_refusee", limits, clears=(CONFIRMATION,))
    if date.fromisoformat(value) < today and state[SAID]:  # numbers of that day would be filed as today's
        state[SAID] = None
        turn.say("releve_date_ancienne", jour=format_date(date.fromisoformat(value)), **limits)
    return None


def _begin_again(turn: ActionTurn, state: FormState, *, wrong_only: bool) -> None:
    """A no: the numbers that surprised are asked again, or all of them."""
    turn.say("releve_reprenons")
    judged = judged_in(state.__getitem__)
    wrong = [INDEXES[one.register] for one in judged.judgement.registers if one.problem] if judged else []
    for slot in wrong if wrong_only and wrong else INDEXES.values():
        state.reopen(slot)
    state[INSISTING] = None
