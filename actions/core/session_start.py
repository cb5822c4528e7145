"""The start of a session: keeps no identity, offers to resume what was left open."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from courant.conversations import Task


class SessionStart(CourantAction):
    """Replaces Rasa's own: an expired form is offered again instead of dying in silence."""

    action = "action_session_start"

    async def act(self, turn: ActionTurn) -> Events:
        """Start afresh; an open task becomes a proposition, and its answers come back with it."""
        events: Events = [SessionStarted()]
        store = turn.services.store
        store.ask_nothing(turn.conversation)
        danger = store.danger(turn.conversation)
        if danger:
            events.append(SlotSet("danger", danger))
        task = store.open_task(turn.conversation)
        if task is not None and task.form in turn.services.catalogue.forms and _is_recent(turn, task):
            events += _offered(turn, task)
        return [*events, ActionExecuted("action_listen")]


def _offered(turn: ActionTurn, task: Task) -> Events:
    """Offer a task; its answers come back with it, or once their customer is known as they were."""
    if task.level > 0 and task.customer is None:
        return []  # nobody can prove that these answers are theirs
    turn.say("proposition_reprise", tache=turn.wording(f"tache_{task.form}"))
    if task.level > max(turn.services.catalogue.forms[task.form].access, turn.identity.level):
        return [SlotSet("proposition", {"ailleurs": task.run, "niveau": task.level, "fresh": True})]
    answers: Events = [SlotSet(name, value) for name, value in task.slots.items()]
    return [*answers, SlotSet("proposition", {"form": task.form, "fresh": True})]


def _is_recent(turn: ActionTurn, task: Task) -> bool:
    """An old task is not offered: its answers may concern somebody else by now."""
    return turn.at - task.saved_at < timedelta(days=turn.services.brand.rules.task_days)
