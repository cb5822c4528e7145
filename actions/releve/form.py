"""Giving a reading: which meter, its numbers, why they surprise, read back; the submit action files them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.core.form import CourantForm, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.releve import answers, indexes, obstacles, points
from actions.releve.meter import Judged, Meter, indexes_in, judged_in, meter_in, packed
from actions.releve.names import (
    ANYWAY,
    BESIDE,
    CONFIRMATION,
    DAY,
    FORM,
    INDEXES,
    INSISTING,
    JUDGED,
    KIND,
    METER,
    PHOTOS,
    POINT,
    POINTS,
    SAID,
    index_slots,
    register_of,
)
from courant.packs import Field


class ReadingForm(CourantForm):
    """Asks for what the chosen meter has: one number, peak and off-peak, or cubic metres."""

    form = FORM

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """The meter, then what its kind and the judgement of its indexes call for; the day is today unless said."""
        meter = meter_in(state.__getitem__)
        if meter is None:
            return [POINT]
        remote = meter.terms.remote == "active"
        judged = judged_in(state.__getitem__)
        surprising = judged is not None and not judged.judgement.plausible
        return [
            DAY,
            POINT,
            *([ANYWAY] if remote else []),
            *index_slots(meter.registers),
            *([INSISTING] if surprising else []),
            *([PHOTOS] if surprising or remote else []),
            CONFIRMATION,
        ]

    def choices(self, turn: ActionTurn, state: FormState, field: Field) -> Sequence[tuple[str, str]]:
        """The customer's meters."""
        return points.labels(state[POINTS] or ())

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Find the meter and its terms, place what was said before, judge the indexes once all are there."""
        meter = await self._meter(turn, state)
        if meter is None or state.has_left:
            return
        if obstacles.stops(turn, meter):
            close(state)
            return
        said, state[SAID] = state[SAID], None
        if said:
            answers.tell(turn, indexes.keep(state, meter, indexes.of_meter(said, meter)))
        await self._judge(turn, state, meter)

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Numbers go to their register; a no is taken for what it says at each question."""
        if field.name in INDEXES.values():
            return self._take_index(turn, state, field, int(value))
        if field.name == ANYWAY and value is False:
            turn.say("releve_rien_a_faire")
            close(state)
            return None
        return answers.take(turn, state, field.name, value)

    def _take_index(self, turn: ActionTurn, state: FormState, field: Field, value: int) -> Refused | None:
        meter, register = meter_in(state.__getitem__), register_of(field.name)
        if not answers.is_asking(turn) or meter is None or register is None:
            state[SAID] = indexes.said_in_request(turn) or None
            return None
        if turn.slot("requested_slot") == ANYWAY:  # a number instead of a yes
            state.fill(ANYWAY, True)
        return indexes.keep(state, meter, indexes.assigned(turn, state, meter, register, value))

    async def _meter(self, turn: ActionTurn, state: FormState) -> Meter | None:
        """The meter with its terms, read again when another meter or day was chosen, or the form opens anew."""
        kept, asking = meter_in(state.__getitem__), answers.is_asking(turn)
        if kept and asking and (kept.point.id, kept.terms.day.isoformat()) == (state[POINT], state[DAY]):
            return kept
        metering = turn.services.clients.metering
        found = await metering.delivery_points(turn.token)
        state[POINTS] = await points.options(turn, found)
        point = points.chosen(turn, state, found, guess=not asking)
        if point is None:
            state[METER] = None
            if not found:
                turn.say("releve_aucun_compteur")
                close(state)
            return None
        day = self._day(turn, state)
        meter = Meter(point, await metering.reading_terms(turn.token, point.id, day))
        if turn.slot(POINT) != point.id:
            obstacles.tell_terms(turn, meter)
        state[METER], state[KIND] = packed(meter), point.meter_kind
        return meter

    def _day(self, turn: ActionTurn, state: FormState) -> date:
        """The day that was said, else today; a meter chosen another day is read today."""
        opens_empty = not answers.is_asking(turn) and all(state[slot] is None for slot in INDEXES.values())
        if state[DAY] is None or (opens_empty and turn.entity("date") is None):
            state.fill(DAY, turn.at.date().isoformat())
        return date.fromisoformat(state[DAY])

    async def _judge(self, turn: ActionTurn, state: FormState, meter: Meter) -> None:
        given = indexes_in(state.__getitem__, meter)
        if len(given) < len(meter.registers):
            return
        about: dict[str, Any] = {"point": meter.point.id, "jour": state[DAY], "index": list(given.values())}
        judged = judged_in(state.__getitem__)
        if judged is None or judged.about != about:
            metering = turn.services.clients.metering
            judgement = await metering.judgement(turn.token, meter.point.id, given, meter.terms.day)
            state[JUDGED] = packed(Judged(about, judgement))


def close(state: FormState) -> None:
    """Leave without a reading, and forget what was kept beside the answers."""
    for name in BESIDE:
        state[name] = None
    state.leave()
