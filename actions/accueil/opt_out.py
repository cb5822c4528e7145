"""STOP: obeyed at once for this address, without identification."""

from __future__ import annotations

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn


class StopCommunications(CourantAction):
    """No proactive message goes to this address any more."""

    action = "action_stop_communications"

    async def act(self, turn: ActionTurn) -> Events:
        """Record it, confirm once."""
        turn.services.store.opt_out_conversation(turn.conversation)
        turn.say("stop_confirme")
        return []
