"""The last bill at a glance, and what can be done with it."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.facturation.bills import ask_which, select_bill
from actions.facturation.wordings import bill_values, next_choices, say_due, topic_choices
from courant.packs import Access

INTENT = "facturation_generale"
NEXT = ("explication_facture", "demander_copie_facture", "renseignements_sur_solde", "contestation_facture")


class BillAtAGlance(CourantAction):
    """Shows a bill in two sentences."""

    action = "action_facturation_generale"

    async def act(self, turn: ActionTurn) -> Events:
        """Choices for an identified customer; total, period and due date on top for a verified one."""
        if turn.identity.level < Access.VERIFIED:
            turn.say("facture_sujets", choices=topic_choices(turn, NEXT))
            return []
        selection = await select_bill(turn)
        bill = selection.bill
        if bill is None:
            ask_which(turn, selection, INTENT)
            return []
        turn.say("facture_avoir" if bill.kind == "avoir" else "facture_resume", **bill_values(turn, bill))
        await say_due(turn, bill)
        turn.say("facture_suite", choices=next_choices(turn, bill, *NEXT))
        return [SlotSet("facture_courante", bill.number)]
