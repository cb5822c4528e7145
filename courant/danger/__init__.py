"""Danger and urgency, from words alone: pure, no network, always available; a trained model may add its opinion."""

from courant.danger.assess import CRITICAL, HIGH, NORMAL, Urgency, assess
from courant.danger.distributors import Distributor, EmergencyNumbers, department_of, emergency_numbers
from courant.danger.opinion import DOUBT, Judge, Opinion, combined, heard, judge, register_opinion
from courant.danger.pattern import PatternError

__all__ = [
    "CRITICAL",
    "DOUBT",
    "HIGH",
    "NORMAL",
    "Distributor",
    "EmergencyNumbers",
    "Judge",
    "Opinion",
    "PatternError",
    "Urgency",
    "assess",
    "combined",
    "department_of",
    "emergency_numbers",
    "heard",
    "judge",
    "register_opinion",
]
