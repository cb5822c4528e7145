"""Daily use over the last bills, drawn as bars."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from backends.billing.document.data import DocumentData
from backends.billing.wording import word
from backends.kernel.documents import ACCENT, MARGIN, SOFT, Sheet
from courant.french import format_number, format_quantity

_HEIGHT, _SLOT, _BAR = 24.0, 24.0, 11.0
_EARLIER = (150, 186, 212)


def history(sheet: Sheet, data: DocumentData, y: float) -> float:
    """Draw the daily use of this bill beside the ones before; returns where it ends."""
    if data.bill.kind == "avoir" or len(data.history) < 2:
        return y
    y = sheet.heading(y, word("document", "graphique"))
    daily = [bill.kwh_per_day for bill in data.history]
    highest = max(*daily, Decimal("0.1"))
    bottom = y + _HEIGHT + 4
    for place, (bill, value) in enumerate(zip(data.history, daily, strict=True)):
        x = MARGIN + place * _SLOT + (_SLOT - _BAR) / 2
        height = float(value / highest) * _HEIGHT
        sheet.pdf.set_fill_color(*(ACCENT if bill is data.bill else _EARLIER))
        sheet.pdf.rect(x, bottom - height, _BAR, height, style="F")
        sheet.font(7, "B" if bill is data.bill else "")
        sheet.text(x - 5, bottom - height - 4, format_number(value, 1), _BAR + 10, "C")
        sheet.font(6.2, "", SOFT)
        last = bill.period_end - timedelta(days=1)
        sheet.text(x - 6, bottom + 0.8, f"{bill.period_start:%d/%m/%y}\n{last:%d/%m/%y}", _BAR + 12, "C")
    sheet.rule(bottom)
    sheet.font(8)
    average = format_quantity(daily[-1], "kWh", 1)
    return sheet.text(MARGIN, bottom + 7.5, word("document", "graphique_texte", valeur=average)) + 4
