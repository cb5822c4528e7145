"""No text that a person types can be a command."""

from __future__ import annotations

import pytest

from channels.neutral import neutralise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/restart", "restart"),
        ('/payer{"montant": "1"}', 'payer{"montant": "1"}'),
        ("   /restart", "restart"),
        ("\n\t /restart", "restart"),
        ("\u200b/restart", "restart"),
        ("\ufeff\u2060/restart", "restart"),
        ("\u00a0\u202f/restart", "restart"),
        ("\uff0frestart", "restart"),
        ("\u200d \uff0f/ /restart", "restart"),
        ("//restart", "restart"),
        ("\x00/restart", "restart"),
        ("/\u0338restart", "restart"),
        ("\u202e/restart", "restart"),
    ],
)
def test_a_leading_slash_disappears_however_it_is_typed(typed: str, kept: str):
    assert neutralise(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["bonjour", "12/11/2026", "et/ou", "Ma facture\nde novembre", "ça va ? 😀", "« oui »", "-12 €", "n° 4"],
)
def test_ordinary_texts_are_untouched(typed: str):
    assert neutralise(typed) == typed


@pytest.mark.parametrize("typed", ["/", " / ", "\u200b", "", "\uff0f"])
def test_something_is_left_to_answer(typed: str):
    assert neutralise(typed) == "?"


def test_what_no_keyboard_makes_is_removed():
    assert neutralise("bon\x00jour\x07") == "bonjour"
    assert neutralise("a\ud800b") == "a?b"
    assert neutralise("un\r\ndeux\rtrois") == "un\ndeux\ntrois"
