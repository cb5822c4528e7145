"""The end of the instalment form: the plan that was read back is written, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rasa_sdk.events import SlotSet

from actions.core.base import Events
from actions.core.form import CourantSubmit
from actions.core.turn import ActionTurn, Choice
from actions.echelonnement.form import AMOUNT, CONDITIONS, FORM, FREE
from actions.echelonnement.questions import READ_BACK, chosen
from actions.echelonnement.refusals import say_refusal
from actions.echelonnement.wordings import PLANS, SPREAD, day, plan_values, schedule, topics
from courant.clients import Rejected
from courant.clients.plans import Plan, PlanOffer


class InstalmentDone(CourantSubmit):
    """Files the plan; what waits for a person is said to wait."""

    action = "action_echelonnement_fin"
    form = FORM

    async def commit(self, turn: ActionTurn) -> Events:
        """Write the plan, unless its days are no longer those that the customer has read."""
        offer = await chosen(turn)
        if offer.instalments[0].due_on != date.fromisoformat(str(turn.slot(READ_BACK))):
            _say_changed(turn, offer)
        else:
            await self._write(turn, offer)
        return [SlotSet(name, None) for name in (FREE, CONDITIONS, READ_BACK)]

    async def _write(self, turn: ActionTurn, offer: PlanOffer) -> None:
        plans = turn.services.clients.plans
        try:
            plan = await plans.create(turn.token, offer, turn.key(self.action))
        except Rejected as error:
            if error.code == "schedule_changed":
                _say_changed(turn, offer)
                return
            found = await plans.eligibility(turn.token, Decimal(str(turn.slot(AMOUNT))))
            if error.code != "not_eligible" or found.eligible:
                raise
            say_refusal(turn, found)
            return
        await _tell(turn, plan)


async def _tell(turn: ActionTurn, plan: Plan) -> None:
    values = plan_values(turn, plan)
    if plan.status == "en_attente":
        turn.say("plan_depose", choices=topics(turn, (PLANS, "aides_energie")), **values)
        return
    documents = await schedule(turn, plan.reference)
    turn.say(f"plan_en_place_{plan.means}", choices=topics(turn, (PLANS,)), documents=documents, **values)


def _say_changed(turn: ActionTurn, offer: PlanOffer) -> None:
    again = Choice(turn.wording("bouton_plan_revoir"), SPREAD, {"montant": str(offer.total)})
    turn.say("plan_dates_changees", choices=[again], premier=day(offer.instalments[0].due_on))
