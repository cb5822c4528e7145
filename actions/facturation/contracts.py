"""The customer's contracts, narrowed to the energy that the request names."""

from __future__ import annotations

from collections.abc import Sequence

from actions.core.turn import ActionTurn, Choice
from courant.clients import Contract


async def contracts(turn: ActionTurn) -> Sequence[Contract]:
    """Contracts of the customer that match the request."""
    energy = turn.entity("energie")
    profile = await turn.services.clients.customers.profile(turn.token)
    return [row for row in profile.contracts if energy in (None, row.energy)]


def contract_name(turn: ActionTurn, contract: Contract) -> str:
    """How a contract is called in an answer."""
    return turn.wording(f"contrat_{contract.energy}", commune=contract.commune)


def contract_choices(turn: ActionTurn, rows: Sequence[Contract], intent: str) -> list[Choice]:
    """Each contract as a button that asks the same thing of its delivery point."""
    return [
        Choice(
            turn.wording("bouton_contrat", energie=turn.wording(f"bouton_conso_{row.energy}"), commune=row.commune),
            intent,
            {"pdl" if row.energy == "electricite" else "pce": row.delivery_point, "energie": row.energy},
        )
        for row in rows
    ]
