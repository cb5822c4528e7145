"""The end of a form: nothing is written unless every answer is there, and nothing is written twice."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.core.base import CourantAction, Events
from actions.core.elsewhere import gone_elsewhere
from actions.core.form_state import confirmations, runs_of, without_run
from actions.core.services import services
from actions.core.turn import ActionTurn
from courant.packs import Form

DIGEST_LENGTH = 12


class CourantSubmit(CourantAction, ABC):
    """The end of a form: checks that every answer is there, does the work, clears the form's slots.

    Its writes bear a key made of the message that opened the form and of the answers. A process may die after a system
    of record has written and before Rasa knows: the answers are still there, and confirmed again they are the same
    write. What is sent must therefore depend on the answers alone.
    """

    form: str

    @abstractmethod
    async def commit(self, turn: ActionTurn) -> Events:
        """Do what the form was for, once."""

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """Fields without which nothing may be written."""
        return [row.name for row in self.definition.fields]

    @property
    def definition(self) -> Form:
        """The form as the packs describe it."""
        return services().catalogue.forms[self.form]

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Submit; after a failure the answers stay, and the read-back is asked again, by « Réessayer » or a « oui »."""
        events = await super().run(dispatcher, tracker, domain)
        if events:
            return events
        unconfirmed: Events = [SlotSet(name, None) for name in confirmations(self.definition)]
        return [*unconfirmed, SlotSet("proposition", {"form": self.form})]

    async def act(self, turn: ActionTurn) -> Events:
        """Commit, unless an answer is missing (a validator that failed must never lead to a write)."""
        cleared: Events = [SlotSet(row.name, None) for row in self.definition.fields]
        if any(turn.slot(name) is None for name in self.required(turn)):
            return cleared
        turn.run_id = runs_of(turn.tracker.slots).get(self.form) or turn.message_id
        turn.write_id = f"{turn.run_id}-{self._digest(turn)}"
        if not turn.services.store.begin_end(turn.conversation, turn.run_id):
            events = gone_elsewhere(turn, self.form)
        else:
            events = await self.commit(turn)
            turn.services.store.close_task(turn.conversation, self.form)
            turn.services.store.decline_like(turn.conversation, turn.identity, self.form)
        turn.services.store.ask_nothing(turn.conversation)
        over = [SlotSet("echecs", None), SlotSet("ouverture", None), without_run(turn.tracker.slots, self.form)]
        return [*events, *cleared, *over]

    def _digest(self, turn: ActionTurn) -> str:
        """What tells these answers from others; the customer is part of them."""
        answers = {row.name: turn.slot(row.name) for row in self.definition.fields}
        content = json.dumps([turn.identity.customer, answers], sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()[:DIGEST_LENGTH]
