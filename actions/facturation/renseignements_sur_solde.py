"""The balance: what is owed, what is late, what comes next, what is on its way."""

from __future__ import annotations

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice
from actions.facturation.wordings import last_payment, topic_choices
from courant.clients import Balance
from courant.french.amounts import format_amount
from courant.french.dates import format_date

NEXT = ("effectuer_paiement", "paiements_echelonnes", "demander_copie_facture")


class TellBalance(CourantAction):
    """Says the balance as the billing system knows it now."""

    action = "action_renseignements_sur_solde"

    async def act(self, turn: ActionTurn) -> Events:
        """Balance first, then what is late, next and pending; the last payment closes."""
        balance = await turn.services.clients.billing.balance(turn.token)
        _say_amount(turn, balance)
        if balance.overdue > 0 and balance.oldest_due_on:
            turn.say("solde_retard", retard=format_amount(balance.overdue), depuis=format_date(balance.oldest_due_on))
        if balance.next_due_on and balance.next_due_amount:
            due = format_date(balance.next_due_on, weekday=True)
            turn.say("solde_echeance", montant=format_amount(balance.next_due_amount), echeance=due)
        if balance.pending > 0:
            turn.say("solde_en_cours", montant=format_amount(balance.pending))
        turn.say("dernier_paiement", choices=_choices(turn, balance), paiement=await last_payment(turn))
        return []


def _say_amount(turn: ActionTurn, balance: Balance) -> None:
    if balance.amount == 0:
        turn.say("solde_nul")
    else:
        turn.say("solde_du" if balance.amount > 0 else "solde_credit", montant=format_amount(abs(balance.amount)))


def _choices(turn: ActionTurn, balance: Balance) -> list[Choice]:
    return topic_choices(turn, NEXT if balance.amount > 0 else NEXT[-1:])
