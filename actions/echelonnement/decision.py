"""What a person has decided about a plan that waited, told by itself in the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from actions.core.base import Events
from actions.core.event import CourantEvent
from actions.core.turn import ActionTurn
from actions.echelonnement.wordings import DEFER, PERSON, PLANS, day, schedule, topics
from courant.conversations import SystemEvent
from courant.french.amounts import format_amount
from courant.packs import Access

NEXT = {"actif": (PLANS,), "refuse": (PERSON, DEFER, "aides_energie")}


class TellDecision(CourantEvent):
    """Says accepted, or refused with the reason; amounts only while the customer is verified."""

    action = "action_plan_decision"

    async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
        """A decision of a kind that is not known is left to the list of plans."""
        status = str(event.data.get("status"))
        if status not in NEXT:
            return []
        verified = self.level(turn, event) >= Access.VERIFIED
        accepted = verified and status == "actif"
        documents = await schedule(turn, str(event.data["reference"])) if accepted else []
        moved = "_dates" if accepted and event.data.get("new_days") else ""
        name = f"plan_decision_{status}{moved}" if verified else f"plan_decision_{status}_discret"
        turn.say(name, choices=topics(turn, NEXT[status]), documents=documents, **_values(event.data))
        return []


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reference": data["reference"],
        "total": _euros(data["total_cents"]),
        "nombre": data["count"],
        "premier": day(date.fromisoformat(str(data["first_due_on"]))),
        "premier_montant": _euros(data["first_amount_cents"]),
        "raison": data.get("reason") or "",
    }


def _euros(cents: Any) -> str:
    return format_amount(Decimal(int(cents)).scaleb(-2))
