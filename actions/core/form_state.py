"""The state of a form while it reads one message: slot values, misunderstandings, how it ends."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from courant.french.parsers import Parsed
from courant.packs import Form


def confirmations(form: Form) -> tuple[str, ...]:
    """Fields that accept what is about to be written: those named so, and a yes or no that ends the form."""
    last = form.fields[-1]
    named = {row.name for row in form.fields if row.name.endswith("_confirmation")}
    return tuple(sorted(named | ({last.name} if last.kind == "oui_non" else set())))


RUNS = "demarches"


def runs_of(slots: dict[str, Any]) -> dict[str, str]:
    """Return the message that opened each running form."""
    return dict(slots.get(RUNS) or {})


def without_run(slots: dict[str, Any], form: str | None) -> EventType:
    """Return the event that ends a run of a form: the next one is another task, with writes of its own."""
    return SlotSet(RUNS, {name: opened for name, opened in runs_of(slots).items() if name != form} or None)


class FormState:
    """Slot values of a form as they change during one run, and the events that record the changes."""

    def __init__(self, form: Form, slots: dict[str, Any]) -> None:
        self.form = form
        self._before = slots
        self._changes: dict[str, Any] = {}
        self._follow_up: str | None = None
        self._left = False
        self.failures: dict[str, int] = dict(slots.get("echecs") or {})
        # The answer being taken, with all that was read of it.
        self.parsed: Parsed | None = None

    def __getitem__(self, field: str) -> Any:
        """Value of a slot now."""
        return self._changes[field] if field in self._changes else self._before.get(field)

    def __setitem__(self, field: str, value: Any) -> None:
        """Change a slot."""
        self._changes[field] = value

    def fill(self, field: str, value: Any) -> None:
        """Keep an answer: a change of another answer asks for confirmation again."""
        if self[field] is not None and self[field] != value:
            self.unconfirm()
        self[field] = value
        self.failures.pop(field, None)

    def reopen(self, field: str) -> None:
        """Forget an answer so that it is asked again, and what was confirmed with it."""
        self.unconfirm()
        self[field] = None
        self.failures.pop(field, None)

    def unconfirm(self) -> None:
        """Have the read-back asked again."""
        for name in confirmations(self.form):
            if self[name] is not None:
                self[name] = None

    def is_confirmation(self, field: str) -> bool:
        """Tell whether a field accepts what is about to be written."""
        return field in confirmations(self.form)

    def begin(self, message_id: str) -> None:
        """Remember the message that opened this run; a form that resumes is the same run."""
        runs = runs_of(self._before)
        if self.form.name not in runs:
            self[RUNS] = {**runs, self.form.name: message_id}

    def misunderstood(self, field: str) -> int:
        """Count one more answer that was not understood; returns how many in a row."""
        self.failures[field] = self.failures.get(field, 0) + 1
        return self.failures[field]

    def leave(self, follow_up: str | None = None) -> None:
        """End the form without its submit action; `follow_up` runs next."""
        self._left = True
        self._follow_up = follow_up

    @property
    def has_left(self) -> bool:
        """Whether the form was ended early."""
        return self._left

    def values(self) -> dict[str, Any]:
        """The form's answers so far."""
        return {field.name: self[field.name] for field in self.form.fields if self[field.name] is not None}

    def events(self, requested: str | None) -> list[EventType]:
        """What to tell Rasa. There is always a slot beside `requested_slot`, so that Rasa never rejects the form."""
        events: list[EventType] = [SlotSet(name, value) for name, value in self._changes.items()]
        events.append(SlotSet("echecs", self.failures or None))
        events.append(SlotSet("tentative", self.failures.get(requested or "", 0)))
        if self._left:
            events = [event for event in events if event["name"] not in self._field_names()]
            events += [SlotSet(name, None) for name in self._field_names()]
            events += [ActiveLoop(None), SlotSet("requested_slot", None), without_run(self._before, self.form.name)]
            return [*events, FollowupAction(self._follow_up)] if self._follow_up else events
        return [*events, SlotSet("requested_slot", requested)]

    def _field_names(self) -> list[str]:
        return [field.name for field in self.form.fields]
