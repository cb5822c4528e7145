"""The base of what tells a system event: a payment's result, the progress of an outage, a decision on a request."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.core.base import Events
from actions.core.services import services, turn_id
from actions.core.turn import ActionTurn
from courant.conversations import SystemEvent
from courant.packs import Access


class CourantEvent(Action, ABC):
    """Tells a kind of system event; a pack subscribes to it: `evenements: {paiement.resultat: action_…}`.

    The customer has asked nothing and may be in the middle of a form: say what is new in one message, ask nothing.
    A form that runs keeps its answers and its question, whatever `tell` returns. A follow-up is offered by a button,
    or by the slot `proposition`, which a « oui » accepts.
    """

    action: str

    def name(self) -> str:
        """The name by which the packs call it."""
        return self.action

    def level(self, turn: ActionTurn, event: SystemEvent) -> Access:
        """Up to which level the customer of the event is known here; what is told of them depends on it."""
        known = turn.identity
        return Access(known.level) if known.customer == event.data.get("customer") else Access.PUBLIC

    @abstractmethod
    async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
        """Tell the customer. Whatever is raised is logged, and the event is told again later, with the same keys."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Tell the event that the door has handed over; nothing of a customer when somebody else is known here."""
        turn = ActionTurn(dispatcher, tracker, services())
        turn_id.set(turn.message_id)
        if turn.event is None or _is_of_another(turn, turn.event):
            return []
        return await self.tell(turn, turn.event)


def _is_of_another(turn: ActionTurn, event: SystemEvent) -> bool:
    known, concerned = turn.identity.customer, event.data.get("customer")
    return known is not None and concerned is not None and known != concerned
