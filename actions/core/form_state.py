"""The state of a form while it reads one message: slot values, misunderstandings, how it ends."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from courant.packs import Form


class FormState:
    """Slot values of a form as they change during one run, and the events that record the changes."""

    def __init__(self, form: Form, slots: dict[str, Any]) -> None:
        self.form = form
        self._before = slots
        self._changes: dict[str, Any] = {}
        self._follow_up: str | None = None
        self._left = False
        self.failures: dict[str, int] = dict(slots.get("echecs") or {})

    def __getitem__(self, field: str) -> Any:
        """Value of a slot now."""
        return self._changes[field] if field in self._changes else self._before.get(field)

    def __setitem__(self, field: str, value: Any) -> None:
        """Change a slot."""
        self._changes[field] = value

    def fill(self, field: str, value: Any) -> None:
        """Keep an answer: a change of another answer asks for confirmation again."""
        if self[field] is not None and self[field] != value:
            for other in self.form.fields:
                if other.name.endswith("_confirmation"):
                    self[other.name] = None
        self[field] = value
        self.failures.pop(field, None)

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
            events += [ActiveLoop(None), SlotSet("requested_slot", None)]
            return [*events, FollowupAction(self._follow_up)] if self._follow_up else events
        return [*events, SlotSet("requested_slot", requested)]

    def _field_names(self) -> list[str]:
        return [field.name for field in self.form.fields]
