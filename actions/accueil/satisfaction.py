"""Satisfaction at the end: a note from 1 to 5 and a comment, kept for the measures."""

from __future__ import annotations

from typing import Any

from actions.core.base import Events
from actions.core.form import CourantForm, CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from courant.packs import Field

NOTHING_TO_ADD = "-"


class SatisfactionForm(CourantForm):
    """Two questions; the comment may be declined with a plain no."""

    form = "satisfaction_form"
    keeps_task = False

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Keep the answer."""
        declined = field.name == "satisfaction_commentaire" and turn.intent == "refuser"
        state.fill(field.name, NOTHING_TO_ADD if declined else value)
        return None


class SatisfactionDone(CourantSubmit):
    """Stores the answer and says goodbye."""

    action = "action_satisfaction_fin"
    form = "satisfaction_form"

    async def commit(self, turn: ActionTurn) -> Events:
        """One answer a message, whatever is replayed."""
        comment = str(turn.slot("satisfaction_commentaire"))
        turn.services.store.record_satisfaction(
            turn.conversation,
            note=int(turn.slot("satisfaction_note")),
            comment="" if comment == NOTHING_TO_ADD else comment,
            message_id=turn.message_id,
        )
        turn.say("satisfaction_merci")
        return []
