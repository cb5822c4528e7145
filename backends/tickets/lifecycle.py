"""Which status may follow which."""

from __future__ import annotations

from backends.kernel.problems import Problem
from backends.tickets.model import Status

# A solved ticket may be taken up again; a closed one may not.
NEXT: dict[Status, tuple[Status, ...]] = {
    "ouvert": ("pris_en_charge", "clos"),
    "pris_en_charge": ("en_attente", "resolu"),
    "en_attente": ("pris_en_charge", "resolu", "clos"),
    "resolu": ("pris_en_charge", "clos"),
    "clos": (),
}


def check_move(before: Status, after: Status) -> None:
    """Refuse a change of status that is not foreseen.

    Raises:
        Problem: 409 ``status_change_refused`` with the statuses that may follow.
    """
    if after not in NEXT[before]:
        raise Problem(409, "status_change_refused", f"{before} -> {after}", {"allowed": list(NEXT[before])})
