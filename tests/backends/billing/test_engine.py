"""Lines of a bill: prices by date, pro rata, VAT."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.billing.engine import Use, bill_lines, total_ht, total_ttc, vat_table
from backends.billing.issuing import Stretch, draft_bill
from backends.billing.model import Supply
from backends.billing.prices import PriceBook, Revision
from backends.billing.sharing import months, rounded, share
from backends.kernel.reference import reference

BASE6 = PriceBook(reference(), Supply("electricite", "base", 6))
HPHC9 = PriceBook(reference(), Supply("electricite", "hphc", 9))
HEAT = PriceBook(reference(), Supply("gaz", "chauffage"))
FIRST, LAST = date(2025, 8, 1), date(2027, 6, 1)


def test_the_worked_bill_of_the_regulated_tariff() -> None:
    """6 kVA base, August and September 2026, 400 kWh: two subscriptions and 400 kWh at the published prices."""
    lines = bill_lines(BASE6, date(2026, 8, 1), date(2026, 10, 1), {"base": 400})
    amounts = {line.code: line.amount_ht_cents for line in lines}
    assert amounts == {"abonnement": 2387, "cta": 256, "kwh_base": 5445, "accise_electricite": 1225}
    assert (total_ht(lines), total_ttc(lines)) == (9313, 11176)
    assert total_ttc(lines) == 2 * 1586 + 400 * 2001 // 100


@pytest.mark.parametrize(
    ("book", "use", "expected"),
    [
        (HPHC9, {"hp": 1000, "hc": 500}, Decimal("19.88") + 1000 * Decimal("0.2142") + 500 * Decimal("0.1589")),
        (HEAT, {"gaz": 1000}, Decimal("343.90") / 12 + 1000 * Decimal("0.1280")),
        (BASE6, {"base": 0}, Decimal("15.86")),
    ],
)
def test_a_whole_month_costs_what_the_price_list_says(book: PriceBook, use: Use, expected: Decimal) -> None:
    lines = bill_lines(book, date(2026, 9, 1), date(2026, 10, 1), use)
    assert abs(Decimal(total_ttc(lines)) / 100 - expected) <= Decimal("0.03")


def test_a_period_over_a_price_change_is_cut_there_and_shared_by_days() -> None:
    lines = bill_lines(BASE6, date(2026, 7, 2), date(2026, 8, 31), {"base": 600})
    energy = [line for line in lines if line.code == "kwh_base"]
    assert [(line.period_start, line.period_end) for line in energy] == [
        (date(2026, 7, 2), date(2026, 8, 1)),
        (date(2026, 8, 1), date(2026, 8, 31)),
    ]
    assert [line.quantity for line in energy] == [300, 300]
    assert [line.unit_price for line in energy] == [Decimal("0.13082"), Decimal("0.13613")]
    accise = [line.unit_price for line in lines if line.code == "accise_electricite"]
    assert accise == [Decimal("30.85"), Decimal("30.62")]


def test_vat_before_august_2025_was_lower_on_the_subscription() -> None:
    assert BASE6.vat_subscription(date(2025, 7, 31)) == Decimal("5.5")
    assert BASE6.vat_subscription(date(2025, 8, 1)) == 20
    assert BASE6.vat_consumption(date(2025, 7, 31)) == 20


def test_a_contract_may_have_a_revision_of_its_own() -> None:
    book = PriceBook(reference(), Supply("electricite", "base", 6), (Revision(date(2026, 9, 1), Decimal("1.10")),))
    assert book.kwh_ttc("base", date(2026, 8, 31)) == Decimal("0.2001")
    assert book.kwh_ttc("base", date(2026, 9, 1)) == Decimal("0.2201")
    assert book.price_changes(date(2026, 8, 15), date(2026, 9, 15)) == (date(2026, 9, 1),)


days = st.dates(FIRST, LAST - timedelta(days=400))


@settings(max_examples=120, deadline=None)
@given(start=days, length=st.integers(1, 390), high=st.integers(0, 9000), low=st.integers(0, 9000))
def test_whatever_the_period_a_bill_adds_up(start: date, length: int, high: int, low: int) -> None:
    end = start + timedelta(days=length)
    lines = bill_lines(HPHC9, start, end, {"hp": high, "hc": low})
    for code, kwh in (("kwh_hp", high), ("kwh_hc", low)):
        assert sum(line.quantity for line in lines if line.code == code) == kwh
    assert sum(line.quantity for line in lines if line.unit == "MWh") * 1000 == high + low
    assert all(line.period_start >= start and line.period_end <= end for line in lines)
    table = vat_table(lines)
    assert sum(base + vat for _, base, vat in table) == total_ttc(lines)
    for rate, base, vat in table:
        assert abs(Decimal(base) * rate / 100 - vat) <= Decimal("0.5")
    for line in lines:
        assert abs(line.amount_ttc_cents - line.amount_ht_cents * (1 + line.vat_rate / 100)) <= 1


@given(total=st.integers(-10_000, 10_000), weights=st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_shares_add_up_and_stay_near(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    if sum(weights):
        exact = [Fraction(total * weight, sum(weights)) for weight in weights]
        assert all(abs(part - wanted) < 1 for part, wanted in zip(parts, exact, strict=True))


def test_rounding_moves_nothing_by_more_than_a_unit() -> None:
    assert rounded([Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)], 1).count(1) == 1
    assert rounded([Fraction(-7, 2), Fraction(7, 2)], 0) in ([-4, 4], [-3, 3])


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (date(2026, 2, 1), date(2026, 3, 1), Fraction(1)),
        (date(2026, 1, 16), date(2026, 2, 15), Fraction(16, 31) + Fraction(14, 28)),
        (date(2025, 12, 1), date(2026, 12, 1), Fraction(12)),
    ],
)
def test_months_count_by_their_own_days(start: date, end: date, length: Fraction) -> None:
    assert months(start, end) == length


def test_after_an_estimate_the_real_use_is_shared_and_the_rest_is_a_regularisation() -> None:
    # 60 days were billed 300 kWh by estimate; the index then shows 1 000 kWh over 120 days.
    stretch = Stretch("base", old=10_300, new=11_000, since_days=60, since_kwh=300)
    draft = draft_bill(BASE6, date(2026, 9, 1), date(2026, 10, 31), [stretch])
    correction = next(line for line in draft.lines if line.code == "regularisation")
    assert (draft.kwh, correction.quantity, correction.section) == (500, 200, "autres")
    assert draft.indexes[0].old_estimated and not draft.estimated


def test_too_high_an_estimate_is_given_back() -> None:
    stretch = Stretch("base", old=10_900, new=10_800, since_days=60, since_kwh=900)
    draft = draft_bill(BASE6, date(2026, 9, 1), date(2026, 10, 31), [stretch])
    correction = next(line for line in draft.lines if line.code == "regularisation")
    assert (draft.kwh, correction.quantity) == (400, -500)
    assert correction.amount_ht_cents < 0


def test_a_bill_covers_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        bill_lines(BASE6, date(2026, 9, 1), date(2026, 9, 1), {"base": 1})
