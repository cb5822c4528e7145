"""When nothing predicts what to do: Rasa's own fallback would undo the turn with its slots; this one speaks."""

from __future__ import annotations

from actions.core.base import CourantAction, Events
from actions.core.clarify import not_understood
from actions.core.turn import ActionTurn


class Fallback(CourantAction):
    """Says that the message was not understood and reverts nothing."""

    action = "action_default_fallback"

    async def act(self, turn: ActionTurn) -> Events:
        """Ask for other words, then offer a person."""
        return not_understood(turn)
