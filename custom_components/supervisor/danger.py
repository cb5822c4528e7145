"""Danger pre-empts whatever is running; it is decided on the urgency, not on the intent."""

from __future__ import annotations

from typing import Any

from courant.danger.distributors import emergency_numbers
from custom_components.supervisor.requests import PERSON
from custom_components.supervisor.table import Route, Table
from custom_components.supervisor.turn import LISTEN, Decision, Turn, next_step

# A button or a story carries an intent and no text to assess.
DANGER_INTENTS = {"signaler_fuite_gaz": "gaz", "signalement_ligne_electrique_en_panne": "electrique"}
# What « Reprendre » opens when nothing else waits: the report that tells the distributor where it is.
REPORTS = {kind: intent for intent, kind in DANGER_INTENTS.items()}
SAFE_INTENT = "en_securite"
SAFE_ANSWER = "utter_danger_en_securite"
WAIT_ANSWER = "utter_attente_securite"
# Their plain answers ask what is wanted: an answer to nothing (a shared place, a bare « oui »), a correction.
ASK_BACK = ("reponse_libre", "affirmer", "corriger")


def decide(turn: Turn, table: Table) -> Decision | None:
    """Answer a danger, then wait: nothing is asked before the customer says that they are safe.

    The door calls a person by itself (`channels/alarm.py`), whoever gives the safety answer.
    """
    kind = kind_of(turn)
    if kind is not None:
        return next_step(turn, (f"utter_danger_{kind}", LISTEN), _slots(turn, table, kind))
    if not turn.slots.get("danger"):
        return None
    if turn.intent == SAFE_INTENT:
        # The answer depends on the kind of danger, so that the slot is cleared only after it.
        return Decision(LISTEN, {"danger": None}) if SAFE_ANSWER in turn.done else Decision(SAFE_ANSWER)
    return _until_safe(turn, table)


def _until_safe(turn: Turn, table: Table) -> Decision | None:
    """A person and plain answers stay within reach; whatever would ask something waits."""
    route = table.routes.get(turn.intent or "")
    if turn.intent == PERSON and route is not None:
        return next_step(turn, (*route.steps, LISTEN), {"ouverture": turn.request()})
    if route is None or route.next_action or not route.answer or _is_asked_back(turn, table):
        return next_step(turn, (WAIT_ANSWER, LISTEN), _kept(turn, route))
    return next_step(turn, (route.answer, LISTEN), {})


def _is_asked_back(turn: Turn, table: Table) -> bool:
    """The message was not understood, or it would be answered by a question."""
    return turn.intent in ASK_BACK or turn.confidence < table.thresholds.understood


def _afterwards(turn: Turn, table: Table, kind: str) -> dict[str, Any] | None:
    """What « Reprendre » goes on with: what else the message asked, else the report; a sleeping form needs nothing."""
    if turn.further:
        return turn.further[0]
    route = table.routes.get(REPORTS.get(kind, ""))
    if turn.loop is not None or route is None or not route.is_form:
        return None
    waiting = (turn.slots.get("proposition") or {}) if turn.slots.get("danger") else {}
    if waiting.get("intent") not in (None, REPORTS[kind]):
        return None  # what was asked during the danger is kept
    request = turn.request()
    said = {row["entity"] for row in request["entities"]}
    before = [row for row in waiting.get("entities") or () if row["entity"] not in said]
    return {**request, "intent": REPORTS[kind], "entities": [*request["entities"], *before]}


def _kept(turn: Turn, route: Route | None) -> dict[str, Any]:
    """A request outside forms is proposed again by « Reprendre »; a sleeping form resumes by itself."""
    return {"proposition": turn.request()} if route and route.next_action and not turn.loop else {}


def kind_of(turn: Turn) -> str | None:
    """Kind of danger that the message tells of, None when there is none."""
    if turn.urgency == "critique":
        return turn.danger_kind or DANGER_INTENTS.get(turn.intent or "") or "incendie"
    if turn.is_button or not turn.text:
        return DANGER_INTENTS.get(turn.intent or "")
    return None


def _slots(turn: Turn, table: Table, kind: str) -> dict[str, Any]:
    places = [str(row["value"]) for row in turn.entities if row.get("entity") in ("code_postal", "commune")]
    numbers = emergency_numbers(places)
    slots: dict[str, Any] = {"danger": kind}
    afterwards = _afterwards(turn, table, kind)
    if afterwards is not None:
        slots["proposition"] = afterwards
    for slot, number in (("numero_urgence_gaz", numbers.gas), ("numero_urgence_electricite", numbers.electricity)):
        if places or not turn.slots.get(slot):
            slots[slot] = number
    return slots
