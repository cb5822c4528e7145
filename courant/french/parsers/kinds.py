"""The parser of each kind of field."""

from __future__ import annotations

from collections.abc import Callable

from courant.french.parsers.choices import parse_choice, parse_text
from courant.french.parsers.contact import parse_contact, parse_email, parse_phone
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.identity import parse_reference, parse_second_fact
from courant.french.parsers.instalments import parse_count, parse_delay, parse_month_day
from courant.french.parsers.marks import parse_mark_on_pole
from courant.french.parsers.moments import parse_date, parse_duration, parse_hour, parse_period
from courant.french.parsers.numbers import (
    parse_amount,
    parse_code,
    parse_customer,
    parse_index,
    parse_mark,
    parse_postcode,
)
from courant.french.parsers.photos import parse_photo
from courant.french.parsers.places import parse_place
from courant.french.parsers.references import parse_document, parse_iban, parse_pce, parse_pdl
from courant.french.parsers.reports import parse_report, parse_report_secret
from courant.french.parsers.yes_no import parse_yes_no

Parser = Callable[[str, ParseContext], Parsed | None]

PARSERS: dict[str, Parser] = {
    "numero_client": parse_customer,
    "reference_client": parse_reference,
    "second_fait": parse_second_fact,
    "contact": parse_contact,
    "telephone": parse_phone,
    "email": parse_email,
    "code_postal": parse_postcode,
    "code_6": parse_code,
    "oui_non": parse_yes_no,
    "montant": parse_amount,
    "date": parse_date,
    "periode": parse_period,
    "heure": parse_hour,
    "duree": parse_duration,
    "index": parse_index,
    "pdl": parse_pdl,
    "pce": parse_pce,
    "iban": parse_iban,
    "document": parse_document,
    "note_1_5": parse_mark,
    "texte": parse_text,
    "choix": parse_choice,
    "photo": parse_photo,
    "lieu": parse_place,
    "fois": parse_count,
    "jour_du_mois": parse_month_day,
    "delai": parse_delay,
    "signalement": parse_report,
    "repere": parse_mark_on_pole,
    "code_signalement": parse_report_secret,
}
