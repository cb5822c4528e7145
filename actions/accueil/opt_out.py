"""STOP: obeyed at once for this address, without identification."""

from __future__ import annotations

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn


class StopCommunications(CourantAction):
    """No proactive message goes to this address any more."""

    action = "action_stop_communications"

    async def act(self, turn: ActionTurn) -> Events:
        """Record it, confirm once."""
        store = turn.services.store
        channel, address = store.channel_of(turn.conversation), store.address_of(turn.conversation)
        if channel and address:
            store.opt_out(channel, address)
        turn.say("stop_confirme")
        return []
