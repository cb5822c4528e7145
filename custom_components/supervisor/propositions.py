"""A bare yes or no outside forms answers what the assistant has just proposed."""

from __future__ import annotations

from custom_components.supervisor import elsewhere
from custom_components.supervisor.requests import IDENTITY_FORM, start
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import Decision, Turn

REFUSED = "utter_proposition_refusee"


def decide(turn: Turn, table: Table) -> Decision | None:
    """Turn a yes into the proposed request or form, a no into a courteous close."""
    found = elsewhere.answer(turn, table)
    if found is not None:
        return found
    proposed = turn.slots.get("proposition")
    if not turn.is_new or not proposed:
        return None
    if turn.intent == "refuser":
        return Decision(REFUSED, {"proposition": None})
    if turn.intent not in ("affirmer", "reprendre"):
        return None
    if "form" in proposed:
        return _form(turn, table, proposed["form"])
    route = table.routes.get(proposed.get("intent", ""))
    if route is None:
        return None
    return start({"entities": [], "text": "", **proposed}, route, turn.level)


def _form(turn: Turn, table: Table, form: str) -> Decision:
    """A form that was left yesterday may need identity first, which has expired; the form then resumes by itself."""
    slots = {"proposition": None, "requested_slot": None, "ouverture": None}
    if turn.level >= table.forms.get(form, 0):
        return Decision(form, slots)
    pile = [name for name in turn.slots.get("pile") or [] if name != form]
    return Decision(IDENTITY_FORM, {**slots, "demande": None, "pile": [*pile, form]})
