"""Figures of a bill as the customer reads them; every figure comes from the billing system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from actions.core.turn import ActionTurn, Choice
from courant.clients import Bill, Payment
from courant.french.amounts import format_amount
from courant.french.dates import format_date, format_period

SECTIONS = ("abonnement", "consommation", "taxes", "autres")
# What is said of a bill of which something is left to pay, by its status.
DUE_MESSAGES = {
    "a_regler": "facture_a_regler",
    "en_retard": "facture_en_retard",
    "prelevement_prevu": "facture_prelevement",
}


def bill_values(turn: ActionTurn, bill: Bill) -> dict[str, Any]:
    """The values that messages about a bill use."""
    return {
        "numero": bill.number,
        "energie": turn.wording(f"energie_{bill.energy}"),
        "emise": format_date(bill.issued_on),
        "periode": format_period(bill.period_start, bill.period_end - timedelta(days=1)),
        "total": format_amount(abs(bill.total)),
    }


def parts_of(turn: ActionTurn, bill: Bill) -> str:
    """What the bill is made of, a line each, adding up to its total."""
    sums = {name: Decimal(0) for name in SECTIONS}
    for line in bill.lines:
        sums[line.section] += line.amount_ttc
    rows = [(name, amount) for name, amount in sums.items() if amount]
    return "\n".join(turn.wording(f"part_{name}", montant=format_amount(amount)) for name, amount in rows)


async def last_payment(turn: ActionTurn) -> str:
    """The last payment received, in a sentence: each billing answer ends with it."""
    payments = await turn.services.clients.billing.payments(turn.token, limit=12)
    return payment_sentence(turn, [row for row in payments if row.status == "recu"])


def payment_sentence(turn: ActionTurn, received: list[Payment]) -> str:
    """« Dernier paiement reçu : … », newest first."""
    if not received:
        return turn.wording("paiement_aucun")
    newest = received[0]
    return turn.wording("paiement_recu", montant=format_amount(newest.amount), date=format_date(newest.received_on))


async def say_due(turn: ActionTurn, bill: Bill) -> None:
    """Due date and last payment of a bill."""
    rest = bill.total - bill.paid
    message = DUE_MESSAGES.get(bill.status, "facture_a_regler") if rest > 0 else "facture_sans_reste"
    if bill.status == "reglee" and bill.kind == "facture":
        message = "facture_reglee"
    turn.say(
        message,
        reste=format_amount(max(rest, Decimal(0))),
        echeance=format_date(bill.due_on, weekday=True),
        paiement=await last_payment(turn),
    )


def next_choices(turn: ActionTurn, bill: Bill, *intents: str) -> list[Choice]:
    """What one usually does next with this bill, as buttons."""
    return topic_choices(turn, intents, {"numero_facture": bill.number})


def topic_choices(turn: ActionTurn, intents: Iterable[str], entities: Mapping[str, str] | None = None) -> list[Choice]:
    """Capabilities as buttons; those of a pack that is off are left out."""
    capabilities = turn.services.catalogue.capabilities
    return [Choice(capabilities[name].label, name, entities) for name in intents if name in capabilities]
