"""Reads amounts out of answers, so that tests compare what the customer reads with the systems of record."""

from __future__ import annotations

import re
from decimal import Decimal

AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?: \d{3})*|\d+),(\d{2}) €")


def amounts_in(text: str) -> list[Decimal]:
    """Every amount of a (plain) text, in order, with its sign."""
    found = AMOUNT.findall(text)
    return [Decimal(f"{sign}{whole.replace(' ', '')}.{cents}") for sign, whole, cents in found]


def causes_in(text: str) -> list[Decimal]:
    """The first amount of each line of a list."""
    lines = [line for line in text.splitlines() if line.startswith("•")]
    return [amounts_in(line)[0] for line in lines]
