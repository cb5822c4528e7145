"""The end of the form: the reading is filed once, and its number told with the next window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rasa_sdk.events import SlotSet

from actions.core.base import Events
from actions.core.form import CourantSubmit
from actions.core.turn import ActionTurn
from actions.releve.meter import Meter, indexes_in, meter_in
from actions.releve.names import (
    BESIDE,
    CONFIRMATION,
    DAY,
    FORM,
    INSISTING,
    PHOTOS,
    POINT,
    POINTS,
    index_slots,
)
from actions.releve.obstacles import coming, given_values
from actions.releve.points import others
from actions.releve.wordings import topics
from courant.clients import Register, Rejected, SelfReading
from courant.french.amounts import format_quantity
from courant.french.dates import format_date
from courant.french.typography import join_list

# What may have changed between the read-back and the yes: another window of the browser, midnight.
OVERTAKEN = ("already_given", "already_read", "not_allowed_now", "implausible", "day_out_of_range")


class ReadingDone(CourantSubmit):
    """Files the reading."""

    action = "action_releve_fin"
    form = FORM

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """The meter's own registers; what was insisted on or not is the judgement's."""
        meter = meter_in(turn.slot)
        registers = index_slots(meter.registers) if meter else []
        return [POINT, *registers, DAY, CONFIRMATION]

    async def commit(self, turn: ActionTurn) -> Events:
        """One write; what the rules refuse since the read-back is said, and nothing is kept."""
        meter = meter_in(turn.slot)
        if meter is not None and turn.slot(CONFIRMATION) is True:
            try:
                _tell(turn, meter, await self._file(turn, meter))
            except Rejected as error:
                if error.code not in OVERTAKEN:
                    raise
                _tell_overtaken(turn, meter, error.code)
        return [SlotSet(name, None) for name in BESIDE]

    async def _file(self, turn: ActionTurn, meter: Meter) -> SelfReading:
        indexes = indexes_in(turn.slot, meter)
        return await turn.services.clients.metering.file_reading(
            turn.token,
            meter.point.id,
            indexes,
            date.fromisoformat(turn.slot(DAY)),
            turn.key(self.action),
            insisted=bool(turn.slot(INSISTING)),
            replaces=_replaced(meter, indexes),
            photos=[str(one) for one in turn.slot(PHOTOS) or ()],
        )


def _replaced(meter: Meter, indexes: Mapping[Register, int]) -> str | None:
    """The reading that this one corrects.

    When these numbers are on file, an earlier attempt may have filed them: the same write is sent, word for word.
    """
    given = meter.terms.given
    if given is None:
        return None
    return given.replaces if meter.on_file(indexes) else given.number


def _tell_overtaken(turn: ActionTurn, meter: Meter, code: str) -> None:
    if code == "already_given" and meter.terms.given and meter.on_file(indexes_in(turn.slot, meter)):
        given = meter.terms.given
        turn.say("releve_deja_enregistre", suite=coming(turn, given.next_start, given.next_end), **given_values(meter))
    else:
        turn.say("releve_entre_temps", choices=topics(turn, ("signalement_consommation",)))


def _tell(turn: ActionTurn, meter: Meter, filed: SelfReading) -> None:
    indexes = [
        turn.wording(f"releve_distance_{one.register}", index=format_quantity(one.value, meter.unit))
        for one in filed.indexes
    ]
    choices = [*others(turn, turn.slot(POINTS), meter.point.id), *topics(turn, ("details_consommation",))]
    turn.say(
        "releve_a_verifier" if filed.status == "a_verifier" else "releve_enregistre",
        choices=choices,
        numero=filed.number,
        index=join_list(indexes),
        jour=format_date(filed.day),
        suite=coming(turn, filed.next_start, filed.next_end),
    )
