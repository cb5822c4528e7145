"""Plans as the customer reads them; every figure comes from the payment system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from actions.core.turn import ActionTurn, Choice, Document
from courant.clients import BackendError
from courant.clients.plans import Instalment, Plan
from courant.french.amounts import format_amount
from courant.french.dates import format_date

ANSWER = "reponse_libre"
PERSON = "mettre_en_relation_avec_agent"
SPREAD, PLANS, DEFER, PAY = "paiements_echelonnes", "versements_paiement", "differer_paiement", "effectuer_paiement"


def topics(turn: ActionTurn, intents: Iterable[str]) -> list[Choice]:
    """Capabilities as buttons; those of a pack that is off are left out."""
    capabilities = turn.services.catalogue.capabilities
    return [Choice(capabilities[name].label, name) for name in intents if name in capabilities]


def day(value: date) -> str:
    """A day as it is said: `lundi 7 décembre 2026`."""
    return format_date(value, weekday=True)


def month_day(turn: ActionTurn, value: int) -> str:
    """A day of the month as it is said: `1er`, `12`."""
    return turn.wording("premier_du_mois") if value == 1 else str(value)


def amounts(turn: ActionTurn, parts: Sequence[Instalment]) -> str:
    """The amounts of a plan in one phrase; the first one differs when the total does not divide."""
    first, each = parts[0].amount, parts[-1].amount
    name = "plan_montants_egaux" if first == each else "plan_montants_premier"
    return turn.wording(name, nombre=len(parts), premier=format_amount(first), montant=format_amount(each))


def lines(turn: ActionTurn, parts: Sequence[Instalment]) -> str:
    """One line an instalment: its day, its amount, and what became of it."""
    return "\n".join(
        turn.wording(f"plan_ligne_{part.status}", jour=day(part.due_on), montant=format_amount(part.amount))
        for part in parts
    )


def plan_values(turn: ActionTurn, plan: Plan) -> dict[str, Any]:
    """The values that messages about a plan use."""
    first = plan.instalments[0]
    return {
        "reference": plan.reference,
        "total": format_amount(plan.total),
        "nombre": plan.count,
        "montants": amounts(turn, plan.instalments),
        "premier": day(first.due_on),
        "premier_montant": format_amount(first.amount),
        "lignes": lines(turn, plan.instalments),
        "reste": format_amount(plan.remaining),
        "prochain": day(plan.next_due_on) if plan.next_due_on else "",
        "prochain_montant": format_amount(plan.next_amount or Decimal(0)),
    }


async def schedule(turn: ActionTurn, reference: str) -> list[Document]:
    """The PDF schedule of a plan; what is told of the plan is worth telling without it."""
    try:
        url = await turn.services.clients.plans.schedule_link(turn.token, reference)
    except BackendError:
        return []
    return [Document(turn.wording("lien_echeancier"), url)]
