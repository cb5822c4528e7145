"""The life of a ticket: which status may follow which."""

from __future__ import annotations

from collections.abc import Mapping

from backends.kernel.problems import Problem
from backends.tickets.models import Status

FIRST: Status = "ouvert"
# A resolved ticket is taken up again when the customer says that it is not; a closed one never moves.
MOVES: Mapping[Status, tuple[Status, ...]] = {
    "ouvert": ("pris_en_charge", "clos"),
    "pris_en_charge": ("en_attente", "resolu", "clos"),
    "en_attente": ("pris_en_charge", "resolu", "clos"),
    "resolu": ("pris_en_charge", "clos"),
    "clos": (),
}


def check_move(before: Status, after: Status) -> None:
    """Let a move pass.

    Raises:
        Problem: 409 ``illegal_move`` with the moves that are possible.
    """
    if after not in MOVES[before]:
        extra = {"from": before, "to": after, "allowed": list(MOVES[before])}
        raise Problem(409, "illegal_move", f"a ticket does not go from {before} to {after}", extra)
