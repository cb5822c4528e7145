"""Whole messages, as customers write them: every value is found with its exact words, and nothing else is."""

from __future__ import annotations

import pytest

from tests.courant.french.marked import MESSAGES, everything, sentences, unmark

FILES = sorted(path.name for path in MESSAGES.glob("*.txt"))


@pytest.mark.parametrize(("file", "marked"), [(name, one) for name in FILES for one in sentences(name)])
def test_everything_that_a_message_says_is_found(file: str, marked: str) -> None:
    text, values = unmark(marked)
    assert everything(text) == values


def test_the_messages_are_many() -> None:
    assert sum(len(sentences(name)) for name in FILES) >= 400
