"""The life of a plan: which status may follow which.

``propose`` (agreed with the customer, being judged) → ``actif``, or ``en_attente`` when a person decides → ``actif`` or
``refuse``. A plan that runs ends ``termine`` (all paid), ``rompu`` (an instalment stayed unpaid) or ``annule`` (by the
customer, before the first instalment). What has ended never starts again.
"""

from __future__ import annotations

from collections.abc import Mapping

from backends.kernel.problems import Problem
from backends.payments.plans.model import PlanStatus

FIRST: PlanStatus = "propose"
WAITING: PlanStatus = "en_attente"
RUNNING: PlanStatus = "actif"
# A customer has no more of these at once than the brand allows.
LIVING: tuple[PlanStatus, ...] = (FIRST, WAITING, RUNNING)
MOVES: Mapping[PlanStatus, tuple[PlanStatus, ...]] = {
    "propose": ("en_attente", "actif"),
    "en_attente": ("actif", "refuse", "annule"),
    "actif": ("termine", "rompu", "annule"),
    "annule": (),
    "termine": (),
    "rompu": (),
    "refuse": (),
}


def may_follow(before: PlanStatus, after: PlanStatus) -> bool:
    """Whether a plan may go from one status to the other."""
    return after in MOVES[before]


def check_move(before: PlanStatus, after: PlanStatus) -> None:
    """Let a move pass.

    Raises:
        Problem: 409 ``illegal_move`` with the moves that are possible.
    """
    if not may_follow(before, after):
        extra = {"from": before, "to": after, "allowed": list(MOVES[before])}
        raise Problem(409, "illegal_move", f"a plan does not go from {before} to {after}", extra)
