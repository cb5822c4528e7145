"""Somebody else at the same device: what the customer before them said, was shown or left open is not theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from actions.core.form_state import RUNS, FormState
from actions.core.turn import ActionTurn

# What is not about a person: Rasa's own, the danger that is not over, what an event or a story test says.
KEPT = ("requested_slot", "session_started_metadata", "danger", "evenement", "niveau_acces")
# Of the identity form that is running: who is answering it is the newcomer.
OF_IDENTITY = ("identite_contacts", "identite_destination", "identite_prenom", "echecs", "tentative", "choix_offerts")
# Where the danger is, for as long as it lasts.
EMERGENCY = ("numero_urgence_gaz", "numero_urgence_electricite")


def forget_the_one_before(turn: ActionTurn, state: FormState, opened_by: str | None) -> None:
    """Empty every slot that is not known to be free of them: a slot that a pack adds is forgotten like the others.

    Args:
        turn: the running turn.
        state: the identity form.
        opened_by: the message that led to identity.
    """
    turn.services.store.close_task(turn.conversation)
    kept = {*KEPT, *OF_IDENTITY, *(row.name for row in state.form.fields)}
    if turn.slot("danger"):
        kept.update(EMERGENCY)
    for name in turn.tracker.slots:
        if name not in kept:
            state[name] = None
    state[RUNS] = {state.form.name: opened_by} if opened_by else None
    state["demande"] = next(_theirs(turn, opened_by, [turn.slot("demande")]), None)
    state["suite"] = list(_theirs(turn, opened_by, turn.slot("suite") or [])) or None


def _theirs(turn: ActionTurn, opened_by: str | None, requests: Sequence[Any]) -> Iterator[Any]:
    """Requests whose words stand in the message that led to identity, or in a later one."""
    messages = [event for event in turn.tracker.events if event.get("event") == "user"]
    opened = (place for place, event in enumerate(messages) if event.get("message_id") == opened_by)
    since = [str(event.get("text") or "") for event in messages[next(opened, len(messages)) :]]
    for request in requests:
        if request and any(str(request.get("text") or "") in said for said in since):
            yield request
