"""Danger and urgency, from words alone: pure, no model, no network, always available."""

from courant.danger.assess import CRITICAL, HIGH, NORMAL, Urgency, assess
from courant.danger.distributors import Distributor, EmergencyNumbers, department_of, emergency_numbers
from courant.danger.pattern import PatternError

__all__ = [
    "CRITICAL",
    "HIGH",
    "NORMAL",
    "Distributor",
    "EmergencyNumbers",
    "PatternError",
    "Urgency",
    "assess",
    "department_of",
    "emergency_numbers",
]
