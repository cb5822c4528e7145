"""What remains to be done: the request that waited for identity, further ones, a form, a task on another channel."""

from __future__ import annotations

from dataclasses import replace

from custom_components.supervisor import elsewhere, several
from custom_components.supervisor.interruptions import BACK
from custom_components.supervisor.requests import IDENTITY_SUBMIT, ask_identity, start
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import LISTEN, Decision, Turn

LEFT = ("action_abandon", "action_conseiller")


def decide(turn: Turn, table: Table) -> Decision | None:
    """Resume by itself, once nothing else runs."""
    if turn.loop is not None or turn.last in (None, LISTEN):
        return None
    if turn.last == IDENTITY_SUBMIT:
        waiting = elsewhere.accepted(turn) or _waiting_request(turn, table)
        if waiting is not None:
            return waiting
    further = several.take_up(turn, table)
    if further is not None:
        return further
    kept = elsewhere.accepted(turn)
    if kept is not None:
        return kept
    pile = turn.slots.get("pile") or []
    if not pile or elsewhere.OFFER in turn.done:
        return elsewhere.offer(turn, table)
    if turn.last == BACK:
        return _back_to(pile, turn, table)
    return Decision(BACK) if _is_free(turn, table) else None


def _back_to(pile: list[str], turn: Turn, table: Table) -> Decision:
    """The form on top, through identity when that was left at a lower level for another request."""
    if table.forms.get(pile[-1], 0) > turn.level:
        return ask_identity(None)
    return Decision(pile[-1], {"pile": pile[:-1], "requested_slot": None, "ouverture": None})


def _waiting_request(turn: Turn, table: Table) -> Decision | None:
    request = turn.slots.get("demande")
    route = table.routes.get((request or {}).get("intent") or "")
    if request is None or route is None or turn.level < route.level:
        return None
    begun = start(request, route, turn.level)
    return replace(begun, slots={**begun.slots, **elsewhere.postponed(turn)})


def _is_free(turn: Turn, table: Table) -> bool:
    """A form has been submitted or left in this turn, and what followed it is done."""
    return any(step in table.submits or step in LEFT for step in turn.done)
