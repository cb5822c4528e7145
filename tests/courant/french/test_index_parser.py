"""Readings of meters as customers write and say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.french.parsers import PARSERS, ParseContext

CONTEXT = ParseContext(today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45 872", 45872),
        ("45.872 kWh", 45872),
        ("c'est 045872", 45872),
        ("quarante-cinq mille huit cent soixante-douze", 45872),
        ("45 mille 872", 45872),
        ("18 mille", 18000),
        ("dix-huit mille 420", 18420),
        ("04519,226", 4519),
        ("04000 226", 4000226),  # typed wheels, red ones included: no sum
        ("12", 12),
        ("0", 0),
    ],
)
def test_one_number(text: str, value: int) -> None:
    answer = PARSERS["index"](text, CONTEXT)
    assert answer is not None and (answer.value, answer.extra) == (value, {})


@pytest.mark.parametrize(
    ("text", "registers"),
    [
        ("HP 12345 HC 6789", {"hp": 12345, "hc": 6789}),
        ("hc 6 789 hp 12 345", {"hp": 12345, "hc": 6789}),
        ("12345 en heures pleines et 6789 en heures creuses", {"hp": 12345, "hc": 6789}),
        ("jour : 12345, nuit : 6789", {"hp": 12345, "hc": 6789}),
        ("HP 16900 HC 12", {"hp": 16900, "hc": 12}),
        ("12 en hp et 45 en hc", {"hp": 12, "hc": 45}),
        ("hc 6789", {"hc": 6789}),
        ("les heures pleines c'est 12 345", {"hp": 12345}),
    ],
)
def test_numbers_with_their_register(text: str, registers: dict[str, int]) -> None:
    answer = PARSERS["index"](text, CONTEXT)
    assert answer is not None and answer.extra["registres"] == registers
    assert answer.value in registers.values()


@pytest.mark.parametrize("text", ["12345 et 6789", "HP 1 HC 2 HC 3", "pourquoi 12345 ?", "09123456789012", "hp et hc"])
def test_what_is_not_one_reading(text: str) -> None:
    assert PARSERS["index"](text, CONTEXT) is None


@given(st.integers(0, 999_999), st.integers(0, 999_999), st.booleans())
def test_any_two_registers_in_any_order(peak: int, off_peak: int, peak_first: bool) -> None:
    parts = [f"HP {peak}", f"HC {off_peak}"]
    answer = PARSERS["index"](" ".join(parts if peak_first else parts[::-1]), CONTEXT)
    assert answer is not None and answer.extra["registres"] == {"hp": peak, "hc": off_peak}
