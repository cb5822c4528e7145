"""Payments as the customer reads them; every figure comes from billing or from the payment system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions.core.turn import ActionTurn, Choice
from courant.clients import DueLink, OpenBill, PaymentLink
from courant.clock import PARIS
from courant.french.amounts import format_amount
from courant.french.dates import format_date, format_datetime, format_month
from courant.french.typography import join_list
from courant.packs import Link

PAY = "effectuer_paiement"
OTHER_AMOUNT = "autre_montant"
ONE_BILL = "une_facture"


def bill_values(turn: ActionTurn, bill: OpenBill) -> dict[str, Any]:
    """The values that messages about an open bill use."""
    return {
        "numero": bill.number,
        "energie": turn.wording(f"paiement_energie_{bill.energy}"),
        "emise": format_date(bill.issued_on),
        "echeance": format_date(bill.due_on, weekday=True),
        "reste": format_amount(bill.left),
    }


def bill_label(turn: ActionTurn, bill: OpenBill) -> str:
    """A bill as a button: its month and what is left to pay of it."""
    amount = format_amount(bill.left)
    return turn.wording("bouton_paiement_facture", mois=format_month(bill.issued_on, year=False), montant=amount)


def link_values(link: PaymentLink) -> dict[str, Any]:
    """The values that messages about a link use."""
    accepted = link.accepted_at or link.updated_at
    return {
        "reference": link.reference,
        "montant": format_amount(link.amount),
        "fin": format_datetime(link.expires_at.astimezone(PARIS)),
        "date": format_datetime(accepted.astimezone(PARIS)),
    }


def say_link(turn: ActionTurn, message: str, link: PaymentLink, choices: Sequence[Choice] = ()) -> None:
    """Give a link that can be paid: it opens the payment page."""
    values = {**link_values(link), "ancien": earlier_link(turn, link)}
    title = turn.wording("lien_payer", montant=values["montant"])
    turn.say(message, choices=choices, links=[Link(title, str(link.url))], **values)


def earlier_link(turn: ActionTurn, link: PaymentLink | DueLink) -> str:
    """What is said of the link that this one takes the place of; nothing when there was none."""
    return turn.wording("paiement_ancien_lien") if link.replaced else ""


def other_amount(turn: ActionTurn) -> Choice:
    """The button of who wants to pay something else than what is open."""
    return Choice(turn.wording("bouton_autre_montant"), PAY, {"choix": OTHER_AMOUNT})


def one_bill(turn: ActionTurn) -> Choice:
    """The button of who wants to pay one bill instead of everything."""
    return Choice(turn.wording("bouton_une_facture"), PAY, {"choix": ONE_BILL})


def settled(turn: ActionTurn, link: PaymentLink) -> str:
    """What a payment settles, in words: bills by number, and what stays in the customer's favour."""
    parts = [_part(turn, each.bill_number, format_amount(each.amount)) for each in link.allocations]
    return join_list(parts)


def _part(turn: ActionTurn, bill_number: str | None, amount: str) -> str:
    if bill_number is None:
        return turn.wording("paiement_part_avance", montant=amount)
    return turn.wording("paiement_part_facture", numero=bill_number, montant=amount)


def topics(turn: ActionTurn, intents: Iterable[str]) -> list[Choice]:
    """Capabilities as buttons; those of a pack that is off are left out."""
    capabilities = turn.services.catalogue.capabilities
    return [Choice(capabilities[name].label, name) for name in intents if name in capabilities]
