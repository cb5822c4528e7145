"""The rules of readings, from ``regles:`` of ``brand.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backends.kernel.rules import rule
from backends.metering.plausibility import Tolerance


@dataclass(frozen=True)
class ReadingRules:
    """What readings of customers are held to; delays are days.

    ``silent_after``: without remote readings for longer, a meter counts as silent. ``oldest``: how long ago a reading
    may have been made. ``outside_a_year`` and ``between``: how many are taken outside the windows, and how far apart.
    """

    tolerance: Tolerance
    before: int
    after: int
    outside_a_year: int
    between: int
    oldest: int
    silent_after: int


def reading_rules(brand_file: Path) -> ReadingRules:
    """Read the rules; ConfigError when one is absent."""

    def days(key: str) -> int:
        return int(rule(brand_file, f"releve_{key}"))

    return ReadingRules(
        tolerance=Tolerance(rule(brand_file, "releve_facteur_historique"), days("marge")),
        before=days("jours_avant"),
        after=days("jours_apres"),
        outside_a_year=days("hors_periode_par_an"),
        between=days("jours_entre_deux"),
        oldest=days("jours_passes"),
        silent_after=days("telereleve_jours"),
    )
