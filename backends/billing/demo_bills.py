"""Issuing the whole bill history of a demo contract, with its peculiarities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from backends.billing.contracts import ISSUE_DELAY
from backends.billing.engine import line, with_vat
from backends.billing.issuing import FIRST_ESTIMATE, Draft, Stretch, draft_bill, estimate
from backends.billing.model import BillKind, Line, Register
from backends.billing.prices import PriceBook
from backends.billing.wording import word
from backends.demo.calendar import due_day
from backends.demo.curves import Curve
from backends.demo.people import DemoContract
from backends.demo.world import World
from backends.kernel.reference import reference

_GESTURE = Decimal("-25.00")
_WRONG_INDEX = 310


@dataclass(frozen=True)
class Issued:
    """A bill of the demo before it gets its number."""

    draft: Draft
    kind: BillKind
    issued_on: date
    due_on: date
    paid: bool = True


@dataclass
class _Billed:
    """What was billed last for a register: where the index stood, and what rests on estimates."""

    index: int
    estimated_days: int = 0
    estimated_kwh: int = 0
    daily_kwh: Decimal = FIRST_ESTIMATE


def issued_bills(contract: DemoContract, world: World) -> list[Issued]:
    """Return the bills and credit notes of a contract, oldest first."""
    if not contract.bounds:
        return []
    curve = world.curve(contract)
    book = PriceBook(reference(), contract.supply, contract.revisions)
    bills = [_issued(draft, contract) for draft in _drafts(contract, curve, book)]
    return [*bills, *_peculiar(contract, bills, book, world.today)]


def _issued(draft: Draft, contract: DemoContract) -> Issued:
    issued_on = draft.end + ISSUE_DELAY
    return Issued(draft, "facture", issued_on, due_day(issued_on, contract.payment_mode))


def _drafts(contract: DemoContract, curve: Curve, book: PriceBook) -> Iterator[Draft]:
    registers = contract.supply.registers
    billed = {r: _Billed(curve.index(contract.bounds[0], r)) for r in registers}
    for start, end in pairwise(contract.bounds):
        stretches = [_stretch(contract, curve, r, billed[r], (start, end)) for r in registers]
        if contract.quirk == "index_lu_a_l_envers" and end == contract.bounds[-1]:
            stretches = [replace(s, new=s.old - _WRONG_INDEX) for s in stretches]
        yield draft_bill(book, start, end, stretches)
        for stretch in stretches:
            _remember(billed[stretch.register], stretch, (end - start).days)


def _stretch(
    contract: DemoContract, curve: Curve, register: Register, billed: _Billed, period: tuple[date, date]
) -> Stretch:
    start, end = period
    coefficient = contract.profile.coefficient
    estimated = end in contract.estimated
    moved = estimate(billed.daily_kwh, (end - start).days, coefficient)
    return Stretch(
        register=register,
        old=billed.index,
        new=billed.index + moved if estimated else curve.index(end, register),
        coefficient=coefficient,
        estimated=estimated,
        since_days=billed.estimated_days,
        since_kwh=billed.estimated_kwh,
    )


def _remember(billed: _Billed, stretch: Stretch, days: int) -> None:
    billed.index = stretch.new
    if stretch.estimated:
        billed.estimated_days += days
        billed.estimated_kwh += stretch.moved_kwh
        return
    real = stretch.moved_kwh + billed.estimated_kwh
    billed.daily_kwh = Decimal(max(real, 0)) / (days + billed.estimated_days)
    billed.estimated_days = billed.estimated_kwh = 0


def _peculiar(contract: DemoContract, bills: list[Issued], book: PriceBook, today: date) -> list[Issued]:
    last = bills[-1]
    if contract.quirk == "geste_commercial":
        return [_credit(last, [_gesture(last.draft, book)], today - timedelta(days=10))]
    if contract.quirk not in ("double", "double_annulee"):
        return []
    again = replace(last, issued_on=last.issued_on + timedelta(days=1), paid=False)
    if contract.quirk == "double":
        return [again]
    reversed_lines = [replace(each, unit_price=-each.unit_price) for each in last.draft.lines]
    cancelled = [replace(each, amount_ht_cents=-each.amount_ht_cents) for each in reversed_lines]
    return [again, _credit(again, cancelled, today - timedelta(days=5))]


def _gesture(draft: Draft, book: PriceBook) -> Line:
    rate = book.vat_consumption(draft.start)
    period = (draft.start, draft.end)
    label = word("lignes", "geste_commercial")
    return line("geste_commercial", "autres", period, (Decimal(1), "forfait"), _GESTURE, rate, label)


def _credit(of: Issued, lines: list[Line], day: date) -> Issued:
    draft = replace(of.draft, lines=tuple(with_vat(lines)), indexes=(), kwh=0, estimated=False)
    return Issued(draft, "avoir", day, day)
