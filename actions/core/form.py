"""The one form base: own message, corrections, help, failure counting, read-back. A form never rejects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.core.base import Events, bounded
from actions.core.elsewhere import gone_elsewhere
from actions.core.form_state import RUNS, FormState, runs_of
from actions.core.reading import given_without_words, opening_value
from actions.core.services import services
from actions.core.submit import CourantSubmit
from actions.core.turn import ActionTurn
from courant.french.parsers import Answer, FormField, Parsed, read_answer
from courant.packs import Field, Form

__all__ = ["CourantForm", "CourantSubmit", "Refused"]

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
    # Slots that are no answers and without which a task that was interrupted cannot go on the next day.
    beside: Sequence[str] = ()

    def name(self) -> str:
        """Rasa calls the validator by this name."""
        return f"validate_{self.form}"

    @abstractmethod
    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Check an answer that was read and keep it with `state.fill`; say why when it is refused.

        `state.parsed` has more about it than its value (both registers of « HP 12345 HC 6789 »).
        """

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Fill in what is already known; called at each run before the next question is chosen."""

    def is_given(self, state: FormState, name: str) -> bool:
        """Whether an answer is the customer's own; one that `prepare` filled in is not the last one that they gave."""
        return True

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """Fields to ask, in order; by default all of the form's. Only these can be corrected."""
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
        run = runs_of(turn.tracker.slots).get(self.form)
        if run and turn.services.store.moved_to(turn.conversation, run):
            return self._gone(turn, state)
        requested = self._requested(turn)
        if requested is None:
            await self._open(turn, state)
        elif self._owns_message(turn):
            await self._read(turn, state, requested)
        if not state.has_left:
            await self.prepare(turn, state)
        following = None if state.has_left else self._following(turn, state)
        if not self._keep_task(turn, state, following):
            del turn.dispatcher.messages[:]
            return self._gone(turn, FormState(self.definition, dict(turn.tracker.slots)))
        self._show_question(turn, state, following)
        return state.events(following)

    def _gone(self, turn: ActionTurn, state: FormState) -> Events:
        """The task was taken up in another conversation: nothing of it is asked or written here any more."""
        turn.services.store.ask_nothing(turn.conversation)
        state.leave()
        return [*state.events(None), *gone_elsewhere(turn, self.form)]

    def _show_question(self, turn: ActionTurn, state: FormState, following: str | None) -> None:
        """Let the understanding know what is offered (« par SMS »), and the door what is asked (a PDL is no card)."""
        row = self.field(following) if following else None
        offered = self.choices(turn, state, row) if row and row.kind == "choix" else ()
        state[OFFERED] = [list(pair) for pair in offered] or None
        if row is None:
            turn.services.store.ask_nothing(turn.conversation)
        else:
            turn.services.store.ask(turn.conversation, row.name, row.kind)

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
        """The request that opened the form may already answer some of its questions.

        A confirmation holds for the read-back that it answered, never for a later one: a submission that failed
        leaves it behind.
        """
        state.begin(turn.message_id)
        state.unconfirm()
        for row in self.definition.fields:
            value = opening_value(turn, row.kind)
            if value is not None and state[row.name] is None:
                state.parsed = Parsed(value, row.kind)
                await self.accept(turn, state, row, value)

    async def _read(self, turn: ActionTurn, state: FormState, requested: str) -> None:
        answer = self._answer(turn, state, requested)
        if answer is None:
            self._not_understood(turn, state, requested)
        elif answer.values:
            await self._take(turn, state, answer)
        elif not self._reopen(turn, state, requested, answer):
            self._not_understood(turn, state, requested)

    async def _take(self, turn: ActionTurn, state: FormState, answer: Answer) -> None:
        for name, parsed in answer.values.items():
            state.parsed = parsed
            refused = await self.accept(turn, state, self.field(name), parsed.value)
            if refused is not None:
                self._refused(turn, state, name, refused)
            if refused is not None or state.has_left:
                return
        if answer.corrects:
            turn.say("correction_prise")

    def _answer(self, turn: ActionTurn, state: FormState, requested: str) -> Answer | None:
        row = self.field(requested)
        given = given_without_words(turn, row.kind)
        if given is not None:
            return Answer({requested: Parsed(given, row.kind)})
        answer = None if turn.is_button else self._in_words(turn, state, requested)
        if answer is None and row.kind == "oui_non" and turn.intent in YES_NO:
            return Answer({requested: Parsed(YES_NO[turn.intent], row.kind)})
        return Answer(corrects=True) if answer is None and turn.intent == CORRECTION else answer

    def _in_words(self, turn: ActionTurn, state: FormState, requested: str) -> Answer | None:
        needed = set(self.needed(turn, state))
        fields = [
            FormField(
                name=row.name,
                kind=row.kind,
                answered=row.name in needed and state[row.name] is not None,
                words=row.words,
                choices=tuple(self.choices(turn, state, row)) if row.kind == "choix" else (),
            )
            for row in self.definition.fields
            if row.name in needed or row.name == requested
        ]
        return read_answer(turn.text, requested, fields, turn.at.date())

    def _reopen(self, turn: ActionTurn, state: FormState, requested: str, answer: Answer) -> bool:
        """Ask an earlier answer again: the one that was named, else the latest; False when there is none."""
        known = [name for name in self.needed(turn, state) if state[name] is not None and name != requested]
        answered = [name for name in known if self.is_given(state, name)]
        if answer.reopened is None and answered and state.is_confirmation(requested):
            turn.say("corriger_quoi")
            return True
        wrong = answer.reopened or (answered[-1] if answered else None)
        if wrong is None:
            return False
        turn.say("correction_demandee")
        state.reopen(wrong)
        return True

    def _not_understood(self, turn: ActionTurn, state: FormState, requested: str) -> None:
        count = state.misunderstood(requested)
        if count >= turn.services.brand.rules.failures_before_person:
            self._call_person(turn, state)
            return
        turn.say(f"{'aide' if count == 1 else 'autre'}_{requested}")

    def _refused(self, turn: ActionTurn, state: FormState, requested: str, refused: Refused) -> None:
        for name in refused.clears or (requested,):
            state[name] = None
        turn.say(refused.message, **refused.values)
        if state.misunderstood(requested) >= turn.services.brand.rules.failures_before_person:
            self._call_person(turn, state)

    def _call_person(self, turn: ActionTurn, state: FormState) -> None:
        turn.say("relais_apres_echecs")
        state.leave(PERSON_ACTION)

    def _keep_task(self, turn: ActionTurn, state: FormState, following: str | None) -> bool:
        """Keep how far the form has come; False when the task has just been taken up elsewhere."""
        store = turn.services.store
        if not self.keeps_task:
            return True
        if state.has_left:
            store.close_task(turn.conversation, self.form)
        elif following is not None:
            kept = {**state.values(), RUNS: state[RUNS], **{name: state[name] for name in self.beside}}
            run = runs_of(kept).get(self.form)
            return store.save_task(turn.conversation, self.form, kept, following, run=run, owner=turn.identity)
        return True

    def field(self, name: str) -> Field:
        """A field of the form by name."""
        return next(row for row in self.definition.fields if row.name == name)
