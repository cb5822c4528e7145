"""The storm at a place: warnings and outages, only as their sources tell them."""

from __future__ import annotations

from collections.abc import Sequence

from actions.core.base import Events
from actions.core.form import CourantSubmit
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.pannes import lookup
from actions.pannes.facts import short_line, storm_sheet
from actions.pannes.moments import stamped
from actions.pannes.network import network_at, who_acts
from actions.pannes.place import Spot, spot_of
from actions.pannes.place_form import AskComplement, AskPoint
from actions.pannes.recherche_pannes import WhereForm
from courant.clients import Outage, Situation

WEATHER = "intemperies"


class StormForm(WhereForm):
    """Asks a commune, unless a place is known."""

    form = "tempete_form"
    prefix = "tempete"

    def energy(self, turn: ActionTurn, state: FormState) -> str:
        """Storms cut electricity."""
        return "electricite"


class AskStormPoint(AskPoint):
    """Which of the customer's homes?"""

    action = "action_ask_tempete_point"
    message = "recherche_quel_logement"


class AskStormComplement(AskComplement):
    """Which of the communes of that name?"""

    action = "action_ask_tempete_complement"
    prefix = "tempete"
    wanted = "lieu_quelle_rue"


class StormTold(CourantSubmit):
    """Tells the warnings of the department, and the outages that the weather caused around."""

    action = "action_tempete_fin"
    form = "tempete_form"

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """A place."""
        return ["tempete_lieu"]

    async def commit(self, turn: ActionTurn) -> Events:
        """Warnings first, then the network."""
        spot = spot_of(turn.slot("tempete_lieu"))
        situation = await lookup.look(turn, "electricite", spot)
        for storm in situation.storms:
            turn.say("tempete_fiche", fiche=storm_sheet(turn, storm))
        if not situation.storms:
            turn.say("tempete_aucune", lieu=spot.words(turn))
        _say_network(turn, situation, spot)
        return []


def _say_network(turn: ActionTurn, situation: Situation, spot: Spot) -> None:
    caused = [outage for outage in situation.outages if outage.cause == WEATHER]
    who = who_acts(turn, network_at("electricite", spot), spot)
    if caused:
        turn.say("tempete_pannes", lignes="\n".join(_line(turn, outage) for outage in caused), qui=who)
    elif situation.source is None or situation.source_at is None:
        turn.say("tempete_sans_source", qui=who)
    else:
        turn.say("tempete_sans_panne", source=stamped(turn, situation.source, situation.source_at), qui=who)


def _line(turn: ActionTurn, outage: Outage) -> str:
    return f"{short_line(turn, outage)}\n{stamped(turn, outage.source, outage.source_at)}"
