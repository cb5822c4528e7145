"""What a person has decided about a reading that waited for a check, told by itself in the conversation."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.core.base import Events
from actions.core.event import CourantEvent
from actions.core.turn import ActionTurn
from actions.releve.wordings import topics
from courant.conversations import SystemEvent
from courant.french.amounts import format_quantity
from courant.french.dates import format_date
from courant.french.typography import join_list
from courant.packs import Access

NEXT = {
    "accepte": ("details_consommation",),
    "rejete": ("signalement_consommation", "mettre_en_relation_avec_agent"),
}
UNITS = {"kwh": "kWh", "m3": "m³"}


class TellReadingDecision(CourantEvent):
    """Says that the reading counts, or that it does not and why; its numbers only while the customer is known."""

    action = "action_releve_decision"

    async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
        """A decision of a kind that is not known is left to who asks."""
        status = str(event.data.get("status"))
        if status not in NEXT:
            return []
        known = self.level(turn, event) >= Access.IDENTIFIED
        name = f"releve_decision_{status}" if known else f"releve_decision_{status}_discret"
        turn.say(name, choices=topics(turn, NEXT[status]), **_values(turn, event.data))
        return []


def _values(turn: ActionTurn, data: Any) -> dict[str, Any]:
    indexes = [
        turn.wording(f"releve_distance_{register}", index=format_quantity(int(value), UNITS[str(data["unit"])]))
        for register, value in data["indexes"].items()
    ]
    reason = str(data.get("reason") or "").strip()
    return {
        "numero": data["number"],
        "index": join_list(indexes),
        "jour": format_date(date.fromisoformat(str(data["day"]))),
        "raison": turn.wording("releve_decision_raison", raison=reason) if reason else "",
    }
