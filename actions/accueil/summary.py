"""What a representative needs to know when a conversation reaches them."""

from __future__ import annotations

from typing import Any

from actions.core.leaving import active_form
from actions.core.turn import ActionTurn

LAST_MESSAGES = 6


def conversation_summary(turn: ActionTurn) -> str:
    """Who the customer is, what was running, what they wrote last (already masked), oldest first.

    At the end of a form: up to the message that opened it, so that a second attempt says the same.
    """
    identity = turn.identity
    rows = [turn.wording("resume_client", client=identity.customer or "-", niveau=str(identity.level))]
    form = active_form(turn)
    if form:
        rows.append(turn.wording("resume_tache", tache=turn.wording(f"tache_{form}")))
    said = [event.get("text") or "" for event in _messages(turn)]
    rows += [turn.wording("resume_message", texte=text) for text in said[-LAST_MESSAGES:] if not text.startswith("/")]
    return "\n".join(rows)


def _messages(turn: ActionTurn) -> list[dict[str, Any]]:
    messages = [event for event in turn.tracker.events if event.get("event") == "user"]
    opened = [place for place, event in enumerate(messages) if event.get("message_id") == turn.run_id]
    return messages[: opened[-1] + 1] if turn.run_id and opened else messages
