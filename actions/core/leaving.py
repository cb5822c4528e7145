"""Leaving a form and coming back to one."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.core.base import IDENTITY_FORM, CourantAction, Events
from actions.core.elsewhere import say_gone
from actions.core.form_state import without_run
from actions.core.turn import ActionTurn


def leave_form(turn: ActionTurn, form: str | None) -> Events:
    """Events that end a form and forget its answers."""
    known = turn.services.catalogue.forms.get(form or "")
    fields = known.fields if known else ()
    cleared: Events = [*(SlotSet(row.name, None) for row in fields), without_run(turn.tracker.slots, form)]
    ended: Events = [ActiveLoop(None), SlotSet("requested_slot", None)] if form else []
    forgotten: Events = [SlotSet(name, None) for name in ("demande", "ouverture", "echecs", "tentative")]
    turn.services.store.ask_nothing(turn.conversation)
    return [*ended, *cleared, *forgotten]


def active_form(turn: ActionTurn) -> str | None:
    """The form that runs now."""
    name = turn.tracker.active_loop.get("name") if turn.tracker.active_loop else None
    return str(name) if name else None


class Abandon(CourantAction):
    """« Stop, laissez tomber »: leaves the running form; nothing was written. A task that has moved goes on there."""

    action = "action_abandon"

    async def act(self, turn: ActionTurn) -> Events:
        """End the form. Without identity the interrupted tasks that need it cannot go on either."""
        form = active_form(turn)
        turn.services.store.close_task(turn.conversation)
        if form is None:
            turn.say("rien_a_annuler")
            return [SlotSet("proposition", None)]
        if not say_gone(turn, form):
            turn.say("identite_abandon" if form == IDENTITY_FORM else "abandon")
        stack: Events = [SlotSet("pile", None)] if form == IDENTITY_FORM else []
        turn.services.store.expect_secret(turn.conversation, None, None)
        return [*leave_form(turn, form), *stack]


class Resume(CourantAction):
    """Says which interrupted task goes on; the form then asks its next question."""

    action = "action_reprise"

    async def act(self, turn: ActionTurn) -> Events:
        """Name the task."""
        form = active_form(turn) or next(iter(reversed(turn.slot("pile") or [])), None)
        if form:
            turn.say("reprise", tache=turn.wording(f"tache_{form}"))
        return []
