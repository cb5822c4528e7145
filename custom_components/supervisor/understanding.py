"""Messages that are not clear enough to act on, and short follow-ups that only the context makes clear."""

from __future__ import annotations

import re

from custom_components.supervisor.requests import start
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import Decision, Turn

ASK_BACK = "action_clarifier"
FREE_ANSWER = "reponse_libre"
FOLLOW_UP = re.compile(r"^\s*(et|pour|celle|celui|c[ae]lle|plut[oô]t|la|le)\b", re.IGNORECASE)


def decide(turn: Turn, table: Table) -> Decision | None:
    """Resolve a follow-up, or ask back when the intent is weak or two intents are near."""
    if not turn.is_new or turn.is_button:
        return None
    follow_up = _follow_up(turn, table)
    if follow_up is not None:
        return follow_up
    if is_unclear(turn, table):
        return Decision(ASK_BACK, {"proposition": None})
    return None


def is_unclear(turn: Turn, table: Table) -> bool:
    """Whether the message is too weak, or too near to two intents, to act on."""
    limits = table.thresholds
    if turn.intent in (None, FREE_ANSWER) or turn.confidence < limits.understood:
        return True
    if len(turn.ranking) < 2 or turn.confidence >= limits.sure:
        return False
    return turn.confidence - turn.ranking[1][1] < limits.margin


def _follow_up(turn: Turn, table: Table) -> Decision | None:
    """« Et celle de mars ? »: the subject stays, an entity changes."""
    subject = turn.slots.get("sujet")
    route = table.routes.get(subject or "")
    if route is None or route.next_action is None or turn.intent == subject:
        return None
    useful = [row for row in turn.entities if row.get("entity") in route.entities]
    vague = turn.intent == FREE_ANSWER or is_unclear(turn, table)
    if not useful or not (vague or _is_short_follow_up(turn)):
        return None
    return start({**turn.request(), "intent": subject}, route, turn.level)


def _is_short_follow_up(turn: Turn) -> bool:
    return bool(FOLLOW_UP.match(turn.text)) and len(turn.text.split()) <= 6
