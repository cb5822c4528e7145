"""Composing the PDF of a bill."""

from __future__ import annotations

from backends.billing.document.data import DocumentData
from backends.billing.document.details import details, indexes, vat
from backends.billing.document.front import header, help_box, identity, summary
from backends.billing.document.history import history
from backends.billing.wording import word
from backends.kernel.documents import Sheet
from backends.kernel.supplier import Supplier


def bill_document(data: DocumentData, supplier: Supplier) -> bytes:
    """Return the PDF of a bill: one page to pay, one page to understand."""
    kind = "numero" if data.bill.kind == "facture" else "numero_avoir"
    sheet = Sheet(supplier, word("document", kind, numero=data.bill.number))
    y = header(sheet, data)
    y = identity(sheet, data, y)
    y = summary(sheet, data, y)
    y = history(sheet, data, y)
    help_box(sheet, data, y)
    sheet.pdf.add_page()
    y = details(sheet, data, 18.0)
    y = vat(sheet, data, y)
    indexes(sheet, data, y)
    return sheet.finish()
