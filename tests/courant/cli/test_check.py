"""Which warnings of Rasa's validation are a designer's business."""

from __future__ import annotations

from courant.cli.check import own_warnings

LIBRARY = "/venv/lib/python3.10/site-packages/rasa/shared/utils/io.py:99: UserWarning: "
OUTPUT = [
    "2026-11-22 19:18:04 INFO     rasa.validator  - Validating intents...",
    "/venv/site-packages/matplotlib/x.py:66: PyparsingDeprecationWarning: 'parseString' deprecated",
    f"{LIBRARY}The utterance 'utter_solde_du_jour' is not used in any story or rule.",
    f"{LIBRARY}The intent 'payer' is not used in any story or rule.",
    "2026-11-22 19:18:04 WARNING  rasa.shared.importers.importer  - Couldn't load importer",
]


def test_what_rasa_cannot_know_is_left_out():
    assert own_warnings("\n".join(OUTPUT)) == OUTPUT[3:]
