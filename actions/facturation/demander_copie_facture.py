"""A copy of a bill: the real PDF, behind a signed link that expires."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Document
from actions.facturation.bills import ask_which, bill_choices, choose, wanted
from actions.facturation.wordings import bill_values, say_due
from courant.french.dates import format_duration

INTENT = "demander_copie_facture"
OTHERS = 3


class SendBill(CourantAction):
    """Delivers the bill that the customer means."""

    action = "action_demander_copie_facture"

    async def act(self, turn: ActionTurn) -> Events:
        """Choose, link, offer the other bills."""
        billing = turn.services.clients.billing
        bills = await billing.bills(turn.token)
        selection = choose(bills, wanted(turn))
        bill = selection.bill
        if bill is None:
            ask_which(turn, selection, INTENT)
            return []
        title = turn.wording("lien_facture", numero=bill.number, duree=_life(turn))
        url = await billing.document_link(turn.token, bill.id)
        values = bill_values(turn, bill)
        others = [row for row in bills if row.number != bill.number][:OTHERS]
        turn.say(
            "copie_facture",
            choices=bill_choices(turn, others, INTENT),
            documents=[Document(title, url)],
            **values,
        )
        await say_due(turn, bill)
        return [SlotSet("facture_courante", bill.number)]


def _life(turn: ActionTurn) -> str:
    """For how long the link works."""
    return format_duration(timedelta(minutes=turn.services.brand.rules.link_minutes))
