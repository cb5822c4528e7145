"""The first question of a report: is anybody in danger? A danger gets the safety answer at once, and no question."""

from __future__ import annotations

from typing import Any

from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from courant.danger.distributors import emergency_numbers

NO_DANGER = "aucun"
NUMBERS = ("numero_urgence_gaz", "numero_urgence_electricite")
AFTERWARDS = {"gaz": "signaler_fuite_gaz", "electrique": "signalement_ligne_electrique_en_panne"}


def raise_danger(turn: ActionTurn, state: FormState, kind: str) -> None:
    """Give the safety answer of a kind of danger, leave the form, and keep the request for afterwards.

    The door calls a person, and keeps the number on each message until the customer is safe.
    """
    numbers = _numbers(turn)
    turn.say(f"danger_{kind}", **numbers)
    state["danger"] = kind
    for slot, number in numbers.items():
        state[slot] = number
    state["proposition"] = _request(turn, kind)
    state.leave()


def _numbers(turn: ActionTurn) -> dict[str, Any]:
    places = [str(place) for place in (turn.entity("code_postal"), turn.entity("commune")) if place]
    found = emergency_numbers(places)
    known = {slot: turn.slot(slot) for slot in NUMBERS}
    said = {NUMBERS[0]: found.gas, NUMBERS[1]: found.electricity}
    return {slot: str(said[slot] if places else known[slot] or said[slot]) for slot in NUMBERS}


def _request(turn: ActionTurn, kind: str) -> dict[str, Any]:
    """What « Reprendre » goes back to: the place of a leak or of a line, the report of the cut otherwise."""
    request = turn.request
    entities = [row for row in request.get("entities") or [] if row.get("entity") != "choix"]
    return {"intent": AFTERWARDS.get(kind, "signaler_panne"), "entities": entities, "text": request.get("text") or ""}
