"""The end of the payment form: what is due is read again, then the link is made, once."""

from __future__ import annotations

from decimal import Decimal

from rasa_sdk.events import SlotSet

from actions.core.base import Events
from actions.core.form import CourantSubmit
from actions.core.turn import ActionTurn
from actions.paiement.form import AMOUNT, BILLS, FORM, FREE, TARGET
from actions.paiement.owed import EVERYTHING, owed
from actions.paiement.wordings import PAY, link_values, say_link, topics
from courant.clients import Rejected
from courant.french.amounts import format_amount


class PaymentDone(CourantSubmit):
    """Gives the link; the result comes back into the conversation by itself."""

    action = "action_paiement_fin"
    form = FORM

    async def commit(self, turn: ActionTurn) -> Events:
        """What was read back is made only if it is still due: somebody may have paid meanwhile."""
        target, amount = str(turn.slot(TARGET)), Decimal(str(turn.slot(AMOUNT)))
        due = (await owed(turn)).due(target)
        if amount > due:
            message = "paiement_plus_rien" if due == 0 else "paiement_reste_change"
            turn.say(message, choices=topics(turn, (PAY, "verification_paiement")), du=format_amount(due))
        else:
            await self._make(turn, None if target == EVERYTHING else target, amount)
        return [SlotSet(FREE, None), SlotSet(BILLS, None)]

    async def _make(self, turn: ActionTurn, bill_number: str | None, amount: Decimal) -> None:
        payments = turn.services.clients.payments
        try:
            link = await payments.create_link(turn.token, amount, bill_number, turn.key(self.action))
        except Rejected as error:
            if error.code != "payment_running":
                raise
            running = (await owed(turn)).running
            values = link_values(running) if running else {}
            turn.say("paiement_deja_en_cours" if running else "paiement_plus_rien", **values)
            return
        if link.url is None:  # a replay of a message whose link has been used since
            turn.say("paiement_lien_employe", choices=topics(turn, ("verification_paiement",)), **link_values(link))
        else:
            say_link(turn, "paiement_lien_repris" if link.reused else "paiement_lien", link)
