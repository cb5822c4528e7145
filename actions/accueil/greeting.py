"""Greetings by the time of day, by first name once the customer is verified."""

from __future__ import annotations

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from courant.clients import BackendError
from courant.packs import Access

EVENING_HOUR = 18


class Greeting(CourantAction):
    """Says hello as a person would."""

    action = "action_salutations"

    async def act(self, turn: ActionTurn) -> Events:
        """« Bonjour » until the evening, « Bonsoir » after; the menu's buttons are in the packs."""
        evening = turn.at.hour >= EVENING_HOUR or turn.at.hour < 4
        greeting = turn.wording("bonsoir" if evening else "bonjour")
        name = await _first_name(turn)
        turn.say("salutation", salutation=f"{greeting} {name}" if name else greeting)
        return []


async def _first_name(turn: ActionTurn) -> str | None:
    if turn.identity.level < Access.VERIFIED:
        return None  # a number and a postcode prove nothing: whoever has them must learn no name
    try:
        return (await turn.services.clients.customers.profile(turn.token)).first_name
    except BackendError:
        return None  # a greeting never fails for a name
