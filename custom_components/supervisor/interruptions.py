"""What may interrupt a form that waits for an answer: stop, a person, a question, another task, expired identity."""

from __future__ import annotations

from typing import Any

from custom_components.supervisor.requests import IDENTITY_FORM, PERSON
from custom_components.supervisor.table import Route, Table
from custom_components.supervisor.turn import Decision, Turn, next_step

ABANDON = "action_abandon"
BACK = "action_reprise"
EXPIRED = "utter_identite_expiree"
ANSWERS = ("reponse_libre", "affirmer", "refuser", "corriger", "aucun")
MAX_STACK = 2


def decide(turn: Turn, table: Table) -> Decision | None:
    """Answer the interruption; the form asks again by itself because nothing rejects it."""
    form = turn.loop_before or ""
    if table.forms.get(form, 0) > turn.level and form != IDENTITY_FORM:
        return next_step(turn, (EXPIRED, IDENTITY_FORM), _stacked(turn, form))
    if turn.intent == "annuler" and turn.confidence >= table.thresholds.stop:
        return next_step(turn, (ABANDON,), {})
    if turn.intent == "reprendre":
        return next_step(turn, (BACK,), {})
    route = table.routes.get(turn.intent or "")
    if route is None or turn.intent in ANSWERS or turn.confidence < _threshold(turn, table):
        return None
    if route.next_action == form or (route.is_small_talk and _asks_free_text(turn, table)):
        return None
    return _interrupt(turn, table, form, route)


def _interrupt(turn: Turn, table: Table, form: str, route: Route) -> Decision | None:
    if route.next_action is None or turn.intent == PERSON:
        return next_step(turn, route.steps, {"ouverture": turn.request()})
    if turn.level < route.level:
        if form == IDENTITY_FORM:  # the request replaces the one that waits; identity goes on
            return next_step(turn, route.general_steps, {"demande": turn.request()})
        return next_step(
            turn, (*route.general_steps, IDENTITY_FORM), {"demande": turn.request(), **_stacked(turn, form)}
        )
    slots: dict[str, Any] = {"ouverture": turn.request()}
    if route.is_form:
        slots.update(_stacked(turn, form))
    return next_step(turn, route.steps, slots)


def _stacked(turn: Turn, form: str) -> dict[str, Any]:
    if form == IDENTITY_FORM:  # identity is never resumed from the pile: the gate asks it again when needed
        return {"requested_slot": None}
    pile = [name for name in turn.slots.get("pile") or [] if name != form]
    return {"pile": [*pile, form][-MAX_STACK:], "requested_slot": None}


def _threshold(turn: Turn, table: Table) -> float:
    if turn.is_button:
        return 0.0
    limits = table.thresholds
    return limits.interruption_free_text if _asks_free_text(turn, table) else limits.interruption


def _asks_free_text(turn: Turn, table: Table) -> bool:
    return table.form_fields.get(turn.loop_before or "", {}).get(turn.requested or "") == "texte"
