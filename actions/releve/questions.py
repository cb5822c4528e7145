"""The questions of a reading: where to read, with a picture, what surprises, and the read-back."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice, Picture
from actions.releve import points
from actions.releve.meter import Judged, Meter, indexes_in, judged_in, meter_in
from actions.releve.names import DAY, INSISTING, PHOTOS, POINTS, SHOWN, SWAP, WITHOUT_PHOTO
from actions.releve.obstacles import given_values
from actions.releve.wordings import lines, meter_name, numbers, problems
from courant.clients import Register
from courant.french.dates import format_date

ANSWER = "reponse_libre"


class AskPoint(CourantAction):
    """Which meter?"""

    action = "action_ask_releve_point"

    async def act(self, turn: ActionTurn) -> Events:
        """Each meter is a line that tells it from the others, and a button."""
        offered = turn.slot(POINTS) or ()
        listed = "\n".join(line for _, _, line, _ in offered)
        turn.say("ask_releve_point", choices=points.choices(turn, offered), compteurs=listed)
        return []


class AskIndex(CourantAction, ABC):
    """The number of one register, with a picture of such a meter at the first one."""

    @property
    @abstractmethod
    def asked(self) -> Register:
        """Which register is asked; abstract, so that Rasa registers the four questions only."""

    async def act(self, turn: ActionTurn) -> Events:
        """Where to read it is told by the wording for the kind of meter."""
        meter, name = _meter(turn), f"ask_releve_{self.asked}"
        if meter.terms.picture is None or turn.slot(SHOWN) == meter.point.id:
            turn.say(name)
            return []
        alt = turn.wording(f"releve_image_{meter.point.meter_kind}_{meter.layout}")
        turn.say(name, image=Picture(meter.terms.picture, alt))
        return [SlotSet(SHOWN, meter.point.id)]


class AskBase(AskIndex):
    """The only number of an electricity meter."""

    action = "action_ask_releve_base"
    asked = "base"


class AskPeak(AskIndex):
    """The number of peak hours."""

    action = "action_ask_releve_hp"
    asked = "hp"


class AskOffPeak(AskIndex):
    """The number of off-peak hours."""

    action = "action_ask_releve_hc"
    asked = "hc"


class AskGas(AskIndex):
    """The cubic metres of a gas meter."""

    action = "action_ask_releve_gaz"
    asked = "gaz"


class AskInsisting(CourantAction):
    """Says why the numbers surprise, with the figures, and asks whether they are really what the meter shows."""

    action = "action_ask_releve_maintien"

    async def act(self, turn: ActionTurn) -> Events:
        """Yes maintains them, no asks again; exchanged numbers can be put right at once."""
        meter, judgement = _meter(turn), _judged(turn).judgement
        shown = numbers(meter, judgement, wrong_only=True)
        choices = [
            Choice(turn.wording("bouton_releve_maintenir"), "affirmer"),
            Choice(turn.wording("bouton_releve_corriger"), "refuser"),
        ]
        if judgement.swapped:
            choices.insert(0, Choice(turn.wording("bouton_releve_inverser"), ANSWER, {"choix": SWAP}))
        name = "ask_releve_inversion" if judgement.swapped else "ask_releve_maintien"
        turn.say(name, choices=choices, raisons=problems(turn, meter, judgement), nombres=shown)
        return []


class AskPhoto(CourantAction):
    """A photo helps the person who checks; one can do without."""

    action = "action_ask_releve_photo"

    async def act(self, turn: ActionTurn) -> Events:
        """A photo, or a button to go on without."""
        without = Choice(turn.wording("bouton_releve_sans_photo"), ANSWER, {"choix": WITHOUT_PHOTO})
        turn.say("ask_releve_photo", choices=[without])
        return []


class AskConfirmation(CourantAction):
    """Reads everything back before anything is filed."""

    action = "action_ask_releve_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """Meter, day, numbers, what they make, and what will be done with them."""
        meter, judged = _meter(turn), _judged(turn)
        turn.say(
            "recap_releve",
            choices=_yes_no(turn),
            compteur=meter_name(turn, meter),
            jour=format_date(meter.terms.day),
            lignes=lines(turn, meter, judged.judgement),
            remarques=_remarks(turn, meter, judged),
        )
        return []


def _remarks(turn: ActionTurn, meter: Meter, judged: Judged) -> str:
    remarks = []
    if any(one.rolled_over for one in judged.judgement.registers):
        remarks.append(turn.wording("releve_remarque_tour"))
    if meter.on_file(indexes_in(turn.slot, meter)):
        remarks.append(turn.wording("releve_remarque_identique", **given_values(meter)))
    elif meter.terms.given is not None:
        remarks.append(turn.wording("releve_remarque_remplace", **given_values(meter)))
    if turn.slot(INSISTING) or meter.terms.remote == "active":
        remarks.append(turn.wording("releve_remarque_verifie"))
    if turn.slot(PHOTOS):
        remarks.append(turn.wording("releve_remarque_photo"))
    return "".join(f"\n{one}" for one in remarks)


def _yes_no(turn: ActionTurn) -> list[Choice]:
    return [Choice(turn.wording("bouton_oui"), "affirmer"), Choice(turn.wording("bouton_non"), "refuser")]


def _meter(turn: ActionTurn) -> Meter:
    meter = meter_in(turn.slot)
    assert meter is not None, "the form chooses the meter first"
    return meter


def _judged(turn: ActionTurn) -> Judged:
    judged = judged_in(turn.slot)
    assert judged is not None, f"the form judges the indexes once it knows {DAY}"
    return judged
