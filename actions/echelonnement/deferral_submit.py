"""The questions of a postponement, and its end: the due date is moved, once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.form import CourantSubmit
from actions.core.turn import ActionTurn, Choice
from actions.echelonnement.deferral_form import BILL, BILLS, DATE, FORM, option_values, say_refusal
from actions.echelonnement.wordings import ANSWER, PAY, day, topics
from courant.clients import Rejected
from courant.clients.plans import DeferralOption
from courant.french.dates import format_date

WEEK = timedelta(days=7)


class AskBill(CourantAction):
    """Which of the bills that can be postponed?"""

    action = "action_ask_report_facture"

    async def act(self, turn: ActionTurn) -> Events:
        """Each bill is a button."""
        choices = [Choice(label, ANSWER, {"choix": value}) for value, label in turn.slot(BILLS) or ()]
        turn.say("ask_report_facture", choices=choices)
        return []


class AskDate(CourantAction):
    """Until when?"""

    action = "action_ask_report_date"

    async def act(self, turn: ActionTurn) -> Events:
        """The due date, the latest day, and two usual days as buttons."""
        option = await _option(turn)
        if option is None or option.latest_on is None:
            say_refusal(turn, option)
            return []
        days = sorted({min(option.due_on + WEEK, option.latest_on), option.latest_on})
        choices = [Choice(_short(turn, one), ANSWER, {"choix": one.isoformat()}) for one in days]
        turn.say("ask_report_date", choices=choices, **option_values(option))
        return []


class AskDeferral(CourantAction):
    """Reads the postponement back before it is written."""

    action = "action_ask_report_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """Bill, amount, both dates; yes, another date or no."""
        option = await _option(turn)
        if option is None:
            say_refusal(turn, None)
            return []
        choices = [
            Choice(turn.wording("bouton_report_oui"), "affirmer"),
            Choice(turn.wording("bouton_report_autre_date"), ANSWER, {"choix": DATE}),
            Choice(turn.wording("bouton_non"), "refuser"),
        ]
        turn.say("recap_report", choices=choices, jour=day(_wanted(turn)), **option_values(option))
        return []


class DeferralDone(CourantSubmit):
    """Postpones the due date."""

    action = "action_report_fin"
    form = FORM

    async def commit(self, turn: ActionTurn) -> Events:
        """A refusal of the last moment is told like one of the first."""
        plans = turn.services.clients.plans
        try:
            made = await plans.defer(turn.token, str(turn.slot(BILL)), _wanted(turn), turn.key(self.action))
        except Rejected:
            option = await _option(turn)
            if option is None or option.allowed:
                raise
            say_refusal(turn, option)
        else:
            values: dict[str, Any] = {
                "facture": made.bill_number,
                "jour": day(made.due_on),
                "reference": made.reference,
            }
            turn.say("report_fait", choices=topics(turn, (PAY, "echeance_paiement")), **values)
        return [SlotSet(BILLS, None)]


async def _option(turn: ActionTurn) -> DeferralOption | None:
    options = await turn.services.clients.plans.deferral_options(turn.token)
    return next((one for one in options if one.bill_number == turn.slot(BILL)), None)


def _wanted(turn: ActionTurn) -> date:
    return date.fromisoformat(str(turn.slot(DATE)))


def _short(turn: ActionTurn, value: date) -> str:
    return turn.wording("bouton_report_jour", jour=format_date(value, year=False))
