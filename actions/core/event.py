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

    @abstractmethod
    async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
        """Tell the customer. Whatever is raised is logged, and the event is told again later, with the same keys."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Tell the event that the door has handed over; without one there is nothing to tell."""
        turn = ActionTurn(dispatcher, tracker, services())
        turn_id.set(turn.message_id)
        return [] if turn.event is None else await self.tell(turn, turn.event)
