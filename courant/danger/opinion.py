"""A second opinion on danger, beside the rules: whoever has one (a trained model) registers it here.

The rules stay pure and always available; those who must judge a message without asking the whole assistant
(the door of the channels) use `judge`, and hear the same second opinion as the assistant does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from courant.danger.assess import CRITICAL, HIGH, Urgency, assess

logger = logging.getLogger(__name__)

DOUBT = "doute"


@dataclass(frozen=True)
class Opinion:
    """What somebody who has listened to the rules thinks of a message.

    Attributes:
        name: `critique`, `haute` for a doubt, or `normale`.
        confidence: how probable a danger is, between 0 and 1.
        kind: the likeliest nature of danger, `None` when calm.
        about: the message, or the part of it that decided.
    """

    name: str
    confidence: float
    kind: str | None
    about: str


Judge = Callable[[str], Opinion]
_registered: list[Judge] = []


def register_opinion(judge: Judge | None) -> None:
    """Hear this second opinion from now on, in place of any other; `None`: the rules alone."""
    _registered[:] = [] if judge is None else [judge]


def judge(text: str) -> Urgency:
    """Judge the urgency of a message by the rules and by the registered opinion, if there is one."""
    return heard(text, _registered[0]) if _registered else assess(text)


def heard(text: str, opinion: Judge) -> Urgency:
    """Judge the urgency of a message by the rules and by an opinion; when the latter fails, by the rules alone."""
    said = assess(text)
    if not text.strip():
        return said
    try:
        return combined(said, opinion(text))
    except Exception:
        logger.exception("danger.opinion.failed")
        return said


def combined(said: Urgency, opinion: Opinion) -> Urgency:
    """Add an opinion, which knows what the rules say, to what they say.

    It decides whether there is a danger. Where the rules saw one that it does not believe in, and where it
    doubts itself, a person should look soon: the message is never less than `haute`.
    """
    if opinion.name == CRITICAL and opinion.kind is not None:
        others = tuple(reason for reason in said.reasons if reason != opinion.kind)
        return Urgency(CRITICAL, opinion.confidence, opinion.kind, (opinion.kind, *others), said.lookalike)
    if said.name == CRITICAL:
        return Urgency(HIGH, opinion.confidence, None, (DOUBT,), lookalike=True)
    if opinion.name == HIGH:
        return Urgency(HIGH, opinion.confidence, None, (*said.reasons, DOUBT), said.lookalike)
    return said
