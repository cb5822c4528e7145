"""Accueil: greetings, menu, handover, satisfaction, cases."""
