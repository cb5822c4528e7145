"""The payment page of the demo: plainly marked, without card number, usable by keyboard and screen reader."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template

from backends.kernel.supplier import Supplier
from backends.payments.model import PaymentLink
from backends.payments.wording import group, word
from courant.french import format_cents, format_datetime

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
_PAGE, _LIMIT, _CHOICE, _STATE = (
    Template((_PAGES / f"{name}.html").read_text(encoding="utf-8")) for name in ("page", "limit", "choice", "state")
)


def page(link: PaymentLink, supplier: Supplier, home: str) -> str:
    """Return the page of a link: the choice while it can be paid, else what became of it."""
    words = {name: html.escape(text) for name, text in group("page").items()}
    amount = format_cents(link.amount_cents)
    is_open = link.status == "ouvert"
    return _PAGE.substitute(
        {
            **words,
            "montant": html.escape(word("page", "payer" if is_open else "paiement", montant=amount)),
            "marque": html.escape(supplier.name),
            "numero": link.reference,
            "raison": html.escape(_reason(link)),
            "limite": _limit(link, words) if is_open else "",
            "contenu": _CHOICE.substitute(words) if is_open else _state(link, amount, words),
            "retour_url": html.escape(home),
        }
    )


def _limit(link: PaymentLink, words: dict[str, str]) -> str:
    end = {"fin": html.escape(format_datetime(link.expires_at)), "fin_iso": link.expires_at.isoformat("T", "minutes")}
    return _LIMIT.substitute({**words, **end})


def _state(link: PaymentLink, amount: str, words: dict[str, str]) -> str:
    """What became of the payment; once that is known, the conversation tells it too and the page has no more use."""
    waits = link.status == "en_cours"
    more = f'<a href="">{words["actualiser"]}</a>' if waits else words["fermer"]
    return _STATE.substitute(etat=html.escape(word("etats", link.status, montant=amount)), suite=f"<p>{more}</p>")


def _reason(link: PaymentLink) -> str:
    if link.bill_number is None:
        return word("page", "objet_solde")
    return word("page", "objet_facture", numero=link.bill_number)
