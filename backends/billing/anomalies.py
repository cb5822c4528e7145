"""What looks wrong on a bill, by rule; a person decides afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backends.billing.model import Anomaly, Bill, Index

# Daily use above this many times the highest known one is unusual.
UNUSUAL_FACTOR = 3
# Heating with gas uses ten times more in winter: only a whole year of history tells what is unusual.
HISTORY_DAYS = {"electricite": 150, "gaz": 330}
FEWEST_KWH = 60
# A regularisation above this share of what had been estimated is far from it.
ESTIMATE_SHARE = Fraction(1, 2)
ESTIMATE_KWH = 100
METER_TURNS = {"base": 6, "hp": 6, "hc": 6, "gaz": 5}


def anomaly(bill: Bill, others: Sequence[Bill]) -> Anomaly | None:
    """Return what looks wrong on a bill, the gravest first, or None.

    Args:
        bill: The bill with its lines and indexes.
        others: Every other bill of the same contract, with credit notes.
    """
    if bill.kind == "avoir":
        return None
    if _billed_twice(bill, others):
        return "double_facture"
    if any(_goes_back(index) for index in bill.indexes):
        return "index_decroissant"
    if _unusual(bill, [b for b in others if b.kind == "facture" and b.period_end <= bill.period_start]):
        return "consommation_inhabituelle"
    return "ecart_estimation" if _far_from_estimate(bill, others) else None


def _billed_twice(bill: Bill, others: Sequence[Bill]) -> bool:
    cancelled = {(b.period_start, b.period_end, -b.total_cents) for b in others if b.kind == "avoir"}
    return any(
        other.kind == "facture"
        and other.period_start < bill.period_end
        and bill.period_start < other.period_end
        and (other.period_start, other.period_end, other.total_cents) not in cancelled
        and (bill.period_start, bill.period_end, bill.total_cents) not in cancelled
        for other in others
    )


def _goes_back(index: Index) -> bool:
    # A real index may well be below an estimated one, and a meter starts again at zero after its top.
    if index.old_estimated:
        return False
    top = 10 ** METER_TURNS[index.register]
    return index.new < index.old and index.old < top * 9 // 10


def _unusual(bill: Bill, earlier: Sequence[Bill]) -> bool:
    if sum(b.days for b in earlier) < HISTORY_DAYS[bill.energy] or bill.kwh < FEWEST_KWH:
        return False
    highest = max(Fraction(b.kwh, b.days) for b in earlier)
    return Fraction(bill.kwh, bill.days) > UNUSUAL_FACTOR * highest


def _far_from_estimate(bill: Bill, others: Sequence[Bill]) -> bool:
    corrected = sum(abs(each.quantity) for each in bill.lines if each.code == "regularisation")
    estimated = sum(b.kwh for b in others if b.estimated and b.period_end == bill.period_start)
    return corrected > ESTIMATE_KWH and corrected > ESTIMATE_SHARE * estimated
