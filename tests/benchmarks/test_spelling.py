"""Typos: some words, always the same ones, never a number."""

from __future__ import annotations

from benchmarks.spelling import with_typos

TEXT = "bonjour je voudrais comprendre pourquoi ma facture F2026-000123 de 125,40 est plus forte que la précédente"


def test_the_same_text_is_always_damaged_in_the_same_way() -> None:
    assert with_typos(TEXT) == with_typos(TEXT)


def test_about_one_word_in_seven_is_damaged() -> None:
    texts = [f"{TEXT} cas numéro {number}" for number in range(200)]
    words = [pair for text in texts for pair in zip(text.split(" "), with_typos(text).split(" "), strict=True)]
    long = [(before, after) for before, after in words if len(before) >= 4 and not any(c.isdigit() for c in before)]
    assert 0.10 < sum(before != after for before, after in long) / len(long) < 0.20
    assert all(before == after for before, after in words if any(c.isdigit() for c in before) or len(before) < 4)
