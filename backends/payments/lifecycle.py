"""The life of a payment by link: which status may follow which.

``ouvert`` → ``en_cours`` (the customer decided on the page) → ``accepte`` → ``impute`` (on the account).
``refuse``, ``abandonne``, ``expire`` and ``remplace`` end it without money. Money wins: when the provider says that
it took the money, the payment is accepted whatever was believed before, for the customer has paid.
"""

from __future__ import annotations

from collections.abc import Mapping

from backends.kernel.problems import Problem
from backends.payments.model import Status

FIRST: Status = "ouvert"
# A link in one of these can be paid, or is being paid: a customer has one at most.
PAYABLE: tuple[Status, ...] = ("ouvert", "en_cours")
# Somebody else acts now: asking for another payment would be asking to pay twice.
RUNNING: tuple[Status, ...] = ("en_cours", "accepte")
PAID: tuple[Status, ...] = ("accepte", "impute")
MOVES: Mapping[Status, tuple[Status, ...]] = {
    "ouvert": ("en_cours", "accepte", "refuse", "abandonne", "expire", "remplace"),
    "en_cours": ("accepte", "refuse", "abandonne"),
    "accepte": ("impute",),
    "impute": (),
    "refuse": ("accepte",),
    "abandonne": ("accepte",),
    "expire": ("accepte",),
    "remplace": ("accepte",),
}


def may_follow(before: Status, after: Status) -> bool:
    """Whether a payment may go from one status to the other."""
    return after in MOVES[before]


def check_move(before: Status, after: Status) -> None:
    """Let a move pass.

    Raises:
        Problem: 409 ``illegal_move`` with the moves that are possible.
    """
    if not may_follow(before, after):
        extra = {"from": before, "to": after, "allowed": list(MOVES[before])}
        raise Problem(409, "illegal_move", f"a payment does not go from {before} to {after}", extra)
