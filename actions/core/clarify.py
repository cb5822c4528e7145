"""Asking back: two or three near intents as buttons, or other words; never a guess."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice

FLOOR = 0.08  # below, an intent of some 120 is noise
MOST = 3
CORE_SKILLS = ("conversation", "securite")
NEVER_OFFERED = ("aucun", "salutations", "conclusion")
HERE = "tour"


class Clarify(CourantAction):
    """Offers the nearest intents when two are near or the best one is weak."""

    action = "action_clarifier"

    async def act(self, turn: ActionTurn) -> Events:
        """Offer choices at first, a person when misunderstandings repeat themselves."""
        choices = near_choices(turn)
        if not choices or _deserves_person(turn):
            return not_understood(turn, choices)
        if len(choices) == 1:
            only = turn.services.catalogue.capabilities[choices[0].intent]
            turn.say("choix_seul", choices=choices, repli=only.fallback)
            return [*_counted(turn), SlotSet("proposition", {"intent": only.id})]
        turn.say("choix_proche", choices=choices)
        return _counted(turn)


def near_choices(turn: ActionTurn) -> list[Choice]:
    """The nearest capabilities as buttons, best first."""
    ranking = (turn.message.get("parse_data") or {}).get("intent_ranking") or []
    capabilities = turn.services.catalogue.capabilities
    rows = [row for row in ranking if float(row.get("confidence") or 0) >= FLOOR and row.get("name") in capabilities]
    near = [capabilities[row["name"]] for row in rows if capabilities[row["name"]].skill not in CORE_SKILLS]
    return [Choice(row.label, row.id) for row in near if row.id not in NEVER_OFFERED][:MOST]


def not_understood(turn: ActionTurn, choices: list[Choice] | None = None) -> Events:
    """Ask for other words; after as many times in a row as the brand allows, a person is offered too."""
    turn.say("pas_compris_deux" if _deserves_person(turn) else "pas_compris", choices=choices or [])
    return _counted(turn)


def _count(turn: ActionTurn) -> int:
    return int((turn.slot("echecs") or {}).get(HERE, 0))


def _deserves_person(turn: ActionTurn) -> bool:
    return _count(turn) + 1 >= turn.services.brand.rules.low_confidence_before_person


def _counted(turn: ActionTurn) -> Events:
    return [SlotSet("echecs", {HERE: _count(turn) + 1})]
