"""Why a plan is refused, in plain words, with what else is possible: a person always is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.core.form import Refused
from actions.core.turn import ActionTurn, Choice
from actions.echelonnement.wordings import DEFER, PAY, PERSON, PLANS, day, topics
from courant.clients.plans import Eligibility, PlanReason
from courant.french.amounts import format_amount

NEXT: Mapping[str, Sequence[str]] = {
    "nothing_due": ("echeance_paiement",),
    "debit_announced": ("echeance_paiement",),
    "payment_running": ("verification_paiement",),
    "plan_running": (PLANS,),
    "plan_pending": (PLANS,),
    "plan_broken": (PAY, "aides_energie"),
    "too_many_late_bills": ("aides_energie",),
    "amount_above_due": (PAY,),
    "amount_too_small": (PAY, DEFER),
    "amount_too_large": (),
    "document_missing": (),
}
# Another amount may pass.
OF_THE_AMOUNT = ("amount_above_due", "amount_too_small", "amount_too_large", "document_missing")


def main_reason(found: Eligibility) -> PlanReason:
    """The reason that is told: the first that no other amount would mend, else the first."""
    firm = (reason for reason in found.reasons if reason.code not in OF_THE_AMOUNT)
    return next(firm, found.reasons[0])


def is_about_the_amount(found: Eligibility) -> bool:
    """Whether another amount may pass."""
    return all(reason.code in OF_THE_AMOUNT for reason in found.reasons)


def choices(turn: ActionTurn, reason: PlanReason) -> list[Choice]:
    """What else can be done; a person always. Messages about the amount bring that button themselves."""
    person = () if reason.code in OF_THE_AMOUNT else (PERSON,)
    return topics(turn, (*NEXT.get(reason.code, ()), *person))


def say_refusal(turn: ActionTurn, found: Eligibility) -> None:
    """Say why there is no plan."""
    reason = main_reason(found)
    turn.say(f"plan_refus_{reason.code}", choices=choices(turn, reason), **_values(reason, found.amount))


def refused(found: Eligibility) -> Refused:
    """The same for an amount that was asked for; the question comes again."""
    reason = main_reason(found)
    return Refused(f"plan_refus_{reason.code}", _values(reason, found.amount))


def _values(reason: PlanReason, amount: Decimal) -> dict[str, Any]:
    return {
        "montant": format_amount(amount),
        "limite": format_amount(reason.amount or Decimal(0)),
        "prevu": format_amount(reason.amount or Decimal(0)),
        "nombre": reason.number,
        "jour": day(reason.until) if reason.until else "",
        "reference": reason.reference,
    }
