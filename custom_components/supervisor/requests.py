"""A request outside forms: the general answer first, then identity when the personal part needs it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from custom_components.supervisor.table import Route, Table
from custom_components.supervisor.turn import Decision, Turn

IDENTITY_FORM = "identite_form"
IDENTITY_SUBMIT = "action_identite_fin"
PERSON = "mettre_en_relation_avec_agent"
PERSON_ACTION = "action_conseiller"
ANNOUNCE = "action_annonce_demandes"


def decide(turn: Turn, table: Table) -> Decision | None:
    """Let the rules answer; skip a general answer just given; ask for identity before the personal part."""
    route = table.routes.get(turn.intent or "")
    if route is None:
        return Decision(slots={"proposition": _still_proposed(turn)}) if turn.is_new else None
    if turn.is_new:
        return _begin(turn, route)
    announced = turn.done[-1:] == (ANNOUNCE,)
    if turn.done[: len(turn.done) - announced] not in ((), route.general_steps) or not route.next_action:
        return None
    if turn.further and not announced:
        return Decision(ANNOUNCE)
    return start(turn.request(), route, turn.level) if announced or turn.level < route.level else None


def _begin(turn: Turn, route: Route) -> Decision:
    slots: dict[str, Any] = {"ouverture": turn.request(), "proposition": _still_proposed(turn), "echecs": None}
    if route.next_action is None:
        return Decision(slots=slots)
    if route.answer and turn.slots.get("sujet") != turn.intent:
        return Decision(slots={**slots, "sujet": turn.intent})
    if turn.further and route.answer:  # the requests that follow are announced first
        return Decision(ANNOUNCE, slots)
    begun = start(turn.request(), route, turn.level)
    return replace(begun, slots={**begun.slots, "proposition": _still_proposed(turn)})


def _still_proposed(turn: Turn) -> dict[str, Any] | None:
    """A proposition holds for one message; one made when the session opened also survives the message that did."""
    proposed = turn.slots.get("proposition")
    if not isinstance(proposed, dict) or not proposed.get("fresh"):
        return None
    return {key: value for key, value in proposed.items() if key != "fresh"}


def start(request: dict[str, Any], route: Route, level: int) -> Decision:
    """Go to the personal part of a request, through identity when the level is short."""
    if level < route.level:
        return ask_identity(request)
    slots: dict[str, Any] = {"ouverture": request, "demande": None, "proposition": None, "requested_slot": None}
    if route.answer:  # conversational acts (stop, hello) are no subject to come back to
        slots["sujet"] = request["intent"]
    return Decision(route.steps[-1], slots)


def ask_identity(request: dict[str, Any] | None) -> Decision:
    """Start the identity form; `request` resumes by itself once the customer is known."""
    return Decision(IDENTITY_FORM, {"demande": request, "ouverture": None, "requested_slot": None})
