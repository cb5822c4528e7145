"""A task that the verified customer left open on another channel: offered once nothing else is left to do or asked."""

from __future__ import annotations

from typing import Any

from courant.packs import Access
from custom_components.supervisor import several
from custom_components.supervisor.requests import IDENTITY_FORM, IDENTITY_SUBMIT, PERSON_ACTION
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import Decision, Turn

VERIFIED = int(Access.VERIFIED)
OFFER, TAKE, DECLINE = "action_offre_ailleurs", "action_reprise_ailleurs", "action_refus_ailleurs"
# In a proposition: the task was left open in an earlier session of this conversation, by somebody of this level.
OWN = "niveau"
# After these it would be out of place: the customer stops, says goodbye, or talks to a person.
NOT_AFTER = ("action_abandon", "action_satisfaction_fin", "action_stop_communications", DECLINE, PERSON_ACTION)


def offer(turn: Turn, table: Table) -> Decision | None:
    """Offer it when a request has been served or the customer has just been recognised, once a session."""
    if (
        turn.level < VERIFIED
        or turn.loop is not None
        or any(turn.slots.get(name) for name in ("danger", "proposition", "pile"))
    ):
        return None
    if len(turn.done) > several.MOST_DONE or any(step in turn.done for step in (OFFER, TAKE, *NOT_AFTER)):
        return None
    if not several.is_finished(turn, table):
        return None
    run = _waiting(turn, table)
    return Decision(OFFER) if run is not None and run != turn.slots.get("ailleurs") else None


def answer(turn: Turn, table: Table) -> Decision | None:
    """A yes takes it up, through identity when that has ended meanwhile; a no leaves it.

    « Reprendre » finds one that was passed over or declined before.
    """
    proposed: dict[str, Any] = turn.slots.get("proposition") or {}
    if not turn.is_new:
        return None
    if "ailleurs" not in proposed:
        asks_back = turn.intent == "reprendre" and not proposed and turn.level >= VERIFIED
        return Decision(OFFER) if asks_back and _waiting(turn, table, declined=True) is not None else None
    if turn.intent == "refuser":
        return None if OWN in proposed else Decision(DECLINE)
    if turn.intent not in ("affirmer", "reprendre"):
        return None
    if turn.level >= _needed(proposed):
        return Decision(TAKE)
    waiting = {"proposition": {**proposed, "accepte": True}, "demande": None, "ouverture": None, "requested_slot": None}
    return Decision(IDENTITY_FORM, waiting)


def accepted(turn: Turn) -> Decision | None:
    """The yes that waited for identity, unless something else was asked meanwhile."""
    proposed: dict[str, Any] = turn.slots.get("proposition") or {}
    if not proposed.get("accepte") or turn.slots.get("demande") or turn.level < _needed(proposed):
        return None
    return Decision(TAKE) if IDENTITY_SUBMIT in turn.done else None


def postponed(turn: Turn) -> dict[str, Any]:
    """What has to be set so that a request that came between ends no yes.

    A task of another conversation is offered again, one of this conversation goes on.
    """
    proposed: dict[str, Any] = turn.slots.get("proposition") or {}
    if not proposed.get("accepte"):
        return {}
    return {"proposition": proposed} if OWN in proposed else {"ailleurs": None}


def _needed(proposed: dict[str, Any]) -> int:
    """A task of another conversation is for the verified; one of this conversation has the level of its answers."""
    return int(proposed.get(OWN, VERIFIED))


def _waiting(turn: Turn, table: Table, declined: bool = False) -> str | None:
    return turn.elsewhere(list(table.forms), declined)
