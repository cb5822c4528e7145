"""The plan that runs: its schedule, what remains, and giving it up before the first instalment."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.form import CourantForm, CourantSubmit, Refused
from actions.core.form_state import FormState, runs_of
from actions.core.turn import ActionTurn, Choice
from actions.echelonnement.wordings import PAY, PERSON, PLANS, SPREAD, plan_values, schedule, topics
from courant.clients import Rejected
from courant.clients.plans import Plan
from courant.french.folding import fold
from courant.packs import Field

FORM = "versements_form"
CONFIRMATION = "versements_confirmation"
# The plan that the customer wants to give up: [reference].
GIVEN_UP = "versements_plan"
CANCEL = "annuler"
_GIVES_UP = re.compile(
    r"\b(?:annule[rz]?|renonce[rz]?|supprime[rz]?|arrete[rz]?|plus)\b.{0,40}\b(?:plan|echeancier|echelonnement|etalement)\b"
)
_ASKS = re.compile(r"\?|\bsi\b|\best-il\b|\best-ce\b")


class RunningPlanForm(CourantForm):
    """Shows the plan; asks something only when it is to be given up."""

    form = FORM
    beside = (GIVEN_UP,)

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Tell the newest plan and leave, unless its end is what the request is about."""
        if state[CONFIRMATION]:
            return  # the end is decided, or made already by a turn that died: the submit action tells
        if turn.slot("requested_slot") is None and FORM not in runs_of(turn.tracker.slots):
            state[GIVEN_UP] = None  # left behind by an earlier request; a form that resumes keeps it
        plan = await _newest(turn)
        if plan is None or not plan.is_living:
            _say_none(turn, plan)
            state.leave()
        elif state[GIVEN_UP] is None and not _wants_to_give_up(turn):
            await _show(turn, plan)
            state.leave()
        elif not plan.cancellable:
            turn.say("versements_trop_tard", choices=topics(turn, (PERSON,)), **plan_values(turn, plan))
            state.leave()
        else:
            state[GIVEN_UP] = plan.reference

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A no keeps the plan."""
        if value is False:
            turn.say("versements_garde", choices=topics(turn, (PLANS,)))
            state[GIVEN_UP] = None
            state.leave()
            return None
        state.fill(field.name, value)
        return None


class AskGivingUp(CourantAction):
    """Reads the plan back before it is given up."""

    action = "action_ask_versements_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """Say what giving up means."""
        plan = await _newest(turn)
        if plan is None:
            _say_none(turn, None)
            return []
        choices = [
            Choice(turn.wording("bouton_plan_annuler_oui"), "affirmer"),
            Choice(turn.wording("bouton_plan_garder"), "refuser"),
        ]
        name = "ask_versements_attente" if plan.status == "en_attente" else "ask_versements_annulation"
        turn.say(name, choices=choices, **plan_values(turn, plan))
        return []


class GivingUpDone(CourantSubmit):
    """Gives the plan up, once."""

    action = "action_versements_fin"
    form = FORM

    async def commit(self, turn: ActionTurn) -> Events:
        """The debt stays; it is said what can be done about it."""
        reference = str(turn.slot(GIVEN_UP))
        try:
            plan = await turn.services.clients.plans.cancel(turn.token, reference, turn.key(self.action))
        except Rejected as error:
            if error.code != "too_late":
                raise
            turn.say("versements_plus_possible", choices=topics(turn, (PLANS, PERSON)), reference=reference)
        else:
            turn.say("versements_annule", choices=topics(turn, (PAY, SPREAD)), **plan_values(turn, plan))
        return [SlotSet(GIVEN_UP, None)]


async def _newest(turn: ActionTurn) -> Plan | None:
    """The plan that lives, else the newest one."""
    plans = await turn.services.clients.plans.plans(turn.token)
    return next((plan for plan in plans if plan.is_living), plans[0] if plans else None)


def _wants_to_give_up(turn: ActionTurn) -> bool:
    if turn.slot("requested_slot") is not None:
        return False
    text = fold(str(turn.request.get("text") or ""))
    return turn.entity("choix") == CANCEL or (_GIVES_UP.search(text) is not None and _ASKS.search(text) is None)


def _say_none(turn: ActionTurn, plan: Plan | None) -> None:
    if plan is None:
        turn.say("versements_aucun", choices=topics(turn, (SPREAD, PERSON)))
        return
    values = {**plan_values(turn, plan), "raison": plan.refusal or ""}
    turn.say(f"versements_dernier_{plan.status}", choices=topics(turn, (SPREAD, PERSON)), **values)


async def _show(turn: ActionTurn, plan: Plan) -> None:
    give_up = [Choice(turn.wording("bouton_plan_annuler"), PLANS, {"choix": CANCEL})] if plan.cancellable else []
    choices = [*give_up, *topics(turn, (PERSON,))]
    if plan.status == "en_attente":
        turn.say("versements_en_attente", choices=choices, **plan_values(turn, plan))
        return
    documents = await schedule(turn, plan.reference)
    turn.say("versements_en_cours", choices=choices, documents=documents, **plan_values(turn, plan))
