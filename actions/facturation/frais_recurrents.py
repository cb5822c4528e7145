"""What comes back each month, whatever is consumed."""

from __future__ import annotations

from decimal import Decimal

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.facturation.contracts import contract_name, contracts
from actions.facturation.wordings import last_payment
from courant.french.amounts import format_amount


class RecurringCharges(CourantAction):
    """Lists the fixed charges of each contract with their total."""

    action = "action_frais_recurrents"

    async def act(self, turn: ActionTurn) -> Events:
        """One list a contract."""
        rows = await contracts(turn)
        if not rows:
            turn.say("cycle_aucun_contrat")
            return []
        for contract in rows:
            charges = await turn.services.clients.billing.recurring_charges(turn.token, contract.id)
            lines = [turn.wording("frais_fixe", ligne=row.label, montant=format_amount(row.monthly)) for row in charges]
            total = sum((row.monthly for row in charges), Decimal(0))
            turn.say(
                "frais_fixes",
                contrat=contract_name(turn, contract),
                lignes="\n".join(lines),
                total=format_amount(total),
            )
        turn.say("dernier_paiement", paiement=await last_payment(turn))
        return []
