"""How often bills come, which period runs, when the next one is due."""

from __future__ import annotations

from datetime import timedelta

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.facturation.contracts import contract_name, contracts
from courant.french.dates import format_date, format_period


class BillingCycle(CourantAction):
    """Says the billing cycle of each contract."""

    action = "action_cycle_facturation"

    async def act(self, turn: ActionTurn) -> Events:
        """One sentence a contract."""
        rows = await contracts(turn)
        if not rows:
            turn.say("cycle_aucun_contrat")
        for contract in rows:
            cycle = await turn.services.clients.billing.cycle(turn.token, contract.id)
            turn.say(
                "cycle_contrat",
                contrat=contract_name(turn, contract),
                frequence=turn.wording(f"frequence_{cycle.frequency}"),
                periode=format_period(cycle.period_start, cycle.period_end - timedelta(days=1)),
                prochaine=format_date(cycle.next_bill_on, weekday=True),
            )
        return []
