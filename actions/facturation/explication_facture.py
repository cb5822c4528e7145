"""Why is my bill what it is? The change from the previous bill, split into causes that add up to the cent."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice
from actions.facturation.bills import ask_which, select_bill
from actions.facturation.causes import cause_lines
from actions.facturation.wordings import bill_values, next_choices, parts_of, say_due
from courant.clients import Bill, Explanation
from courant.french.amounts import format_amount, format_change

INTENT = "explication_facture"


class ExplainBill(CourantAction):
    """Explains the bill that the customer means."""

    action = "action_explication_facture"

    async def act(self, turn: ActionTurn) -> Events:
        """Choose, explain, say what is due, offer what comes next; an anomaly is handed to a person."""
        selection = await select_bill(turn)
        if selection.bill is None:
            ask_which(turn, selection, INTENT)
            return []
        billing = turn.services.clients.billing
        explanation = await billing.explanation(turn.token, selection.bill.id)
        bill = explanation.bill if explanation.bill.lines else await billing.bill(turn.token, selection.bill.id)
        self._explain(turn, bill, explanation)
        if explanation.anomaly:
            await self._hand_over(turn, bill, explanation.anomaly)
        await say_due(turn, bill)
        turn.say("facture_suite", choices=await self._next(turn, bill))
        return [SlotSet("facture_courante", bill.number)]

    def _explain(self, turn: ActionTurn, bill: Bill, explanation: Explanation) -> None:
        values = bill_values(turn, bill)
        turn.say("facture_avoir" if bill.kind == "avoir" else "facture_resume", **values)
        if bill.estimated:
            turn.say("facture_estimee")
        if explanation.previous is None:
            turn.say("facture_premiere", parts=parts_of(turn, bill))
            return
        difference = explanation.difference
        turn.say(
            _change_message(explanation),
            ecart=format_amount(abs(difference)),
            ecart_signe=format_change(difference),
            precedent=format_amount(explanation.previous.total),
            causes="\n".join(cause_lines(turn, explanation.causes)),
        )

    async def _hand_over(self, turn: ActionTurn, bill: Bill, anomaly: str) -> None:
        values = bill_values(turn, bill)
        reason = turn.wording(f"anomalie_{anomaly}")
        ticket = await turn.services.clients.tickets.create(
            kind=INTENT,
            priority="haute",
            subject=turn.wording("dossier_facture_anormale", numero=bill.number),
            summary=turn.wording("dossier_facture_resume", raison=reason, **values),
            contact=None,
            customer_token=turn.token,
            conversation=turn.conversation,
            # One case a bill and conversation, however often the bill is explained.
            key=f"{turn.conversation}:{bill.number}:{anomaly}",
        )
        turn.say("facture_anomalie", raison=reason, numero=ticket.number)

    async def _next(self, turn: ActionTurn, bill: Bill) -> list[Choice]:
        choices = next_choices(turn, bill, "demander_copie_facture", "contestation_facture")
        others = await turn.services.clients.billing.bills(turn.token)
        other = next((row for row in others if row.energy != bill.energy), None)
        if other is not None:
            title = turn.wording(f"bouton_voir_{other.energy}")
            choices.append(Choice(title, INTENT, {"numero_facture": other.number}))
        return choices


def _change_message(explanation: Explanation) -> str:
    if explanation.difference > 0:
        return "facture_en_hausse"
    if explanation.difference < 0:
        return "facture_en_baisse"
    return "facture_stable_compensee" if explanation.causes else "facture_stable"
