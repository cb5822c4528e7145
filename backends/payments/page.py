"""The payment page: what is paid, then the bank's answer in the demo, plainly marked, or the way to the provider.

Without card number, usable by keyboard and screen reader.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from string import Template

from backends.kernel.supplier import Supplier
from backends.payments.model import DueBill, PaymentLink
from backends.payments.wording import group, word
from courant.french import format_cents, format_date, format_datetime

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    # The address of the page is what opens it.
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
_PAGES = Path(__file__).with_name("pages")
_PAGE, _LIMIT, _BILLS, _CHOICE, _GO, _STATE, _DEMO = (
    Template((_PAGES / f"{name}.html").read_text(encoding="utf-8"))
    for name in ("page", "limit", "bills", "choice", "go", "state", "demo")
)


@dataclass(frozen=True)
class Shown:
    """What a page shows. ``pay_at``: the provider's page; None where the demo plays it."""

    link: PaymentLink
    bills: tuple[DueBill, ...] = ()
    pay_at: str | None = None


def page(shown: Shown, supplier: Supplier, home: str) -> str:
    """Return the page of a link: how to pay while it can be paid, else what became of it, without a figure."""
    link = shown.link
    words = {name: html.escape(text) for name, text in group("page").items()}
    amount = format_cents(link.amount_cents)
    is_open = link.status == "ouvert"
    return _PAGE.substitute(
        {
            **words,
            "titre": words["titre"] if shown.pay_at is None else words["titre_reel"],
            "demo": _DEMO.substitute(words) if shown.pay_at is None else "",
            "montant": html.escape(word("page", "payer", montant=amount)) if is_open else words["paiement"],
            "marque": html.escape(supplier.name),
            "numero": link.reference,
            "limite": _limit(link, words) if is_open else "",
            "factures": _bills(shown.bills) if is_open else "",
            "contenu": _way(shown, words) if is_open else _state(link, words),
            "retour_url": html.escape(home),
        }
    )


def _way(shown: Shown, words: dict[str, str]) -> str:
    if shown.pay_at is None:
        return _CHOICE.substitute(words)
    return _GO.substitute({**words, "adresse": html.escape(shown.pay_at)})


def _bills(bills: tuple[DueBill, ...]) -> str:
    """The bills that a link for everything pays; a link for one bill names it above."""
    lines = "\n".join(f"<li>{html.escape(_bill(bill))}</li>" for bill in bills)
    return _BILLS.substitute(titre=html.escape(word("page", "factures")), lignes=lines) if bills else ""


def _bill(bill: DueBill) -> str:
    left, due = format_cents(bill.left_cents), format_date(bill.due_on)
    return word("page", "ligne_facture", numero=bill.number, echeance=due, reste=left)


def _limit(link: PaymentLink, words: dict[str, str]) -> str:
    end = {"fin": html.escape(format_datetime(link.expires_at)), "fin_iso": link.expires_at.isoformat("T", "minutes")}
    return _LIMIT.substitute({**words, **end, "raison": html.escape(_reason(link))})


def _state(link: PaymentLink, words: dict[str, str]) -> str:
    """What became of the payment; once that is known, the conversation tells it too and the page has no more use."""
    waits = link.status == "en_cours"
    more = f'<a href="">{words["actualiser"]}</a>' if waits else words["fermer"]
    return _STATE.substitute(etat=html.escape(word("etats", link.status)), suite=f"<p>{more}</p>")


def _reason(link: PaymentLink) -> str:
    if link.bill_number is None:
        return word("page", "objet_solde")
    return word("page", "objet_facture", numero=link.bill_number)
