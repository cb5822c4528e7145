"""The critical ticket of a danger: it pages a person. The safety answer has already been given."""

from __future__ import annotations

import logging

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from courant.clients import BackendError

log = logging.getLogger(__name__)


class DangerTicket(CourantAction):
    """Files the danger. Says nothing: the customer has the number to call, and nothing may come between."""

    action = "action_ticket_danger"

    async def act(self, turn: ActionTurn) -> Events:
        """Create one ticket a message; a ticket system that is down must not alarm the customer."""
        kind = str(turn.slot("danger") or "inconnu")
        try:
            await turn.services.clients.tickets.create(
                kind=f"urgence_{kind}",
                priority="critique",
                subject=turn.wording(f"urgence_{kind}"),
                summary=turn.text,
                contact=None,
                customer_token=turn.token or None,
                conversation=turn.conversation,
                key=turn.key(self.action),
            )
        except BackendError as error:
            log.error("actions.danger.ticket_failed", extra={"kind": kind, "code": error.code})
        return []
