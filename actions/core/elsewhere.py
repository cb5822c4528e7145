"""A task begun on another channel: offered to the verified customer, taken up, declined, or gone from here."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.events import FollowupAction, SlotSet

from actions.core.base import CourantAction, Events
from actions.core.form_state import RUNS, runs_of
from actions.core.turn import ActionTurn
from courant.conversations import Task
from courant.french.dates import format_date

OFFER = "action_offre_ailleurs"
# Task that was offered last in this session: it is offered once.
OFFERED = "ailleurs"


def gone_elsewhere(turn: ActionTurn, form: str) -> Events:
    """Say where the task goes on, and offer it back when it is still open there."""
    say_gone(turn, form)
    return [FollowupAction(OFFER)]


def say_gone(turn: ActionTurn, form: str) -> bool:
    """Say where the task goes on; False, and nothing is said, when it has not moved."""
    run = runs_of(turn.tracker.slots).get(form)
    channel = turn.services.store.moved_to(turn.conversation, run) if run else None
    if channel is None:
        return False
    turn.say("ailleurs_partie", tache=turn.wording(f"tache_{form}"), canal=channel_name(turn, channel))
    return True


def channel_name(turn: ActionTurn, channel: str) -> str:
    """« sur le site », « sur WhatsApp »; on the same channel another conversation is no place by itself."""
    name = f"canal_{channel}"
    is_place = name in turn.services.catalogue.wordings
    same = channel == turn.services.store.channel_of(turn.conversation)
    return turn.wording(name if is_place and not same else "canal_autre")


class OfferElsewhere(CourantAction):
    """Says what was begun and where, and nothing of what was answered."""

    action = OFFER

    async def act(self, turn: ActionTurn) -> Events:
        """Offer the latest task that this customer may take up here; silent when there is none any more.

        « Reprendre » asks for it by itself: then a no said before does not count.
        """
        task = _found(turn, None, declined=turn.intent == "reprendre")
        if task is None:
            return []
        said, where = turn.wording(f"tache_{task.form}"), channel_name(turn, task.channel)
        if task.saved_at.date() == turn.at.date():
            turn.say("ailleurs_proposition", tache=said, canal=where)
        else:
            day = format_date(task.saved_at, weekday=True, year=False)
            turn.say("ailleurs_proposition_jour", tache=said, canal=where, jour=day)
        return [SlotSet(OFFERED, task.run), SlotSet("proposition", {"ailleurs": task.run})]


class TakeUpElsewhere(CourantAction):
    """A yes: the task moves into this conversation, with its answers, and its form goes on.

    So does a task of an earlier session whose answers waited for their customer to be known.
    """

    action = "action_reprise_ailleurs"

    async def act(self, turn: ActionTurn) -> Events:
        """Claim the task that was offered; say so when somebody was faster."""
        over: Events = [SlotSet(name, None) for name in ("proposition", "ouverture", "requested_slot", "demande")]
        moved = _claimed(turn, _offered(turn))
        if moved is None:
            turn.say("ailleurs_plus_ouverte")
            return over
        turn.say("reprise", tache=turn.wording(f"tache_{moved.form}"))
        runs = {**runs_of(turn.tracker.slots), moved.form: moved.run}
        # An answer given here to an earlier form of this kind is no answer to this one.
        empty = {row.name: None for row in turn.services.catalogue.forms[moved.form].fields}
        answers: Events = [SlotSet(name, value) for name, value in {**empty, **moved.slots, RUNS: runs}.items()]
        return [*over, *answers, FollowupAction(moved.form)]


class DeclineElsewhere(CourantAction):
    """A no: it is not offered again in this conversation, and stays open where it is."""

    action = "action_refus_ailleurs"

    async def act(self, turn: ActionTurn) -> Events:
        """Remember it."""
        run = _offered(turn)
        if run:
            turn.services.store.decline_task(turn.conversation, run)
        turn.say("ailleurs_refusee")
        return [SlotSet("proposition", None)]


def _offered(turn: ActionTurn) -> str | None:
    run = (turn.slot("proposition") or {}).get("ailleurs")
    return str(run) if run else None


def _claimed(turn: ActionTurn, run: str | None) -> Task | None:
    """The task, moved here; one of an earlier session, and a turn that runs again after a crash, find it here."""
    store, known = turn.services.store, turn.identity
    here = store.open_task(turn.conversation)
    if run is None:
        return None
    if here is not None and here.run == run:
        return here if here.customer == known.customer and here.level <= known.level else None
    task = _found(turn, run, declined=True)
    return task and store.claim_task(turn.conversation, known, task)


def _found(turn: ActionTurn, run: str | None, declined: bool) -> Task | None:
    services, known = turn.services, turn.identity
    since = turn.at - timedelta(days=services.brand.rules.task_days)
    return services.store.task_elsewhere(turn.conversation, known, since, list(services.catalogue.forms), run, declined)
