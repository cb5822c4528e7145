"""Handover: a person gets the conversation with everything already known."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.accueil.summary import conversation_summary
from actions.core.base import CourantAction, Events
from actions.core.leaving import active_form, leave_form
from actions.core.turn import ActionTurn
from courant.french.dates import format_datetime


class Person(CourantAction):
    """Files the handover and says when a representative answers."""

    action = "action_conseiller"

    async def act(self, turn: ActionTurn) -> Events:
        """One ticket a message; outside opening hours the customer is told when somebody is there."""
        ticket = await turn.services.clients.tickets.create(
            kind="passage_conseiller",
            priority="haute" if _is_urgent(turn) else "normale",
            subject=turn.wording("dossier_conseiller"),
            summary=conversation_summary(turn),
            contact=None,
            customer_token=turn.token or None,
            conversation=turn.conversation,
            key=turn.key(self.action),
        )
        opening = turn.services.brand.hours.next_opening(turn.at)
        if opening is None or opening == turn.at:
            turn.say("conseiller_demande", numero=ticket.number)
        else:
            moment = format_datetime(opening, weekday=True)
            turn.say("conseiller_hors_horaires", numero=ticket.number, ouverture=moment)
        return [*leave_form(turn, active_form(turn)), SlotSet("pile", None), SlotSet("proposition", None)]


def _is_urgent(turn: ActionTurn) -> bool:
    urgency = (turn.message.get("parse_data") or {}).get("urgence") or {}
    return urgency.get("name") in ("haute", "critique")
