"""Known outages at a place, each with its source's time stamp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from actions.core.base import Events
from actions.core.form import CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.pannes import lookup
from actions.pannes.place import Spot, energy_of, spot_of
from actions.pannes.place_form import AskComplement, AskPoint, PlaceForm
from courant.packs import Field


class WhereForm(PlaceForm):
    """Asks a commune, unless a place is known: no street is needed to tell what is known around."""

    form = "recherche_pannes_form"
    prefix: ClassVar[str] = "recherche"
    needs_street = False
    keeps_task = False

    def energy(self, turn: ActionTurn, state: FormState) -> str:
        """The energy asked about, electricity by default."""
        return energy_of(turn)

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """The place only."""
        return self.place_fields(turn, state)

    async def take(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """There is no other answer to take."""
        state.fill(field.name, value)
        return None


class AskWherePoint(AskPoint):
    """Which of the customer's homes?"""

    action = "action_ask_recherche_point"
    message = "recherche_quel_logement"


class AskWhereComplement(AskComplement):
    """Which of the communes of that name?"""

    action = "action_ask_recherche_complement"
    prefix = "recherche"
    wanted = "lieu_quelle_rue"


class Searched(CourantSubmit):
    """Tells what is known of the place."""

    action = "action_recherche_pannes_fin"
    form = "recherche_pannes_form"

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """A place."""
        return ["recherche_lieu"]

    async def commit(self, turn: ActionTurn) -> Events:
        """Short in a mass outage, with everything that the source says otherwise."""
        spot, energy = spot_of(turn.slot("recherche_lieu")), energy_of(turn)
        return await tell_place(turn, energy, spot)


async def tell_place(turn: ActionTurn, energy: str, spot: Spot) -> Events:
    """Tell what is known of a place now."""
    situation = await lookup.look(turn, energy, spot)
    if situation.mass:
        return lookup.say_mass(turn, situation, energy, spot)
    return lookup.tell(turn, situation, energy, spot)
