"""The one form base: own message, correction, help, failure counting, read-back. A form never rejects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.core.base import CourantAction, Events, bounded
from actions.core.form_state import FormState
from actions.core.services import services
from actions.core.turn import ActionTurn
from courant.french.parsers import PARSERS, ParseContext
from courant.packs import Field, Form
from courant.privacy import CODE_MARK

PERSON_ACTION = "action_conseiller"
CORRECTION = "corriger"
OFFERED = "choix_offerts"
YES_NO = {"affirmer": True, "refuser": False}


@dataclass(frozen=True)
class Refused:
    """An answer that was read but cannot be taken: `message` of the packs says why, `values` fills it in."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)
    clears: Sequence[str] = ()


class CourantForm(Action, ABC):
    """A form of the packs. A subclass names its `form` and decides what an answer means.

    The base reads a message only when the form owns it: no other action has consumed it. Every change of
    slots goes through `FormState`; the open task is kept in the store, so that it survives a restart.
    """

    form: str
    keeps_task = True

    def name(self) -> str:
        """Rasa calls the validator by this name."""
        return f"validate_{self.form}"

    @abstractmethod
    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Check an answer that was read and keep it with `state.fill`; say why when it is refused."""

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Fill in what is already known; called at each run before the next question is chosen."""

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """Fields to ask, in order; by default all of the form's."""
        return [row.name for row in self.definition.fields]

    def choices(self, turn: ActionTurn, state: FormState, field: Field) -> Sequence[tuple[str, str]]:
        """(value, label) pairs among which a `choix` field chooses; by default those that its pack lists."""
        return [(choice, choice) for choice in field.choices]

    @property
    def definition(self) -> Form:
        """The form as the packs describe it."""
        return services().catalogue.forms[self.form]

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Read the message if it is the form's own, then choose the next question."""
        turn = ActionTurn(dispatcher, tracker, services())
        events = await bounded(turn, self.name(), self._advance)
        if events or not turn.dispatcher.messages:
            return events
        # An error was told to the customer: stay at the same question.
        return FormState(self.definition, tracker.slots).events(self._requested(turn))

    async def _advance(self, turn: ActionTurn) -> Events:
        state = FormState(self.definition, dict(turn.tracker.slots))
        requested = self._requested(turn)
        if requested is None:
            await self._open(turn, state)
        elif self._owns_message(turn):
            await self._read(turn, state, requested)
        if not state.has_left:
            await self.prepare(turn, state)
        following = None if state.has_left else self._following(turn, state)
        self._show_choices(turn, state, following)
        self._keep_task(turn, state, following)
        return state.events(following)

    def _show_choices(self, turn: ActionTurn, state: FormState, following: str | None) -> None:
        """Keep what is offered, so that the understanding knows a typed choice (« par SMS ») for an answer."""
        row = self.field(following) if following else None
        offered = self.choices(turn, state, row) if row and row.kind == "choix" else ()
        state[OFFERED] = [list(pair) for pair in offered] or None

    def _following(self, turn: ActionTurn, state: FormState) -> str | None:
        return next((name for name in self.needed(turn, state) if state[name] is None), None)

    def _requested(self, turn: ActionTurn) -> str | None:
        """The slot being asked; another form's slot counts as "just opened"."""
        requested = turn.slot("requested_slot")
        return requested if any(row.name == requested for row in self.definition.fields) else None

    def _owns_message(self, turn: ActionTurn) -> bool:
        ours = {self.form, "action_listen", "action_extract_slots"}
        for event in reversed(turn.tracker.events):
            if event.get("event") == "user":
                return True
            if event.get("event") == "action" and event.get("name") not in ours:
                return False
        return False

    async def _open(self, turn: ActionTurn, state: FormState) -> None:
        """The request that opened the form may already answer some of its questions."""
        for row in self.definition.fields:
            value = turn.entity(row.kind)
            if value is not None and state[row.name] is None:
                await self.accept(turn, state, row, value)

    async def _read(self, turn: ActionTurn, state: FormState, requested: str) -> None:
        if turn.intent == CORRECTION and await self._correct(turn, state, requested):
            return
        row = self.field(requested)
        value = self._parse(turn, state, row)
        refused = await self.accept(turn, state, row, value) if value is not None else None
        if value is None:
            self._not_understood(turn, state, requested)
        elif refused is not None:
            self._refused(turn, state, requested, refused)

    def _parse(self, turn: ActionTurn, state: FormState, row: Field) -> Any:
        chosen = turn.message_entity("choix")
        if chosen is not None:  # a button that the server issued
            return chosen
        if row.kind == "code_6" and CODE_MARK in turn.text:
            return CODE_MARK
        if row.kind == "oui_non" and turn.intent in YES_NO:
            return YES_NO[turn.intent]
        context = ParseContext(today=turn.at.date(), choices=tuple(self.choices(turn, state, row)))
        parsed = PARSERS[row.kind](turn.text, context)
        return None if parsed is None else parsed.value

    async def _correct(self, turn: ActionTurn, state: FormState, requested: str) -> bool:
        """« Non, c'est le 10000002 »: a new value for an earlier answer, or the last answer asked again."""
        answered = [row for row in self.definition.fields if state[row.name] is not None]
        for row in answered:
            value = turn.message_entity(row.kind)
            if value is not None:
                refused = await self.accept(turn, state, row, value)
                if refused is not None:
                    self._refused(turn, state, row.name, refused)
                return True
        if self._parse(turn, state, self.field(requested)) is not None or not answered:
            return False
        state[answered[-1].name] = None
        return True

    def _not_understood(self, turn: ActionTurn, state: FormState, requested: str) -> None:
        count = state.misunderstood(requested)
        if count >= turn.services.brand.rules.failures_before_person:
            state.leave(PERSON_ACTION)
            return
        turn.say(f"{'aide' if count == 1 else 'autre'}_{requested}")

    def _refused(self, turn: ActionTurn, state: FormState, requested: str, refused: Refused) -> None:
        for name in refused.clears or (requested,):
            state[name] = None
        turn.say(refused.message, **refused.values)
        if state.misunderstood(requested) >= turn.services.brand.rules.failures_before_person:
            state.leave(PERSON_ACTION)

    def _keep_task(self, turn: ActionTurn, state: FormState, following: str | None) -> None:
        if not self.keeps_task:
            return
        if state.has_left:
            turn.services.store.close_task(turn.conversation)
        elif following is not None:
            turn.services.store.save_task(turn.conversation, self.form, state.values(), following)

    def field(self, name: str) -> Field:
        """A field of the form by name."""
        return next(row for row in self.definition.fields if row.name == name)


class CourantSubmit(CourantAction, ABC):
    """The end of a form: checks that every answer is there, does the work, clears the form's slots."""

    form: str

    @abstractmethod
    async def commit(self, turn: ActionTurn) -> Events:
        """Do what the form was for, once."""

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """Fields without which nothing may be written."""
        return [row.name for row in services().catalogue.forms[self.form].fields]

    async def act(self, turn: ActionTurn) -> Events:
        """Commit, unless an answer is missing (a validator that failed must never lead to a write)."""
        cleared: Events = [SlotSet(row.name, None) for row in services().catalogue.forms[self.form].fields]
        if any(turn.slot(name) is None for name in self.required(turn)):
            return cleared
        events = await self.commit(turn)
        turn.services.store.close_task(turn.conversation)
        return [*events, *cleared, SlotSet("echecs", None), SlotSet("ouverture", None)]
