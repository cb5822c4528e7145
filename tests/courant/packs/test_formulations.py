"""When two utterances say the same thing."""

from __future__ import annotations

import pytest

from courant.packs.formulations import Formulation, close_pairs, too_close


def utterance(text: str, line: int = 1) -> Formulation:
    return Formulation(text, "x.txt", line)


@pytest.mark.parametrize(
    ("first", "second", "close"),
    [
        ("je veux payer ma facture", "bonjour je veux payer ma facture", True),
        ("je veux payer ma facture", "JE VEUX PAYER MA FACTURÉ !!", True),
        ("je veux payer ma facture", "je souhaite régler ma facture", False),
        # Three shared pairs out of four: 75 %.
        ("je veux payer ma facture", "je veux payer ma note", True),
        # Two shared pairs out of three: 67 %.
        ("je veux payer vite", "je veux payer demain", False),
        # Fewer than three pairs: compared whole.
        ("payer ma facture", "payer ma note", False),
        ("payer ma facture", "Payer ma facture ?", True),
        ("payer", "payer ma facture aujourd'hui", False),
    ],
)
def test_closeness(first, second, close):
    assert too_close(utterance(first), utterance(second)) is close
    assert too_close(utterance(second), utterance(first)) is close


def test_pairs_name_the_earlier_one_first():
    rows = [utterance("je veux payer ma facture", 1), utterance("combien je dois en tout", 2)]
    later = utterance("moi je veux payer ma facture", 3)
    assert close_pairs([*rows, later]) == [(rows[0], later)]


def test_a_text_without_words_is_its_own_word():
    assert utterance("👍").words == ("👍",)
    assert utterance("??").words != utterance("👍").words
