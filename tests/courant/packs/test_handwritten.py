"""Rules and stories of designers that take the place of a generated rule."""

from __future__ import annotations

import pytest

from courant.packs.handwritten import opening_intents


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules:\n- rule: r\n  steps:\n  - intent: payer\n  - action: a\n", {"payer"}),
        ("stories:\n- story: s\n  steps:\n  - intent: solde\n  - action: a\n  - intent: payer\n", {"solde"}),
        ("stories:\n- story: s\n  steps:\n  - or:\n    - intent: solde\n    - intent: payer\n", {"solde", "payer"}),
        ("stories:\n- story: s\n  steps:\n  - slot_was_set:\n    - x: y\n  - intent: payer\n", set()),
        ("stories:\n- story: s\n  steps:\n  - checkpoint: c\n  - intent: payer\n", set()),
        ("rules:\n- rule: r\n  condition:\n  - active_loop: f\n  steps:\n  - intent: payer\n", set()),
        ("rules:\n- rule: r\n  conversation_start: true\n  steps:\n  - intent: payer\n", set()),
        ("rules:\n- rule: r\n  steps:\n  - intent: faq/horaires\n", {"faq"}),
        ("rules:\nstories:\n", set()),
        ("", set()),
    ],
)
def test_opening_intents(tmp_path, text, expected):
    path = tmp_path / "regles.yml"
    path.write_text(text, "utf-8")
    assert opening_intents([path]) == expected
