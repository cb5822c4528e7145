from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from courant.french import (
    format_amount,
    format_cents,
    format_change,
    format_date,
    format_datetime,
    format_duration,
    format_month,
    format_number,
    format_percent,
    format_period,
    format_quantity,
    format_short_date,
    format_time,
    format_unit_price,
)


def test_amounts() -> None:
    assert format_amount(Decimal("1234.5")) == "1\u202f234,50\u00a0€"
    assert format_amount(Decimal("-4")) == "\u22124,00\u00a0€"
    assert format_amount(Decimal("0.005")) == "0,01\u00a0€"
    assert format_amount(Decimal("-0.001")) == "0,00\u00a0€"
    assert format_cents(18420) == "184,20\u00a0€"
    assert format_change(Decimal("12.3")) == "+12,30\u00a0€"
    assert format_change(Decimal("-12.3")) == "\u221212,30\u00a0€"


def test_quantities() -> None:
    assert format_number(1234567) == "1\u202f234\u202f567"
    assert format_unit_price(Decimal("0.2001")) == "0,2001\u00a0€/kWh"
    assert format_quantity(1234, "kWh") == "1\u202f234\u00a0kWh"
    assert format_percent(Decimal("5.5")) == "5,5\u00a0%"


def test_dates() -> None:
    assert format_date(date(2026, 11, 22)) == "22\u00a0novembre 2026"
    assert format_date(date(2026, 8, 1), weekday=True) == "samedi 1er\u00a0août 2026"
    assert format_date(date(2026, 8, 1), year=False) == "1er\u00a0août"
    assert format_short_date(date(2026, 3, 5)) == "05/03/2026"
    assert format_month(date(2026, 2, 1)) == "février 2026"
    assert format_month(date(2026, 2, 1), year=False) == "février"


def test_periods() -> None:
    assert format_period(date(2026, 8, 1), date(2026, 8, 31)) == "du 1er au 31\u00a0août 2026"
    assert format_period(date(2026, 8, 1), date(2026, 9, 30)) == "du 1er\u00a0août au 30\u00a0septembre 2026"
    expected = "du 5\u00a0décembre 2025 au 4\u00a0janvier 2026"
    assert format_period(date(2025, 12, 5), date(2026, 1, 4)) == expected


def test_hours() -> None:
    assert format_time(time(8, 30)) == "8\u00a0h\u00a030"
    assert format_time(datetime(2026, 1, 1, 9)) == "9\u00a0h"
    assert format_datetime(datetime(2026, 11, 22, 8, 5)) == "22\u00a0novembre 2026 à 8\u00a0h\u00a005"


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        ("P3M", "3\u00a0mois"),
        ("P1D", "1\u00a0jour"),
        ("P2Y", "2\u00a0ans"),
        ("PT2H30M", "2\u00a0heures 30\u00a0minutes"),
        (timedelta(minutes=90), "1\u00a0heure 30\u00a0minutes"),
        (timedelta(days=2), "2\u00a0jours"),
        (timedelta(0), "0\u00a0minute"),
    ],
)
def test_durations(duration: str | timedelta, written: str) -> None:
    assert format_duration(duration) == written


def test_what_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="trois mois"):
        format_duration("trois mois")
