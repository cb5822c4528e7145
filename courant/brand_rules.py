"""Business rules of the utility: caps, delays and thresholds, all read from `regles:` of `brand.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from courant.marked_yaml import Section


@dataclass(frozen=True)
class Rules:
    """Limits that the assistant applies. Amounts are euros, delays say their unit, shares go from 0 to 1."""

    identity_minutes: int
    code_minutes: int
    identification_attempts: int
    code_attempts: int
    session_minutes: int
    task_days: int
    low_confidence: Decimal
    close_margin: Decimal
    sure_confidence: Decimal
    interruption_confidence: Decimal
    interruption_free_text_confidence: Decimal
    stop_confidence: Decimal
    low_confidence_before_person: int
    failures_before_person: int
    link_minutes: int
    payment_minimum: Decimal
    payment_maximum: Decimal
    payment_link_hours: int
    instalment_minimum: Decimal
    instalment_maximum: Decimal
    instalment_approval_from: Decimal
    instalment_running_plans: int
    instalments_most: int
    instalment_lowest: Decimal
    instalment_late_bills: int
    instalment_broken_months: int
    instalment_document_from: Decimal
    instalment_document_months: int
    instalment_delay_days: int
    instalment_first_day: int
    instalment_last_day: int
    instalment_grace_days: int
    deferral_days: int
    deferral_per_bill: int
    reading_history_factor: Decimal
    reading_margin: int
    reading_days_before: int
    reading_days_after: int
    reading_outside_a_year: int
    reading_days_between: int
    reading_days_past: int
    reading_remote_days: int
    outage_source_minutes: int
    outages_told: int
    complaint_answer_months: int
    withdrawal_days: int
    reminder_days_before: int
    messages_per_week: int
    quiet_from_hour: int
    quiet_until_hour: int


FRENCH_KEYS = {
    "identity_minutes": "identite_minutes",
    "code_minutes": "code_minutes",
    "identification_attempts": "essais_identification",
    "code_attempts": "essais_code",
    "session_minutes": "session_minutes",
    "task_days": "demande_en_cours_jours",
    "low_confidence": "confiance_basse",
    "close_margin": "ecart_entre_intentions",
    "sure_confidence": "confiance_sure",
    "interruption_confidence": "confiance_interruption",
    "interruption_free_text_confidence": "confiance_interruption_texte_libre",
    "stop_confidence": "confiance_abandon",
    "low_confidence_before_person": "incomprehensions_avant_conseiller",
    "failures_before_person": "echecs_avant_conseiller",
    "link_minutes": "lien_minutes",
    "payment_minimum": "paiement_montant_minimum",
    "payment_maximum": "paiement_montant_maximum",
    "payment_link_hours": "paiement_lien_heures",
    "instalment_minimum": "echelonnement_montant_minimum",
    "instalment_maximum": "echelonnement_montant_maximum",
    "instalment_approval_from": "echelonnement_accord_humain_des",
    "instalment_running_plans": "echelonnement_plans_en_cours",
    "instalments_most": "echelonnement_mensualites_maximum",
    "instalment_lowest": "echelonnement_mensualite_minimum",
    "instalment_late_bills": "echelonnement_retards_maximum",
    "instalment_broken_months": "echelonnement_plan_rompu_mois",
    "instalment_document_from": "echelonnement_justificatif_des",
    "instalment_document_months": "echelonnement_justificatif_mois",
    "instalment_delay_days": "echelonnement_delai_jours",
    "instalment_first_day": "echelonnement_premier_jour",
    "instalment_last_day": "echelonnement_dernier_jour",
    "instalment_grace_days": "echelonnement_tolerance_jours",
    "deferral_days": "report_jours",
    "deferral_per_bill": "reports_par_facture",
    "reading_history_factor": "releve_facteur_historique",
    "reading_margin": "releve_marge",
    "reading_days_before": "releve_jours_avant",
    "reading_days_after": "releve_jours_apres",
    "reading_outside_a_year": "releve_hors_periode_par_an",
    "reading_days_between": "releve_jours_entre_deux",
    "reading_days_past": "releve_jours_passes",
    "reading_remote_days": "releve_telereleve_jours",
    "outage_source_minutes": "panne_source_ancienne_minutes",
    "outages_told": "pannes_citees",
    "complaint_answer_months": "reclamation_reponse_mois",
    "withdrawal_days": "retractation_jours",
    "reminder_days_before": "rappel_jours_avant_echeance",
    "messages_per_week": "messages_proactifs_par_semaine",
    "quiet_from_hour": "silence_debut_heure",
    "quiet_until_hour": "silence_fin_heure",
}
SHARES = {
    "low_confidence",
    "close_margin",
    "sure_confidence",
    "interruption_confidence",
    "interruption_free_text_confidence",
    "stop_confidence",
}


def read_rules(section: Section | None, parent: Section) -> Rules:
    """Read the rules; every key is required, so that no limit is ever implied.

    Args:
        section: the mapping below `regles:`.
        parent: the whole brand file, where an absent `regles:` is reported.
    """
    if section is None:
        parent.report("regles", "clé absente", "ajoutez « regles: » avec les plafonds et les délais")
        zeros: dict[str, Any] = {field.name: _zero(field.type) for field in fields(Rules)}
        return Rules(**zeros)
    section.check_keys(set(FRENCH_KEYS.values()))
    values: dict[str, Any] = {field.name: _value(section, field.name, field.type) for field in fields(Rules)}
    return Rules(**values)


def _zero(kind: object) -> int | Decimal:
    return Decimal(0) if kind == "Decimal" else 0


def _value(section: Section, name: str, kind: object) -> int | Decimal:
    key = FRENCH_KEYS[name]
    value = _decimal(section, key) if kind == "Decimal" else section.number(key, required=True)
    if value < 0:
        section.report(key, "une valeur négative n'a pas de sens", "écrivez un nombre positif")
    if name in SHARES and value > 1:
        section.report(key, f"« {value} » dépasse 1", "écrivez une part entre 0 et 1, par exemple 0.6")
    return value


def _decimal(section: Section, key: str) -> Decimal:
    text = section.text(key, "0", required=True).replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        section.report(key, f"« {text} » n'est pas un nombre", "écrivez par exemple « 50.00 »")
        return Decimal(0)
