"""When is the next payment due, how much, by which means, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.paiement.wordings import bill_values, topics
from courant.clients import OpenBill
from courant.french.dates import format_date, format_duration

PAY = ("effectuer_paiement", "paiements_echelonnes", "differer_paiement")
DEBIT = ("modifier_echeance", "renseignements_sur_solde")
NOTHING = ("historique_paiements", "cycle_facturation")


class NextDue(CourantAction):
    """Says what is late first, then what comes next."""

    action = "action_echeance_paiement"

    async def act(self, turn: ActionTurn) -> Events:
        """One sentence a bill; a bill that will be debited asks nothing of the customer."""
        bills = await turn.services.clients.billing.open_bills(turn.token)
        today = turn.at.date()
        late = [bill for bill in bills if bill.overdue and bill.debit_on is None]
        coming = sorted((bill for bill in bills if bill not in late), key=_day)
        if not bills:
            turn.say("echeance_aucune", choices=topics(turn, NOTHING))
        for bill in late:
            turn.say("echeance_retard", **_values(turn, bill, today))
        for bill in coming:
            turn.say("echeance_prelevement" if bill.debit_on else "echeance_prochaine", **_values(turn, bill, today))
        if bills:
            turn.say("echeance_suite", choices=topics(turn, _next(late, coming)))
        return []


def _day(bill: OpenBill) -> date:
    return bill.debit_on or bill.due_on


def _values(turn: ActionTurn, bill: OpenBill, today: date) -> dict[str, Any]:
    days = abs(today - bill.due_on)
    day = format_date(_day(bill), weekday=True)
    return {**bill_values(turn, bill), "duree": format_duration(days), "jour": day}


def _next(late: Sequence[OpenBill], coming: Sequence[OpenBill]) -> tuple[str, ...]:
    return PAY if late or any(bill.debit_on is None for bill in coming) else DEBIT
