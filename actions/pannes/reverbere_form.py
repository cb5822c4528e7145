"""A street light: where, which pole, what is wrong; the town hall acts, not the supplier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.core.base import CourantAction, Events
from actions.core.form import CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.pannes import lookup
from actions.pannes.place import Spot, spot_of
from actions.pannes.place_form import NONE, AskComplement, PlaceForm, yes_no
from courant.french.towns import of_town
from courant.packs import Field

FORM, PREFIX = "reverbere_form", "reverbere"
STATE, NUMBER, CONFIRMATION = "reverbere_etat", "reverbere_numero", "reverbere_confirmation"


class LampForm(PlaceForm):
    """The light may be anywhere: what is known of the customer is not taken for its place."""

    form = FORM
    prefix = PREFIX
    remembers = False

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """What, where, which one."""
        return [STATE, *self.place_fields(turn, state), NUMBER, CONFIRMATION]

    async def _known_places(self, turn: ActionTurn, state: FormState) -> list[dict[str, Any]]:
        return []

    async def take(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A no at the read-back writes nothing."""
        if field.name == CONFIRMATION and value is False:
            turn.say("panne_refuse")
            state.leave()
            return None
        state.fill(field.name, value)
        return None


class AskLampComplement(AskComplement):
    """What the address lacks."""

    action = "action_ask_reverbere_complement"
    prefix = PREFIX
    wanted = "reverbere_quelle_rue"


class AskLampConfirmation(CourantAction):
    """Reads everything back before anything is written."""

    action = "action_ask_reverbere_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """What will be told to the town hall."""
        spot = _spot(turn)
        turn.say(
            "reverbere_recapitulatif",
            choices=yes_no(turn),
            lieu=spot.words(turn),
            etat=turn.wording(f"reverbere_{turn.slot(STATE)}"),
            poteau=_pole(turn),
            destinataire=_town_hall(turn, spot),
        )
        return []


class LampDone(CourantSubmit):
    """Forwards it to the town hall once."""

    action = "action_reverbere_fin"
    form = FORM

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """The pole's number is optional."""
        return [STATE, "reverbere_lieu", CONFIRMATION]

    async def commit(self, turn: ActionTurn) -> Events:
        """One report a lamp."""
        spot = _spot(turn)
        state = turn.wording(f"reverbere_{turn.slot(STATE)}")
        report = await turn.services.clients.outages.report(
            kind="reverbere",
            place=spot.network(),
            recipient=_town_hall(turn, spot),
            conversation=turn.conversation,
            key=turn.key(self.action),
            extent="rue",
            detail=turn.wording("reverbere_resume", etat=state, poteau=_pole(turn)),
            token=turn.token or None,
        )
        name = "reverbere_deja" if report.already_open else "reverbere_transmis"
        choices = [] if report.updates else lookup.news_choices(turn, report)
        turn.say(name, choices=choices, numero=report.number, commune=spot.town, destinataire=report.recipient)
        return lookup.offered(report=report)


def _spot(turn: ActionTurn) -> Spot:
    return spot_of(turn.slot("reverbere_lieu"))


def _pole(turn: ActionTurn) -> str:
    number = turn.slot(NUMBER)
    return turn.wording("reverbere_sans_numero") if number in (None, NONE) else str(number)


def _town_hall(turn: ActionTurn, spot: Spot) -> str:
    return turn.wording("mairie", de_commune=of_town(spot.town))
