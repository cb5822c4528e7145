from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.french.parsers import PARSERS, ParseContext
from courant.french.parsers.labels import is_offered_energy

TODAY = date(2026, 11, 22)
CONTEXT = ParseContext(today=TODAY)
BILLS = ParseContext(
    today=TODAY,
    choices=(
        ("F1", "Mars 2026 : 120,00 €"),
        ("F2", "Janvier 2026 : 98,00 €"),
        ("F3", "Novembre 2025 : 110,50 €"),
    ),
)
CONTACTS = ParseContext(today=TODAY, choices=(("c1", "c***@exemple.fr"), ("c2", "06 ** ** ** 78")))


def parsed(kind: str, text: str, context: ParseContext = CONTEXT) -> Any:
    answer = PARSERS[kind](text, context)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("numero_client", "10000001", "10000001"),
        ("numero_client", "c le 10000001", "10000001"),
        ("numero_client", "mon numéro client est le 10 00 00 01", "10000001"),
        ("numero_client", "Bonjour, voici : 10000001. Merci", "10000001"),
        ("numero_client", "1ooooo01", None),
        ("code_postal", "69003", "69003"),
        ("code_postal", "mon code postal c'est 69003", "69003"),
        ("code_postal", "69 003", "69003"),
        ("code_postal", "soixante-neuf mille trois", "69003"),
        ("code_postal", "69003 Lyon", "69003"),
        ("code_postal", "j'habite au 69003", "69003"),
        ("code_6", "123456", "123456"),
        ("code_6", "1 2 3 4 5 6", "123456"),
        ("code_6", "123-456", "123456"),
        ("code_6", "le code est 123 456 merci", "123456"),
        ("oui_non", "ouais", True),
        ("oui_non", "Oui !", True),
        ("oui_non", "ouiiii", True),
        ("oui_non", "ok merci", True),
        ("oui_non", "oui s'il vous plaît", True),
        ("oui_non", "c'est bien ça", True),
        ("oui_non", "nan", False),
        ("oui_non", "non merci", False),
        ("oui_non", "pas du tout", False),
        ("email", "Camille.Durand@exemple.fr", "camille.durand@exemple.fr"),
        ("email", "camille.durand arobase exemple point fr", "camille.durand@exemple.fr"),
        ("email", "mon mail c'est a.b@c.fr", "a.b@c.fr"),
        ("telephone", "06 12 34 56 78", "+33612345678"),
        ("telephone", "0 6 1 2 3 4 5 6 7 8", "+33612345678"),
        ("telephone", "c le 0612345678", "+33612345678"),
        ("contact", "par mail a@b.fr", "a@b.fr"),
        ("contact", "06 12 34 56 78", "+33612345678"),
        ("montant", "45", "45.00"),
        ("montant", "45,50", "45.50"),
        ("montant", "je peux payer 50 par mois", "50.00"),
        ("montant", "cent vingt euros", "120.00"),
        ("montant", "nonante euros", "90.00"),
        ("date", "le 12", "2026-12-12"),
        ("date", "12", "2026-12-12"),
        ("date", "le premier", "2026-12-01"),
        ("date", "demain matin", "2026-11-23"),
        ("date", "lundi prochain", "2026-11-23"),
        ("date", "à partir du 3 décembre", "2026-12-03"),
        ("periode", "mars", {"start": "2026-03-01", "end": "2026-04-01", "grain": "month"}),
        ("periode", "celle de mars", {"start": "2026-03-01", "end": "2026-04-01", "grain": "month"}),
        ("periode", "le mois dernier", {"start": "2026-10-01", "end": "2026-11-01", "grain": "month"}),
        ("periode", "hier", {"start": "2026-11-21", "end": "2026-11-22", "grain": "day"}),
        ("index", "12345", 12345),
        ("index", "012345 kWh", 12345),
        ("index", "mon compteur affiche 12 345", 12345),
        ("index", "04567,123", 4567),
        ("index", "douze mille trois cents", 12300),
        ("pdl", "09 123 456 789 012", "09123456789012"),
        ("pdl", "mon prm c'est 09123456789012", "09123456789012"),
        ("pce", "gi 123 456", "GI123456"),
        ("pce", "09123456789012", "09123456789012"),
        ("iban", "mon iban FR76 3000 6000 0112 3456 7890 189 merci", "FR7630006000011234567890189"),
        ("document", "la facture F2026-004512", "F2026-004512"),
        ("note_1_5", "4", 4),
        ("note_1_5", "4/5", 4),
        ("note_1_5", "je mets quatre étoiles", 4),
        ("note_1_5", "⭐⭐⭐", 3),
        ("note_1_5", "très bien", 5),
        ("heure", "vers 14h30", "14:30"),
        ("duree", "en 6 mois", "P6M"),
        ("texte", "  le portail   est bleu ", "le portail est bleu"),
    ],
)
def test_what_people_type_is_accepted(kind: str, text: str, value: Any) -> None:
    assert parsed(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("numero_client", "pourquoi 10000001 ?"),
        ("numero_client", "je voudrais payer 10000001"),
        ("numero_client", "1000001"),
        ("numero_client", "je ne sais pas"),
        ("code_postal", "99999"),
        ("code_postal", "69003 combien je dois"),
        ("code_postal", "panne au 69003"),
        ("code_6", "j'ai pas reçu le code"),
        ("code_6", "12345"),
        ("code_6", "renvoyez le code 123456"),
        ("oui_non", "oui mais pourquoi ?"),
        ("oui_non", "ma facture"),
        ("oui_non", "oui et je veux aussi payer"),
        ("oui_non", "peut-être"),
        ("email", "a@b.fr c'est quoi ?"),
        ("email", "camille arobase"),
        ("telephone", "appelez le technicien au 0612345678"),
        ("telephone", "06 12 34"),
        ("montant", "combien ?"),
        ("montant", "entre 20 et 30"),
        ("montant", "je conteste 45 €"),
        ("date", "mars"),
        ("date", "quand ?"),
        ("date", "31/02/2026"),
        ("periode", "pourquoi celle de mars a augmenté"),
        ("index", "où est mon compteur"),
        ("index", "ma facture est de 12345"),
        ("pdl", "0912345"),
        ("pce", "je ne trouve pas"),
        ("iban", "FR76 3000 6000 0112 3456 7890 188"),
        ("note_1_5", "6"),
        ("note_1_5", "0"),
        ("texte", "?"),
        ("choix", "pourquoi mars ?"),
        ("choix", "un conseiller"),
    ],
)
def test_questions_requests_and_wrong_values_are_no_answer(kind: str, text: str) -> None:
    assert parsed(kind, text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le premier", "F1"),
        ("2", "F2"),
        ("la n°2", "F2"),
        ("la dernière", "F3"),
        ("la troisième svp", "F3"),
        ("celle de mars", "F1"),
        ("janvier", "F2"),
        ("mars 2026", "F1"),
        ("celle de novembre", "F3"),
        ("4", None),
        ("celle de juillet", None),
    ],
)
def test_a_choice_by_place_label_or_date(text: str, value: str | None) -> None:
    assert parsed("choix", text, BILLS) == value


@pytest.mark.parametrize(("text", "value"), [("exemple.fr", "c1"), ("par mail", None), ("le premier", "c1")])
def test_a_choice_among_masked_contacts(text: str, value: str | None) -> None:
    assert parsed("choix", text, CONTACTS) == value


def test_a_choice_whose_options_are_unknown_is_a_place() -> None:
    assert parsed("choix", "le deuxième") == "2"
    assert parsed("choix", "exemple.fr") is None


def test_bounds_choose_the_year_of_a_date() -> None:
    past = ParseContext(today=TODAY, latest=TODAY)
    coming = ParseContext(today=TODAY, earliest=TODAY)
    assert parsed("date", "le 3 janvier", past) == "2026-01-03"
    assert parsed("date", "le 3 octobre", coming) == "2027-10-03"
    assert parsed("date", "le 12", past) == "2026-11-12"
    assert parsed("date", "3 octobre 2025", coming) == "2025-10-03"


def test_bounds_refuse_amounts_and_readings() -> None:
    limits = ParseContext(today=TODAY, lowest=10, highest=100)
    assert parsed("montant", "45", limits) == "45.00"
    assert parsed("montant", "450", limits) is None
    assert parsed("index", "5", limits) is None


def test_two_registers_are_kept() -> None:
    answer = PARSERS["index"]("HP 12345 HC 6789", CONTEXT)
    assert answer is not None
    assert answer.extra["registres"] == {"hp": 12345, "hc": 6789}


def test_a_contact_says_what_it_is() -> None:
    answers = [PARSERS["contact"](text, CONTEXT) for text in ("a@b.fr", "0612345678")]
    assert [answer.kind for answer in answers if answer] == ["email", "telephone"]


@pytest.mark.parametrize(
    "text", ["en cours à Rouen 76000", "Pannes en cours Rouen 76000", "coupure en cours Cours-la-Ville 69470"]
)
def test_what_is_under_way_is_no_street(text: str) -> None:
    place = parsed("lieu", text)
    assert place is None or "adresse" not in place


def test_a_street_that_is_called_so_is_one() -> None:
    assert parsed("lieu", "12 cours Lafayette 69003 Lyon")["adresse"] == "12 cours Lafayette"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("214", "214"),
        ("A-57", "A-57"),
        ("le repère est EP 1234", "EP 1234"),
        ("c'est écrit 12/3 sur la plaque", "12/3"),
        ("merci beaucoup", None),
        ("combien je dois pour 214 ?", None),
        ("214 ou 215", None),
    ],
)
def test_the_mark_on_a_lamp_post(text: str, value: str | None) -> None:
    assert parsed("repere", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("S2026-000123", "S2026-000123"),
        ("c'est le s 2026 123 merci", "S2026-000123"),
        ("je ne l'ai plus", None),
        ("merci beaucoup", None),
    ],
)
def test_the_number_of_an_outage_report(text: str, value: str | None) -> None:
    assert parsed("signalement", text) == value


def test_a_place_stands_for_a_report_without_number() -> None:
    assert parsed("signalement", "44000 Nantes")["commune"] == "Nantes"
    assert parsed("code_signalement", "le code : 7kq2m-9abcd-efgh2") == "7KQ2M-9ABCD-EFGH2"


@pytest.mark.parametrize(
    ("text", "field", "kind", "is_label"),
    [
        ("gaz", "panne_energie", "choix", True),
        ("Le gaz", "releve_point", "choix", True),
        ("c'est le gaz", "panne_energie", "choix", True),
        ("celui du gaz", "releve_point", "choix", True),
        ("l'électricité", "panne_energie", "choix", True),
        ("gaz !", "panne_energie", "choix", False),
        ("du gaz", "panne_energie", "choix", False),
        ("ça sent le gaz", "panne_energie", "choix", False),
        ("le gaz fuit", "releve_point", "choix", False),
        ("gaz", "panne_danger", "choix", False),
        ("gaz", "panne_lieu", "lieu", False),
        ("gaz", "satisfaction_commentaire", "texte", False),
    ],
)
def test_the_bare_name_of_an_energy_answers_where_one_is_asked(
    text: str, field: str, kind: str, is_label: bool
) -> None:
    assert is_offered_energy(text, field, kind) is is_label


@given(st.sampled_from(sorted(PARSERS)), st.text(max_size=60))
def test_no_text_makes_a_parser_fail(kind: str, text: str) -> None:
    answer = PARSERS[kind](text, BILLS)
    assert answer is None or answer.value is not None


def test_the_kinds_that_packs_may_use() -> None:
    promised = {
        "numero_client", "contact", "telephone", "email", "code_postal", "code_6", "oui_non", "montant", "date",
        "periode", "index", "pdl", "pce", "iban", "note_1_5", "texte", "choix",
    }  # fmt: skip
    assert promised <= set(PARSERS)
