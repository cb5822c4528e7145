"""The PDF schedule of a plan, on the paper of the bills."""

from __future__ import annotations

from backends.kernel.documents import ACCENT, MARGIN, SOFT, Sheet
from backends.kernel.supplier import Supplier
from backends.payments.plans.model import Instalment, Plan
from backends.payments.plans.wording import word
from courant.french import format_cents, format_date, format_short_date, typeset

_LABEL = 55.0
_COLUMNS = ("colonne_rang", "colonne_date", "colonne_montant", "colonne_reste", "colonne_etat")
_WIDTHS = (12.0, 62.0, 34.0, 34.0, 38.0)
_ALIGNS = "LLRRR"
_NOTES = ("remarque_dates", "remarque_factures", "remarque_annuler", "remarque_difficulte")
_NOTES_OF_THE_END = ("remarque_dates",)


def schedule(plan: Plan, customer: str, supplier: Supplier) -> bytes:
    """Return the schedule of a plan: every date and amount, what remains after each, what the plan pays."""
    sheet = Sheet(supplier, word("echeancier", "numero", reference=plan.reference))
    y = _facts(sheet, plan, customer, _header(sheet, plan))
    y = _instalments(sheet, plan, sheet.heading(y + 4, word("echeancier", "mensualites")))
    y = _bills(sheet, plan, y)
    _notes(sheet, plan, sheet.heading(sheet.need(y + 5, 40), word("echeancier", "a_savoir")))
    return sheet.finish()


def _header(sheet: Sheet, plan: Plan) -> float:
    sheet.box(0, 0, 210, 4, ACCENT)
    sheet.font(17, "B", ACCENT)
    sheet.text(MARGIN, 12, sheet.supplier.name, 100)
    sheet.font(7.5, "", SOFT)
    contact = f"{sheet.supplier['adresse_postale']}\n{sheet.supplier['telephone']} · {sheet.supplier['email']}"
    left = sheet.text(MARGIN, 20.5, typeset(contact), 100)
    sheet.font(13, "B")
    y = sheet.text(MARGIN, left + 8, word("echeancier", "titre"))
    sheet.font(9, "", SOFT)
    y = sheet.text(MARGIN, y, word("echeancier", "numero", reference=plan.reference))
    sheet.font(9, "B")
    return sheet.text(MARGIN, y + 1, word("echeancier", f"etat_{plan.status}")) + 5


def _facts(sheet: Sheet, plan: Plan, customer: str, y: float) -> float:
    facts = (
        ("total", format_cents(plan.total_cents)),
        ("reste", format_cents(plan.remaining_cents)),
        ("nombre", str(plan.count)),
        ("frais", word("echeancier", "aucun")),
        ("moyen", word("echeancier", f"moyen_{plan.means}")),
        ("client", customer),
        ("etabli", format_date(plan.created_at.date())),
    )
    for name, value in facts:
        sheet.font(9, "", SOFT)
        sheet.text(MARGIN, y, word("echeancier", name), _LABEL)
        sheet.font(10, "B" if name == "total" else "")
        y = sheet.text(MARGIN + _LABEL, y, value, 115) + 0.8
    return y


def _instalments(sheet: Sheet, plan: Plan, y: float) -> float:
    sheet.font(7.5, "B", SOFT)
    y = sheet.row(y, [word("echeancier", name) for name in _COLUMNS], _WIDTHS, _ALIGNS)
    rest = plan.total_cents
    for part in plan.instalments:
        rest -= part.amount_cents
        sheet.font(9)
        y = sheet.row(sheet.need(y, 6), _cells(part, rest), _WIDTHS, _ALIGNS, 6.0)
    return y


def _cells(part: Instalment, rest: int) -> list[str]:
    received = format_short_date(part.received_on) if part.received_on else ""
    return [
        str(part.rank),
        format_date(part.due_on, weekday=True),
        format_cents(part.amount_cents),
        format_cents(rest),
        word("echeancier", part.status, jour=received),
    ]


def _bills(sheet: Sheet, plan: Plan, y: float) -> float:
    if not plan.bills:
        return y
    y = sheet.heading(sheet.need(y + 5, 20), word("echeancier", "factures"))
    for bill in plan.bills:
        sheet.font(9)
        cells = (word("echeancier", "facture", numero=bill.number), format_cents(bill.amount_cents))
        y = sheet.row(sheet.need(y, 6), cells, (110.0, 60.0), "LR", 6.0)
    return y


def _notes(sheet: Sheet, plan: Plan, y: float) -> float:
    for name in _NOTES_OF_THE_END if plan.status == "termine" else _NOTES:
        sheet.font(8)
        sheet.text(MARGIN, y, "•", 4)
        y = sheet.text(MARGIN + 4, y, word("echeancier", name, **sheet.supplier.texts), sheet.width - 4) + 0.6
    return y
