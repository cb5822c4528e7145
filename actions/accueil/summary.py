"""What a representative needs to know when a conversation reaches them."""

from __future__ import annotations

from actions.core.leaving import active_form
from actions.core.turn import ActionTurn

LAST_MESSAGES = 6


def conversation_summary(turn: ActionTurn) -> str:
    """Who the customer is, what was running, what they wrote last (already masked), oldest first."""
    identity = turn.identity
    rows = [turn.wording("resume_client", client=identity.customer or "-", niveau=str(identity.level))]
    form = active_form(turn)
    if form:
        rows.append(turn.wording("resume_tache", tache=turn.wording(f"tache_{form}")))
    said = [event.get("text") or "" for event in turn.tracker.events if event.get("event") == "user"]
    rows += [turn.wording("resume_message", texte=text) for text in said[-LAST_MESSAGES:] if not text.startswith("/")]
    return "\n".join(rows)
