"""What the voices and the patterns say together, in log-odds: each opinion adds to the other or takes from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from courant.danger import CRITICAL, Urgency

# Measured on sentences that the authors of the patterns had not seen, see docs/nlu.md.
_FOUND = 2.5  # the patterns find a danger
_ALIKE = -1.0  # the patterns find what only looks like one
_AMID = -2.0  # one part of a longer message: the more parts, the more chances to be wrong
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Heard:
    """What is thought of a message, or of one of its parts.

    Attributes:
        about: the text that was judged.
        odds: log-odds that it tells of a danger.
        kind: the likeliest nature.
    """

    about: str
    odds: float
    kind: str


def together(danger: float, said: Urgency, amid: bool) -> float:
    """Return the log-odds of a danger.

    Args:
        danger: probability by the voices.
        said: what the patterns say of the same text.
        amid: the text is a part of a longer message.
    """
    found = _FOUND if said.name == CRITICAL else _ALIKE if said.lookalike else 0.0
    return odds(danger) + found + (_AMID if amid else 0.0)


def odds(probability: float) -> float:
    """Return log-odds, finite for a certainty too."""
    inside = min(max(probability, _SMALLEST), 1.0 - _SMALLEST)
    return log(inside / (1.0 - inside))


def probability(log_odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + exp(-log_odds))
