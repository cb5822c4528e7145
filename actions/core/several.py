"""Several requests in one message: saying that the others are noted, and that the next one begins."""

from __future__ import annotations

from typing import Any

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn


class AnnounceRequests(CourantAction):
    """Says which requests of the message follow the first one."""

    action = "action_annonce_demandes"

    async def act(self, turn: ActionTurn) -> Events:
        """Name them by the words of their buttons."""
        names = [_name(turn, request) for request in turn.slot("suite") or []]
        if names:
            several = "demandes_notees" if len(names) == 1 else "demandes_notees_plusieurs"
            turn.say(several, suite=turn.wording("enumeration").join(names))
        return []


class NextRequest(CourantAction):
    """Says that the next request begins; the supervisor has put it in `ouverture`."""

    action = "action_demande_suivante"

    async def act(self, turn: ActionTurn) -> Events:
        """Name it."""
        turn.say("demande_suivante", tache=_name(turn, turn.request))
        return []


def _name(turn: ActionTurn, request: dict[str, Any]) -> str:
    capability = turn.services.catalogue.capabilities[str(request["intent"])]
    return turn.wording("demande_nommee", libelle=capability.label)
