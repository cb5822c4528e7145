"""What a representative needs to know when a conversation reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from actions.core.elsewhere import channel_name
from actions.core.leaving import active_form
from actions.core.turn import ActionTurn
from courant.conversations import Author, Said
from courant.french.dates import format_datetime

LAST_MESSAGES = 6
# What was said on another channel before that is another matter.
LATELY = timedelta(hours=24)
MOST_CHARACTERS = 300


def conversation_summary(turn: ActionTurn) -> str:
    """Who the customer is, what was running, what they wrote last (already masked), oldest first.

    What the same verified customer said lately on another channel comes before, with the channel and the time.
    At the end of a form: up to the message that opened it, so that a second attempt says the same.
    """
    identity = turn.identity
    rows = [turn.wording("resume_client", client=identity.customer or "-", niveau=str(identity.level))]
    form = active_form(turn)
    if form:
        rows.append(turn.wording("resume_tache", tache=turn.wording(f"tache_{form}")))
    rows += _elsewhere(turn)
    said = [event.get("text") or "" for event in _messages(turn)]
    rows += [turn.wording("resume_message", texte=text) for text in said[-LAST_MESSAGES:] if not text.startswith("/")]
    return "\n".join(rows)


def _elsewhere(turn: ActionTurn) -> Iterator[str]:
    """The last messages, and the last answer: what came of them."""
    store, until = turn.services.store, _until(turn)
    between = (until - LATELY, until)
    for one in store.said_elsewhere(turn.conversation, turn.identity, between, LAST_MESSAGES):
        yield _row(turn, "resume_ailleurs", one)
    for one in store.said_elsewhere(turn.conversation, turn.identity, between, 1, (Author.ASSISTANT, Author.AGENT)):
        by_a_person = one.author is Author.AGENT
        yield _row(turn, "resume_ailleurs_conseiller" if by_a_person else "resume_ailleurs_reponse", one)


def _row(turn: ActionTurn, name: str, said: Said) -> str:
    text = " ".join(said.text.split())[:MOST_CHARACTERS]
    return turn.wording(name, canal=channel_name(turn, said.channel), moment=format_datetime(said.at), texte=text)


def _until(turn: ActionTurn) -> datetime:
    opened = turn.services.store.received_at(turn.run_id) if turn.run_id else None
    return opened or turn.at


def _messages(turn: ActionTurn) -> list[dict[str, Any]]:
    messages = [event for event in turn.tracker.events if event.get("event") == "user"]
    opened = [place for place, event in enumerate(messages) if event.get("message_id") == turn.run_id]
    if turn.run_id and not opened:  # a task that was opened on another channel: what came before it
        until = _until(turn).timestamp()
        return [event for event in messages if float(event.get("timestamp") or 0) <= until]
    return messages[: opened[-1] + 1] if turn.run_id and opened else messages
