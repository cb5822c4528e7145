from __future__ import annotations

import pytest

from courant.danger import assess
from custom_components.dangers.vote import odds, probability, together

FOUND, ALIKE, NOTHING = (assess(text) for text in ("il y a le feu", "il n'y a pas le feu", "bonjour"))


def test_patterns_move_the_probability_up_or_down() -> None:
    assert together(0.5, ALIKE, amid=False) < together(0.5, NOTHING, amid=False) < together(0.5, FOUND, amid=False)


def test_voices_may_outweigh_the_patterns_both_ways() -> None:
    assert probability(together(0.01, FOUND, amid=False)) < 0.15
    assert probability(together(0.9, ALIKE, amid=False)) > 0.6


def test_a_part_of_a_message_must_be_surer() -> None:
    assert together(0.9, NOTHING, amid=True) < together(0.9, NOTHING, amid=False)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_odds_and_probabilities_are_the_same_thing(share: float) -> None:
    assert probability(odds(share)) == pytest.approx(share, abs=1e-5)
