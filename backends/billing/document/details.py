"""The second page: lines by section, VAT table, indexes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from backends.billing.document.data import DocumentData
from backends.billing.engine import total_ht, total_ttc, vat_table
from backends.billing.model import Index, Line, Section
from backends.billing.wording import raw, word
from backends.kernel.documents import ACCENT, MARGIN, SOFT, Sheet
from courant.french import format_cents, format_number, format_percent, format_quantity

_SECTIONS: tuple[Section, ...] = ("abonnement", "consommation", "taxes", "autres")
_WIDTHS, _ALIGNS = (54.0, 32.0, 20.0, 23.0, 18.0, 13.0, 20.0), "LCRRRRR"
_INDEX_WIDTHS, _INDEX_ALIGNS = (40.0, 38.0, 38.0, 30.0, 34.0), "LRRRR"
_VAT_WIDTHS, _VAT_ALIGNS = (30.0, 35.0, 35.0), "LRR"


def details(sheet: Sheet, data: DocumentData, y: float) -> float:
    """Write every line by section with its subtotal, then the totals."""
    sheet.font(8, "", SOFT)
    kind = "numero" if data.bill.kind == "facture" else "numero_avoir"
    y = sheet.text(MARGIN, y, f"{word('document', kind, numero=data.bill.number)} · {data.account.name}") + 3
    y = sheet.heading(y, word("document", "detail"))
    sheet.font(6.8, "B", SOFT)
    y = sheet.row(y, raw("document", "colonnes"), _WIDTHS, _ALIGNS)
    for section in _SECTIONS:
        lines = [line for line in data.bill.lines if line.section == section]
        if lines:
            y = _section(sheet, section, lines, y)
    return _totals(sheet, data, y + 1)


def _section(sheet: Sheet, section: Section, lines: Sequence[Line], y: float) -> float:
    y = sheet.need(y, 12 + 4.8 * len(lines))
    sheet.rule(y)
    for line in lines:
        sheet.font(7)
        y = sheet.row(y + 0.3, _cells(line), _WIDTHS, _ALIGNS, 4.8)
    sheet.font(7, "B")
    label = word("document", "sous_total", section=word("sections", section).lower())
    cells = [label, "", "", "", format_cents(total_ht(lines)), "", format_cents(total_ttc(lines))]
    return sheet.row(y, cells, _WIDTHS, _ALIGNS) + 1.2


def _cells(line: Line) -> list[str]:
    last = line.period_end - timedelta(days=1)
    return [
        line.label,
        f"{line.period_start:%d/%m/%y} - {last:%d/%m/%y}",
        format_quantity(line.quantity.normalize(), line.unit),
        format_number(line.unit_price, 5),
        format_cents(line.amount_ht_cents),
        format_percent(line.vat_rate.normalize()),
        format_cents(line.amount_ttc_cents),
    ]


def _totals(sheet: Sheet, data: DocumentData, y: float) -> float:
    bill = data.bill
    rows = (
        ("total_ht", bill.total_ht_cents),
        ("total_tva", bill.total_cents - bill.total_ht_cents),
        ("total_ttc", bill.total_cents),
    )
    y = sheet.need(y, 24)
    sheet.box(MARGIN + sheet.width - 82, y, 82, 20)
    y += 2
    for name, amount in rows:
        sheet.font(10 if name == "total_ttc" else 8.5, "B" if name == "total_ttc" else "", ACCENT)
        sheet.text(MARGIN + sheet.width - 78, y, word("document", name), 40)
        y = sheet.text(MARGIN + sheet.width - 40, y, format_cents(amount), 36, "R") + 0.6
    return y + 5


def vat(sheet: Sheet, data: DocumentData, y: float) -> float:
    """Write base and VAT by rate."""
    y = sheet.heading(sheet.need(y, 24), word("document", "tva_titre"))
    sheet.font(6.8, "B", SOFT)
    y = sheet.row(y, raw("document", "tva_colonnes"), _VAT_WIDTHS, _VAT_ALIGNS)
    sheet.font(7.5)
    for rate, base, amount in vat_table(data.bill.lines):
        cells = [format_percent(rate.normalize()), format_cents(base), format_cents(amount)]
        y = sheet.row(y, cells, _VAT_WIDTHS, _VAT_ALIGNS)
    return y + 5


def indexes(sheet: Sheet, data: DocumentData, y: float) -> float:
    """Write the indexes that the consumption comes from."""
    if not data.bill.indexes:
        return y
    y = sheet.heading(sheet.need(y, 24), word("document", "index_titre"))
    sheet.font(6.8, "B", SOFT)
    columns = list(raw("document", "index_colonnes"))
    if data.bill.energy != "gaz":
        columns[3] = ""
    y = sheet.row(y, columns, _INDEX_WIDTHS, _INDEX_ALIGNS)
    sheet.font(7.5)
    for index in data.bill.indexes:
        y = sheet.row(y, _index_cells(index), _INDEX_WIDTHS, _INDEX_ALIGNS)
    sheet.font(6.8, "", SOFT)
    return sheet.text(MARGIN, y + 3, word("document", "retard"))


def _index_cells(index: Index) -> list[str]:
    return [
        raw("document", "registres")[index.register],
        _value(index.old, index.old_estimated),
        _value(index.new, index.estimated),
        format_number(index.coefficient, 2) if index.register == "gaz" else "",
        format_quantity(index.kwh, "kWh"),
    ]


def _value(number: int, estimated: bool) -> str:
    written = format_number(number)
    return word("document", "index_estime", index=written) if estimated else written
