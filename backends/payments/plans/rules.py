"""The supplier's conditions for plans and postponements, from ``regles:`` of ``brand.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backends.kernel.rules import rule, rule_cents

# What is proposed, as long as the brand's limits let it be.
COUNTS = (3, 6, 12)


@dataclass(frozen=True)
class PlanRules:
    """Limits of a plan. Amounts are cents; ``broken_months``: how long a broken plan forbids another one."""

    lowest_cents: int
    highest_cents: int
    approval_from_cents: int
    document_from_cents: int
    document_months: int
    lowest_instalment_cents: int
    most_instalments: int
    most_plans: int
    most_late_bills: int
    broken_months: int
    delay_days: int
    first_day: int
    last_day: int
    grace_days: int


@dataclass(frozen=True)
class DeferralRules:
    """Limits of a postponement: days after the due date, and how many a bill."""

    longest_days: int
    most_per_bill: int


def plan_rules(brand_file: Path) -> PlanRules:
    """Read the conditions of plans.

    Raises:
        ConfigError: One is absent.
    """

    def number(key: str) -> int:
        return int(rule(brand_file, f"echelonnement_{key}"))

    def cents(key: str) -> int:
        return rule_cents(brand_file, f"echelonnement_{key}")

    return PlanRules(
        lowest_cents=cents("montant_minimum"),
        highest_cents=cents("montant_maximum"),
        approval_from_cents=cents("accord_humain_des"),
        document_from_cents=cents("justificatif_des"),
        document_months=number("justificatif_mois"),
        lowest_instalment_cents=cents("mensualite_minimum"),
        most_instalments=number("mensualites_maximum"),
        most_plans=number("plans_en_cours"),
        most_late_bills=number("retards_maximum"),
        broken_months=number("plan_rompu_mois"),
        delay_days=number("delai_jours"),
        first_day=number("premier_jour"),
        last_day=number("dernier_jour"),
        grace_days=number("tolerance_jours"),
    )


def deferral_rules(brand_file: Path) -> DeferralRules:
    """Read the conditions of postponements.

    Raises:
        ConfigError: One is absent.
    """
    return DeferralRules(int(rule(brand_file, "report_jours")), int(rule(brand_file, "reports_par_facture")))
