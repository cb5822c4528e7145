"""Progress told into the conversation as it happens, from the signed events of the outage system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from actions.core.base import Events
from actions.core.event import CourantEvent
from actions.core.turn import ActionTurn, Choice
from actions.pannes.lookup import STATUS_INTENT, STOP
from actions.pannes.moments import moment, stamped
from courant.conversations import SystemEvent
from courant.french.amounts import format_number
from courant.french.towns import at_town

RESTORED = ("retabli", "retablie")


class OutageNews(CourantEvent):
    """Tells what moved: the report's status or the outage's, and only what the source adds."""

    action = "action_panne_suivi"

    async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
        """One message; its source closes it."""
        data = event.data
        status = str(data.get("status") or data.get("outage_status"))
        subject = (
            turn.wording("suivi_sujet_signalement", numero=data["ticket"]) if data.get("ticket") else _place(turn, data)
        )
        title = turn.wording(f"suivi_{status}", destinataire=_who(turn, data))
        lines = "\n".join(_lines(turn, data, event.at))
        turn.say("panne_nouvelles", choices=_choices(turn, status), sujet=subject, titre=title, lignes=lines)
        return []


def _place(turn: ActionTurn, data: Mapping[str, Any]) -> str:
    commune = data.get("commune")
    if not commune:
        return turn.wording("suivi_sujet_sans_lieu")
    return turn.wording("suivi_sujet_panne", a_commune=at_town(str(commune)))


def _who(turn: ActionTurn, data: Mapping[str, Any]) -> str:
    return str(data.get("recipient") or data.get("distributor") or turn.wording("distributeur_a_trouver"))


def _lines(turn: ActionTurn, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    if data.get("note"):
        yield turn.wording("signalement_note", note=data["note"])
    if data.get("outage"):
        yield from _outage_lines(turn, data)
        yield stamped(turn, str(data["source"]), datetime.fromisoformat(data["source_at"]))
    else:
        yield turn.wording("suivi_date", moment=moment(turn, at))


def _outage_lines(turn: ActionTurn, data: Mapping[str, Any]) -> Iterator[str]:
    if data.get("customers") is not None:
        yield turn.wording("fait_clients", nombre=format_number(int(data["customers"])))
    restored, estimate = data.get("restored_at"), data.get("estimated_restoration")
    if restored:
        yield turn.wording("fait_retabli", moment=moment(turn, datetime.fromisoformat(restored)))
    elif estimate:
        yield turn.wording("fait_heure", moment=moment(turn, datetime.fromisoformat(estimate)))
    else:
        yield turn.wording("fait_sans_heure")


def _choices(turn: ActionTurn, status: str) -> list[Choice]:
    if status in RESTORED:
        return [Choice(turn.wording("bouton_toujours_coupe"), "signaler_panne")]
    return [Choice(turn.wording("bouton_ne_plus_prevenir"), STATUS_INTENT, {"choix": STOP})]
