"""The questions of the payment form that carry figures, asked again from the systems of record each time."""

from __future__ import annotations

from decimal import Decimal

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice
from actions.paiement.form import AMOUNT, BILLS, TARGET
from actions.paiement.owed import EVERYTHING, Owed, owed
from actions.paiement.wordings import OTHER_AMOUNT, bill_values
from courant.french.amounts import format_amount

ANSWER = "reponse_libre"


class AskTarget(CourantAction):
    """Which of the open bills?"""

    action = "action_ask_paiement_objet"

    async def act(self, turn: ActionTurn) -> Events:
        """Each bill is a button, and all of them together."""
        choices = [Choice(label, ANSWER, {"choix": value}) for value, label in turn.slot(BILLS) or ()]
        turn.say("ask_paiement_objet", choices=choices)
        return []


class AskAmount(CourantAction):
    """How much?"""

    action = "action_ask_paiement_montant"

    async def act(self, turn: ActionTurn) -> Events:
        """Say what is left; all of it is a button."""
        due = (await owed(turn)).due(turn.slot(TARGET) or EVERYTHING)
        whole = Choice(turn.wording("bouton_payer_tout", montant=format_amount(due)), ANSWER, {"choix": str(due)})
        turn.say("ask_paiement_montant", choices=[whole], du=format_amount(due))
        return []


class AskConfirmation(CourantAction):
    """Reads back what will be paid, before any link is made."""

    action = "action_ask_paiement_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """Bill, amount and what remains; yes, no or another amount."""
        choices = [
            Choice(turn.wording("bouton_creer_lien"), "affirmer"),
            Choice(turn.wording("bouton_autre_montant"), ANSWER, {"choix": OTHER_AMOUNT}),
            Choice(turn.wording("bouton_non"), "refuser"),
        ]
        _read_back(turn, await owed(turn), choices)
        return []


def _read_back(turn: ActionTurn, now: Owed, choices: list[Choice]) -> None:
    target, amount = str(turn.slot(TARGET)), Decimal(str(turn.slot(AMOUNT)))
    rest = now.due(target) - amount
    bill = now.bill(target)
    remaining = turn.wording("paiement_reste", reste=format_amount(rest)) if rest > 0 else ""
    paid = format_amount(amount)
    if bill is None:
        message = "recap_paiement_partiel" if rest > 0 else "recap_paiement_tout"
        turn.say(message, choices=choices, montant=paid, suite=remaining)
    else:
        message = "recap_paiement_retard" if bill.overdue else "recap_paiement_facture"
        values = {**bill_values(turn, bill), "montant": paid, "suite": remaining}
        turn.say(message, choices=choices, **values)
