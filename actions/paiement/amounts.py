"""Which amounts may be paid by link: the rules of the brand against what is due."""

from __future__ import annotations

from decimal import Decimal

from actions.core.form import Refused
from courant.brand_rules import Rules
from courant.french.amounts import format_amount


def refusal(amount: Decimal, due: Decimal, rules: Rules) -> Refused | None:
    """Why an amount cannot be paid, None when it can. What is left can always be paid in full, however little."""
    values = {"montant": format_amount(amount), "du": format_amount(due)}
    if amount <= 0:
        return Refused("paiement_montant_nul", values)
    if amount > due:
        return Refused("paiement_montant_trop_grand", values)
    if amount > rules.payment_maximum:
        return Refused("paiement_montant_plafond", {**values, "plafond": format_amount(rules.payment_maximum)})
    if amount < rules.payment_minimum and amount != due:
        return Refused("paiement_montant_trop_petit", {**values, "minimum": format_amount(rules.payment_minimum)})
    return None


def suggested(due: Decimal, rules: Rules) -> Decimal:
    """The amount of the read-back when the customer named none: all of it, up to what one payment may be."""
    return min(due, rules.payment_maximum)
