"""The front page: who, what, how much, until when, whom to ask."""

from __future__ import annotations

from datetime import timedelta

from backends.billing.document.data import DocumentData
from backends.billing.model import Bill
from backends.billing.wording import raw, word
from backends.kernel.documents import ACCENT, ALERT, INK, MARGIN, SOFT, Sheet
from courant.french import format_cents, format_date, format_period, typeset


def header(sheet: Sheet, data: DocumentData) -> float:
    """Write the supplier on the left, the number of the bill on the right."""
    supplier, bill = sheet.supplier, data.bill
    sheet.box(0, 0, 210, 4, ACCENT)
    sheet.font(17, "B", ACCENT)
    sheet.text(MARGIN, 12, supplier.name, 100)
    sheet.font(7.5, "", SOFT)
    contact = f"{supplier['adresse_postale']}\n{supplier['telephone']} · {supplier['email']}\n{supplier['lien_site']}"
    left = sheet.text(MARGIN, 20.5, typeset(contact), 100)
    kind = "numero" if bill.kind == "facture" else "numero_avoir"
    sheet.font(11, "B")
    right = sheet.text(115, 13, word("document", kind, numero=bill.number), 80, "R")
    sheet.font(8.5, "", SOFT)
    right = sheet.text(115, right + 0.5, word("document", "emise_le", jour=format_date(bill.issued_on)), 80, "R")
    return max(left, right) + 7


def identity(sheet: Sheet, data: DocumentData, y: float) -> float:
    """Write the contract on the left and the postal address where an envelope shows it."""
    account = data.account
    sheet.font(9.5, "B")
    end = sheet.text(118, y + 3, account.name, 77)
    sheet.font(9.5)
    # French post reads the last line best in capitals without punctuation.
    end = sheet.text(118, end, f"{account.street}\n{account.city.upper()}", 77)
    for label, value in _contract_facts(data):
        sheet.font(7.2, "", SOFT)
        sheet.text(MARGIN, y, label, 40)
        sheet.font(8, "B" if label == word("document", "client") else "")
        y = sheet.text(MARGIN + 40, y, value, 60) + 0.6
    return max(y, end) + 5


def _contract_facts(data: DocumentData) -> list[tuple[str, str]]:
    contract, gas = data.contract, data.contract.supply.energy == "gaz"
    point = "point_gaz" if gas else "point_electricite"
    facts = [
        ("client", data.account.customer),
        ("contrat", contract.number),
        ("offre", contract.offer),
        (point, _grouped(contract.delivery_point)),
        ("compteur", contract.meter_serial),
        ("lieu", f"{contract.street}\n{contract.city}"),
    ]
    if contract.supply.power_kva:
        facts.insert(3, ("puissance", typeset(f"{contract.supply.power_kva} kVA")))
    return [(word("document", name), value) for name, value in facts]


def _grouped(point: str) -> str:
    return f"{point[:2]} {point[2:5]} {point[5:8]} {point[8:11]} {point[11:]}" if len(point) == 14 else point


def summary(sheet: Sheet, data: DocumentData, y: float) -> float:
    """Write the title, the period and the amount in a box that cannot be missed."""
    bill = data.bill
    sheet.font(15, "B")
    y = sheet.text(MARGIN, y, _title(bill)) + 1
    sheet.font(9, "", SOFT)
    last = bill.period_end - timedelta(days=1)
    period = f"{format_period(bill.period_start, last)} ({word('document', 'jours', jours=str(bill.days))})"
    y = sheet.text(MARGIN, y, period) + 2.5
    sheet.box(MARGIN, y, sheet.width, 21)
    sheet.font(11, "", INK)
    sheet.text(MARGIN + 6, y + 4, word("document", "total" if bill.kind == "facture" else "total_avoir"), 80)
    sheet.font(8.5, "B" if bill.status == "en_retard" else "", ALERT if bill.status == "en_retard" else INK)
    sheet.text(MARGIN + 6, y + 11.5, _when(bill), 100)
    sheet.font(22, "B", ACCENT)
    sheet.text(MARGIN + 90, y + 5.2, format_cents(abs(bill.total_cents)), sheet.width - 96, "R")
    y += 24
    if bill.estimated:
        sheet.font(8, "", SOFT)
        y = sheet.text(MARGIN, y, word("document", "estimee")) + 1
    return y + 3


def _title(bill: Bill) -> str:
    if bill.kind == "avoir":
        return word("document", "titre_avoir")
    if bill.energy == "gaz":
        return word("document", "titre_facture_gaz")
    return word("document", "titre_facture", energie=word("document", "electricite"))


def _when(bill: Bill) -> str:
    if bill.kind == "avoir":
        return ""
    if bill.status == "reglee":
        return word("document", "reglee")
    name = "preleve" if bill.status == "prelevement_prevu" else "echeance"
    return word("document", name, jour=format_date(bill.due_on))


def help_box(sheet: Sheet, data: DocumentData, y: float) -> None:
    """Write how to pay, whom to ask, and the emergency number."""
    y = _list(sheet, y, "moyens") + 3
    y = _list(sheet, y, "aide") + 3
    name = "urgence_gaz" if data.bill.energy == "gaz" else "urgence_electricite"
    number = word("document", name, **sheet.supplier.texts)
    sheet.box(MARGIN, y, sheet.width, 13.5, (252, 238, 238))
    sheet.font(8.5, "B", ALERT)
    sheet.text(MARGIN + 4, y + 2.6, f"{word('document', 'urgence_titre')}. {number}", sheet.width - 8)


def _list(sheet: Sheet, y: float, name: str) -> float:
    y = sheet.heading(y, word("document", f"{name}_titre"))
    for item in raw("document", name):
        sheet.font(7.8)
        sheet.text(MARGIN, y, "•", 4)
        content = typeset(str(item).format(**sheet.supplier.texts), apostrophes=True)
        y = sheet.text(MARGIN + 4, y, content, sheet.width - 4) + 0.5
    return y
