"""The questions of the instalment form: what they offer is asked from the payment system each time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice
from actions.echelonnement.form import AMOUNT, CONDITIONS, COUNT, DAY
from actions.echelonnement.wordings import ANSWER, amounts, lines, month_day
from courant.clients.plans import PlanOffer
from courant.french.amounts import format_amount

# The first day that was read back: the plan that is written has it, or is not written.
READ_BACK = "plan_lu"
DAYS = (5, 10, 15, 20)


class AskAmount(CourantAction):
    """How much is to be spread?"""

    action = "action_ask_plan_montant"

    async def act(self, turn: ActionTurn) -> Events:
        """Say what is left and the limits; the most that can be spread is a button."""
        known = conditions(turn)
        most = format_amount(known["maximum"])
        whole = Choice(turn.wording("bouton_plan_montant", montant=most), ANSWER, {"choix": str(known["maximum"])})
        turn.say("ask_plan_montant", choices=[whole], maximum=most, **_limits(known))
        return []


class AskCount(CourantAction):
    """In how many times?"""

    action = "action_ask_plan_nombre"

    async def act(self, turn: ActionTurn) -> Events:
        """Every plan on offer with its amounts, to the cent."""
        offers = await _offers(turn)
        listed = "\n".join(turn.wording("plan_offre", montants=amounts(turn, one.instalments)) for one in offers)
        choices = [_count_choice(turn, one) for one in offers]
        turn.say("ask_plan_nombre", choices=choices, montant=format_amount(_amount(turn)), offres=listed)
        return []


class AskDay(CourantAction):
    """On which day of the month?"""

    action = "action_ask_plan_jour"

    async def act(self, turn: ActionTurn) -> Events:
        """Some usual days are buttons; any day within the limits may be written."""
        known = conditions(turn)
        first, last = known["premier_jour"], known["dernier_jour"]
        usual = [day for day in DAYS if first <= day <= last]
        choices = [Choice(turn.wording("bouton_plan_jour", jour=day), ANSWER, {"choix": str(day)}) for day in usual]
        turn.say("ask_plan_jour", choices=choices, premier=month_day(turn, first), dernier=month_day(turn, last))
        return []


class AskConsent(CourantAction):
    """Does the customer agree to be debited, or to pay at each date?"""

    action = "action_ask_plan_accord"

    async def act(self, turn: ActionTurn) -> Events:
        """What is agreed to depends on how the customer pays."""
        choices = [
            Choice(turn.wording("bouton_plan_accord"), "affirmer"),
            Choice(turn.wording("bouton_non"), "refuser"),
        ]
        turn.say(f"accord_plan_{conditions(turn)['moyen']}", choices=choices)
        return []


class AskConfirmation(CourantAction):
    """Reads back every date and amount before anything is written."""

    action = "action_ask_plan_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """The very plan that will be written; days and count can be changed from here."""
        offer = await chosen(turn)
        name = "recap_plan_accord" if conditions(turn)["accord"] else "recap_plan"
        choices = [
            Choice(turn.wording("bouton_plan_oui"), "affirmer"),
            Choice(turn.wording("bouton_plan_autre_jour"), ANSWER, {"choix": DAY}),
            Choice(turn.wording("bouton_plan_autre_nombre"), ANSWER, {"choix": COUNT}),
            Choice(turn.wording("bouton_non"), "refuser"),
        ]
        turn.say(
            name,
            choices=choices,
            total=format_amount(offer.total),
            nombre=offer.count,
            lignes=lines(turn, offer.instalments),
        )
        return [SlotSet(READ_BACK, offer.instalments[0].due_on.isoformat())]


async def chosen(turn: ActionTurn) -> PlanOffer:
    """The plan that the answers describe, with its dates and amounts."""
    offers = await _offers(turn)
    return next(one for one in offers if one.count == int(turn.slot(COUNT)))


def conditions(turn: ActionTurn) -> dict[str, Any]:
    """The conditions that the form has kept; amounts are decimals again."""
    kept = dict(turn.slot(CONDITIONS) or {})
    return {**kept, **{name: Decimal(kept[name]) for name in ("du", "minimum", "maximum")}}


async def _offers(turn: ActionTurn) -> tuple[PlanOffer, ...]:
    day = turn.slot(DAY) or conditions(turn)["premier_jour"]
    return await turn.services.clients.plans.offers(turn.token, _amount(turn), int(day))


def _amount(turn: ActionTurn) -> Decimal:
    return Decimal(str(turn.slot(AMOUNT)))


def _limits(known: dict[str, Any]) -> dict[str, Any]:
    return {"du": format_amount(known["du"]), "minimum": format_amount(known["minimum"])}


def _count_choice(turn: ActionTurn, offer: PlanOffer) -> Choice:
    each = format_amount(offer.instalments[-1].amount)
    return Choice(
        turn.wording("bouton_plan_nombre", nombre=offer.count, montant=each), ANSWER, {"choix": str(offer.count)}
    )
