"""The PDF receipt of a payment, on the paper of the bills."""

from __future__ import annotations

from backends.kernel.documents import ACCENT, MARGIN, SOFT, Sheet
from backends.kernel.supplier import Supplier
from backends.payments.model import Allocation, PaymentLink
from backends.payments.wording import word
from courant.french import format_cents, format_datetime, typeset

_LABEL = 55.0


def receipt(link: PaymentLink, customer: str, supplier: Supplier) -> bytes:
    """Return the receipt of a payment that was accepted: amount, moment, means, and the bills that it settles."""
    sheet = Sheet(supplier, word("recu", "numero", reference=link.reference))
    y = _header(sheet, link)
    for label, value in _facts(link, customer):
        sheet.font(9, "", SOFT)
        sheet.text(MARGIN, y, label, _LABEL)
        sheet.font(10, "B" if label == word("recu", "montant") else "")
        y = sheet.text(MARGIN + _LABEL, y, value, 110) + 1
    y = sheet.heading(y + 5, word("recu", "parts"))
    for label, value in _parts(link.allocations):
        sheet.font(9)
        y = sheet.row(y, (label, value), (110.0, 60.0), "LR", 6.0)
    return sheet.finish()


def _header(sheet: Sheet, link: PaymentLink) -> float:
    sheet.box(0, 0, 210, 4, ACCENT)
    sheet.font(17, "B", ACCENT)
    sheet.text(MARGIN, 12, sheet.supplier.name, 100)
    sheet.font(7.5, "", SOFT)
    contact = f"{sheet.supplier['adresse_postale']}\n{sheet.supplier['telephone']} · {sheet.supplier['email']}"
    left = sheet.text(MARGIN, 20.5, typeset(contact), 100)
    sheet.font(13, "B")
    y = sheet.text(MARGIN, left + 10, word("recu", "titre"))
    sheet.font(9, "", SOFT)
    return sheet.text(MARGIN, y, word("recu", "numero", reference=link.reference)) + 6


def _facts(link: PaymentLink, customer: str) -> list[tuple[str, str]]:
    moment = link.accepted_at or link.updated_at
    facts = (
        ("montant", format_cents(link.amount_cents)),
        ("date", format_datetime(moment)),
        ("moyen", word("recu", "carte")),
        ("client", customer),
    )
    return [(word("recu", name), value) for name, value in facts]


def _parts(allocations: tuple[Allocation, ...]) -> list[tuple[str, str]]:
    if not allocations:
        return [(word("recu", "attente"), "")]
    return [(_part(each), format_cents(each.amount_cents)) for each in allocations]


def _part(allocation: Allocation) -> str:
    if allocation.bill_number is None:
        return word("recu", "en_avance")
    return word("recu", "facture", numero=allocation.bill_number)
