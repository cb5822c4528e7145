"""Several requests in one message: the first is served, the others follow by themselves, each through the gate."""

from __future__ import annotations

from typing import Any

from custom_components.supervisor.requests import PERSON, PERSON_ACTION, start
from custom_components.supervisor.table import Route, Table
from custom_components.supervisor.turn import LISTEN, Decision, Turn

NEXT = "action_demande_suivante"
DECLINED = "utter_proposition_refusee"
MOST = 2
# Rasa stops predicting after ten actions: what follows must still fit.
MOST_DONE = 6


def requests_in(turn: Turn, table: Table) -> tuple[dict[str, Any], ...]:
    """The further requests of a message that are clear enough to be served; none beside the wish for a person."""
    if turn.intent == PERSON:
        return ()
    known: set[str | None] = {turn.intent}
    kept = []
    for one in turn.further:
        if one["intent"] not in known and _is_request(one, table):
            known.add(one["intent"])
            kept.append({key: value for key, value in one.items() if key != "confidence"})
    return tuple(kept[:MOST])


def noted(turn: Turn) -> dict[str, Any]:
    """The slot in which further requests wait, when this message changes it."""
    waiting = turn.slots.get("suite") or []
    if turn.intent == PERSON:  # whoever takes the conversation over reads all of it
        return {"suite": None} if waiting else {}
    known = {one["intent"] for one in waiting}
    more = [one for one in turn.further if one["intent"] not in known]
    return {"suite": [*waiting, *more][:MOST]} if more else {}


def take_up(turn: Turn, table: Table) -> Decision | None:
    """Go on with the next request once the one before is finished."""
    if NEXT in turn.done:
        served = _serve(turn, table)
        if served is not None:
            return served
    waiting = turn.slots.get("suite") or []
    if not waiting or turn.slots.get("proposition") or not is_finished(turn, table):
        return None
    if PERSON_ACTION in turn.done:  # a person takes it from here
        return Decision(LISTEN, {"suite": None})
    if len(turn.done) > MOST_DONE:
        return None
    return Decision(NEXT, {"suite": waiting[1:] or None, "ouverture": waiting[0]})


def _serve(turn: Turn, table: Table) -> Decision | None:
    """The general answer of the request that was taken up, then its personal part; None once both are given."""
    request = turn.slots.get("ouverture")
    route = table.routes.get((request or {}).get("intent") or "")
    if request is None or route is None:
        return None
    if turn.last == NEXT and route.answer:
        return Decision(route.answer, {"sujet": request["intent"]})
    if turn.last in (NEXT, route.answer) and route.next_action:
        return start(request, route, turn.level)
    return None


def is_finished(turn: Turn, table: Table) -> bool:
    """Whether nothing of the request before is left to do, and nothing is asked."""
    if any(step in table.submits or step in (PERSON_ACTION, "action_abandon") for step in turn.done):
        return True
    intent = (turn.slots.get("ouverture") or {}).get("intent") if NEXT in turn.done else turn.intent
    route = table.routes.get(intent or "")
    return turn.last == DECLINED or (route is not None and _ends(turn, route))


def _ends(turn: Turn, route: Route) -> bool:
    return bool(route.steps) and turn.last == route.steps[-1] and not route.is_form


def _is_request(one: dict[str, Any], table: Table) -> bool:
    route = table.routes.get(str(one["intent"]))
    sure = float(one.get("confidence") or 0.0) >= table.thresholds.interruption
    return route is not None and not route.is_small_talk and sure
