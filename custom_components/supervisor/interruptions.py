"""What may interrupt a form that waits for an answer: stop, a person, a question, another task, expired identity."""

from __future__ import annotations

from typing import Any

from custom_components.supervisor.requests import ANNOUNCE, IDENTITY_FORM, PERSON
from custom_components.supervisor.table import Route, Table
from custom_components.supervisor.turn import Decision, Turn, next_step

ABANDON = "action_abandon"
BACK = "action_reprise"
EXPIRED = "utter_identite_expiree"
# Said in a form instead of the general answer, which would ask what else there is to do.
IN_A_FORM = {"remercier": "utter_remerciement", "insulter": "utter_insulte"}
ANSWERS = ("reponse_libre", "affirmer", "refuser", "corriger", "aucun")
MAX_STACK = 2
# Actions that lead to a form.
LEADS_TO = {"action_effectuer_paiement": "paiement_form"}


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
    if route is None or turn.intent in ANSWERS or turn.confidence < _threshold(turn, table, route):
        return None
    if _chooses_within(turn, form, route):
        return None
    if route.next_action == form or (route.is_small_talk and not turn.is_button and _asks_free_text(turn, table)):
        return None
    return _interrupt(turn, table, form, route)


def _chooses_within(turn: Turn, form: str, route: Route) -> bool:
    """Whether the request that began this form comes with a choice or an amount: that answers the form."""
    said = {entity.get("entity") for entity in turn.entities}
    return LEADS_TO.get(route.next_action or "") == form and bool(said & {"choix", "montant"})


def _interrupt(turn: Turn, table: Table, form: str, route: Route) -> Decision | None:
    if route.next_action is None or turn.intent == PERSON:
        said = IN_A_FORM.get(turn.intent or "")
        steps = ((said,) if said else route.steps) + _announced(turn)
        return next_step(turn, steps, {} if route.next_action is None else {"ouverture": turn.request()})
    general = route.general_steps + _announced(turn)
    if turn.level < route.level:
        if form == IDENTITY_FORM:  # the request replaces the one that waits; identity goes on
            return next_step(turn, general, {"demande": turn.request()})
        return next_step(turn, (*general, IDENTITY_FORM), {"demande": turn.request(), **_stacked(turn, form)})
    slots: dict[str, Any] = {"ouverture": turn.request()}
    if route.is_form:
        slots.update(_stacked(turn, form))
    return next_step(turn, (*general, route.next_action), slots)


def _announced(turn: Turn) -> tuple[str, ...]:
    """Further requests of the message are announced; they follow the form."""
    return (ANNOUNCE,) if turn.further else ()


def _stacked(turn: Turn, form: str) -> dict[str, Any]:
    pile = [name for name in turn.slots.get("pile") or [] if name != form]
    return {"pile": [*pile, form][-MAX_STACK:], "requested_slot": None}


def _threshold(turn: Turn, table: Table, route: Route) -> float:
    if turn.is_button:
        return 0.0
    limits = table.thresholds
    # A goodbye that was not one would begin a survey in the middle of a task.
    cautious = _asks_free_text(turn, table) or (route.is_small_talk and route.is_form)
    return limits.interruption_free_text if cautious else limits.interruption


def _asks_free_text(turn: Turn, table: Table) -> bool:
    return table.form_fields.get(turn.loop_before or "", {}).get(turn.requested or "") == "texte"
