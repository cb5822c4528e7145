"""From a period and its consumption to the lines of a bill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from backends.billing.model import Line, Register, Section
from backends.billing.prices import PriceBook
from backends.billing.sharing import cents, months, rounded, share
from backends.billing.wording import word

_THOUSANDTH = Decimal("0.001")
Use = Mapping[Register, int]


def bill_lines(book: PriceBook, start: date, end: date, use: Use, extra: Sequence[Line] = ()) -> list[Line]:
    """Return the lines of a bill with VAT.

    Where a price or a tax changes inside the period, the line is cut there and the kWh are shared by days.

    Args:
        book: Prices of the contract.
        start: First day.
        end: Day after the last.
        use: kWh by register.
        extra: Lines that do not come from the period: regularisation, fees, gestures.
    """
    if start >= end:
        raise ValueError("a bill covers at least one day")
    lines = [
        *_subscription(book, start, end),
        *_consumption(book, start, end, use),
        *_taxes(book, start, end, use),
        *extra,
    ]
    return with_vat(lines)


def line(
    code: str,
    section: Section,
    period: tuple[date, date],
    quantity: tuple[Decimal, str],
    unit_price: Decimal,
    vat_rate: Decimal,
    label: str | None = None,
) -> Line:
    """Return a line whose amount before tax is quantity × unit price, rounded to the cent.

    ``quantity`` goes with the name of its unit; VAT is added by :func:`with_vat`.
    """
    number, unit = quantity
    amount = cents(number * unit_price)
    text = label or word("lignes", code)
    unit = word("unites", unit)
    return Line(code, text, section, *period, number, unit, unit_price, amount, vat_rate, amount)


def with_vat(lines: Iterable[Line]) -> list[Line]:
    """Add VAT: computed by rate on the sum, as the law asks, and shared among the lines to the cent."""
    found = list(lines)
    for rate in sorted({each.vat_rate for each in found}):
        places = [i for i, each in enumerate(found) if each.vat_rate == rate]
        base = sum(found[i].amount_ht_cents for i in places)
        vat = int((Decimal(base) * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))
        parts = [Fraction(found[i].amount_ht_cents) * Fraction(rate) / 100 for i in places]
        for i, part in zip(places, rounded(parts, vat), strict=True):
            found[i] = replace(found[i], amount_ttc_cents=found[i].amount_ht_cents + part)
    return found


def total_ht(lines: Iterable[Line]) -> int:
    """Return the total before tax, in cents."""
    return sum(each.amount_ht_cents for each in lines)


def total_ttc(lines: Iterable[Line]) -> int:
    """Return the total with tax, in cents."""
    return sum(each.amount_ttc_cents for each in lines)


def vat_table(lines: Iterable[Line]) -> list[tuple[Decimal, int, int]]:
    """Return rate, sum before tax and VAT for each rate, lowest rate first."""
    found = list(lines)
    table = []
    for rate in sorted({each.vat_rate for each in found}):
        same = [each for each in found if each.vat_rate == rate]
        table.append((rate, total_ht(same), total_ttc(same) - total_ht(same)))
    return table


def _subscription(book: PriceBook, start: date, end: date) -> list[Line]:
    return [
        line("abonnement", "abonnement", (a, b), _months(a, b), book.subscription(a), book.vat_subscription(a))
        for a, b in pairwise(book.subscription_cuts(start, end))
    ]


def _consumption(book: PriceBook, start: date, end: date, use: Use) -> list[Line]:
    lines = []
    for register in book.supply.registers:
        cuts = book.energy_cuts(register, start, end)
        for a, b, kwh in _shared(cuts, use[register]):
            price, rate = book.kwh(register, a), book.vat_consumption(a)
            quantity = (Decimal(kwh), "kwh")
            lines.append(line(f"kwh_{register}", "consommation", (a, b), quantity, price, rate))
    return lines


def _taxes(book: PriceBook, start: date, end: date, use: Use) -> list[Line]:
    energy = book.supply.energy
    lines = [
        line("cta", "taxes", (a, b), _months(a, b), book.cta(a), book.vat_subscription(a))
        for a, b in pairwise(book.subscription_cuts(start, end))
    ]
    # The taxed kWh of a stretch are those of the energy lines: both tables of the bill agree.
    shares = [part for r in book.supply.registers for part in _shared(book.energy_cuts(r, start, end), use[r])]
    for a, b in pairwise(book.cuts((f"accise.{energy}", "tva.consommation"), start, end)):
        kwh = sum(part for first, _, part in shares if a <= first < b)
        quantity, rate = (Decimal(kwh) / 1000, "mwh"), book.vat_consumption(a)
        lines.append(line(f"accise_{energy}", "taxes", (a, b), quantity, book.accise(a), rate))
    return lines


def _shared(cuts: Sequence[date], kwh: int) -> list[tuple[date, date, int]]:
    stretches = list(pairwise(cuts))
    parts = share(kwh, [(b - a).days for a, b in stretches])
    return [(a, b, part) for (a, b), part in zip(stretches, parts, strict=True)]


def _months(start: date, end: date) -> tuple[Decimal, str]:
    length = months(start, end)
    exact = Decimal(length.numerator) / Decimal(length.denominator)
    return exact.quantize(_THOUSANDTH, ROUND_HALF_UP), "mois"
