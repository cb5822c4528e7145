"""What is known at a place, and how it is told: the surest first, nobody's silence taken for good news."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.core.base import Events
from actions.core.turn import ActionTurn, Choice
from actions.pannes.facts import is_running, sheet, short_line, touching
from actions.pannes.moments import stamped
from actions.pannes.network import network_at, who_acts
from actions.pannes.place import Spot
from courant.clients import Outage, Report, Situation
from courant.french.towns import at_town

FOLLOWED = "panne_suivie"
STATUS_INTENT = "statut_panne"
FOLLOW, STOP = "suivre", "arreter"


async def look(turn: ActionTurn, energy: str, spot: Spot) -> Situation:
    """Ask what is known of a place now; raises what clients raise."""
    network = network_at(energy, spot)
    clients = turn.services.clients
    return await clients.outages.situation("gaz" if energy == "gaz" else "electricite", spot.network(), network.name)


def tell(turn: ActionTurn, situation: Situation, energy: str, spot: Spot) -> Events:
    """Tell what is known, then who acts; offer news of what is running."""
    network = network_at(energy, spot)
    here, near = touching(situation.outages, "oui"), touching(situation.outages, "possible")
    if here or near:
        _say_sheets(turn, "pannes_ici" if here else "pannes_possibles", here or near, spot)
    else:
        say_none(turn, situation, spot)
    _say_elsewhere(turn, touching(situation.outages, "commune"), spot)
    followable = next((outage for outage in here or near if is_running(outage)), None)
    choices = [*news_choices(turn, followable), *_topics(turn, situation)]
    turn.say("pannes_suite", choices=choices, qui=who_acts(turn, network, spot))
    return offered(outage=followable)


def say_none(turn: ActionTurn, situation: Situation, spot: Spot) -> None:
    """Say that nothing is known, and of whom that is known; without a source say that nobody can tell."""
    if situation.source is None or situation.source_at is None:
        turn.say("pannes_sans_source", lieu=spot.words(turn))
    else:
        source = stamped(turn, situation.source, situation.source_at)
        turn.say("pannes_aucune", lieu=spot.words(turn), source=source)


def say_mass(turn: ActionTurn, situation: Situation, energy: str, spot: Spot) -> Events:
    """Mass outage: few words, what is known, who acts, news on request, no form."""
    network = network_at(energy, spot)
    known = [*touching(situation.outages, "oui", "possible")][: turn.services.brand.rules.outages_told]
    turn.say("panne_masse", qui=who_acts(turn, network, spot))
    for outage in known:
        turn.say("panne_fiche", fiche=sheet(turn, outage))
    followable = next((outage for outage in known if is_running(outage)), None)
    turn.say("panne_masse_suite" if followable else "panne_masse_sans_fait", choices=news_choices(turn, followable))
    return offered(outage=followable)


def news_choices(turn: ActionTurn, subject: Outage | Report | None) -> list[Choice]:
    """The button that asks for news, when there is something to follow."""
    return [Choice(turn.wording("bouton_prevenir"), STATUS_INTENT, {"choix": FOLLOW})] if subject else []


def offered(outage: Outage | None = None, report: Report | None = None) -> Events:
    """A « oui » then asks for news of this outage or report; nothing to follow changes nothing.

    The subject becomes its status, whose general answer then needs not be said before « C'est noté ».
    """
    if outage is None and report is None:
        return []
    subject = {"outage": outage.number} if outage else {"ticket": report.number if report else ""}
    wish = {"intent": STATUS_INTENT, "entities": [{"entity": "choix", "value": FOLLOW}], "text": ""}
    return [SlotSet(FOLLOWED, subject), SlotSet("proposition", wish), SlotSet("sujet", STATUS_INTENT)]


def _say_sheets(turn: ActionTurn, message: str, outages: Sequence[Outage], spot: Spot) -> None:
    most = turn.services.brand.rules.outages_told
    turn.say(message, lieu=spot.words(turn), fiche="\n\n".join(sheet(turn, outage) for outage in outages[:most]))
    if len(outages) > most:
        turn.say("pannes_autres", nombre=len(outages) - most)


def _say_elsewhere(turn: ActionTurn, outages: Sequence[Outage], spot: Spot) -> None:
    if not outages:
        return
    lines = [short_line(turn, outage) for outage in outages[: turn.services.brand.rules.outages_told]]
    latest = max(outages, key=lambda outage: outage.source_at)
    source = stamped(turn, latest.source, latest.source_at)
    turn.say("pannes_ailleurs", a_commune=at_town(spot.town), lignes="\n".join(lines), source=source)


def _topics(turn: ActionTurn, situation: Situation) -> list[Choice]:
    names = ("signaler_panne", "statut_tempete") if situation.storms else ("signaler_panne",)
    capabilities = turn.services.catalogue.capabilities
    return [Choice(capabilities[name].label, name) for name in names if name in capabilities]


def say_unreachable(turn: ActionTurn, message: str, energy: str, spot: Spot, intent: str) -> None:
    """Say that the outage system does not answer, and what still works: who acts, trying again, a person."""
    who = who_acts(turn, network_at(energy, spot), spot)
    turn.say(message, choices=retry_choices(turn, intent), qui=who)


def retry_choices(turn: ActionTurn, intent: str) -> list[Choice]:
    """Return the buttons of a service that does not answer: try again, a person."""
    person = turn.services.catalogue.capabilities.get("mettre_en_relation_avec_agent")
    retry = Choice(turn.wording("bouton_reessayer"), intent)
    return [retry, Choice(person.label, person.id)] if person else [retry]
