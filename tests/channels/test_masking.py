"""What the door takes out of a message before anything stores it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from channels.masking import mask, only_masked
from courant.clock import PARIS
from courant.conversations import ExpectedSecret
from courant.privacy import CARD_MASK, CODE_MARK

EXPECTED = ExpectedSecret("code", datetime(2026, 11, 22, 10, tzinfo=PARIS) + timedelta(minutes=10))


@pytest.mark.parametrize("written", ["123456", "123 456", "12-34-56", "1 2 3 4 5 6", "le code est 123456 merci"])
def test_an_expected_code_leaves_the_text_and_is_handed_over(written: str) -> None:
    masked = mask(written, EXPECTED)
    assert masked.secret == "123456"
    assert CODE_MARK in masked.text
    assert not any(char.isdigit() for char in masked.text)


@pytest.mark.parametrize("written", ["123456", "69003", "06 39 98 00 01"])
def test_nothing_is_a_code_while_none_is_expected(written: str) -> None:
    assert mask(written, None).text == written
    assert mask(written, None).secret is None


def test_a_postcode_is_no_code() -> None:
    assert mask("69003", EXPECTED).text == "69003"


def test_a_card_is_named_and_never_taken_for_a_code() -> None:
    masked = mask("4111 1111 1111 1111", EXPECTED)
    assert (masked.text, masked.kind, masked.secret) == (CARD_MASK, "carte", None)
    assert only_masked(masked.text)
