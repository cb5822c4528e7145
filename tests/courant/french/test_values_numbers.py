"""Numbers that are a reference, a contact, a reading, an hour: found by form and by the words around them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.french.values import find_all

TODAY = date(2026, 11, 22)


def values(text: str, *kinds: str) -> list[tuple[str, object]]:
    return [(one.kind, one.value) for one in find_all(text, TODAY, kinds or None)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("c le 10000001", "numero_client", "10000001"),
        ("n° client : 10 00 00 01", "numero_client", "10000001"),
        ("F2026-004512", "numero_facture", "F2026-004512"),
        ("facture f 2026 004512", "numero_facture", "F2026-004512"),
        ("facture 2026-004512", "numero_facture", "F2026-004512"),
        ("dossier D2026-000123", "numero_dossier", "D2026-000123"),
        ("commande C2026-000045", "numero_commande", "C2026-000045"),
        ("pdl 09123456789012", "pdl", "09123456789012"),
        ("mon PRM : 09 123 456 789 012", "pdl", "09123456789012"),
        ("pce 09123456789012", "pce", "09123456789012"),
        ("GI123456", "pce", "GI123456"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban", "FR7630006000011234567890189"),
        ("mon iban fr7630006000011234567890189 merci", "iban", "FR7630006000011234567890189"),
        ("BE68 5390 0754 7034", "iban", "BE68539007547034"),
        ("06 12 34 56 78", "telephone", "+33612345678"),
        ("06.12.34.56.78", "telephone", "+33612345678"),
        ("+33 6 12 34 56 78", "telephone", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "telephone", "+33612345678"),
        ("0032 470 12 34 56", "telephone", "+32470123456"),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "telephone", "+33612345678"),
        ("camille.durand@exemple.fr", "email", "camille.durand@exemple.fr"),
        ("Camille@Exemple.FR", "email", "camille@exemple.fr"),
        ("camille.durand arobase exemple point fr", "email", "camille.durand@exemple.fr"),
        ("camille tiret durand arobase gmail point com", "email", "camille-durand@gmail.com"),
        ("j'habite 69003", "code_postal", "69003"),
        ("code postal soixante-neuf mille trois", "code_postal", "69003"),
        ("97400 Saint-Denis", "code_postal", "97400"),
        ("index 12345", "index_compteur", "12345"),
        ("mon compteur affiche 12 345 kWh", "index_compteur", "12345"),
        ("index gaz 04567", "index_compteur", "04567"),
        ("rendez-vous à 14h30", "heure", "14:30"),
        ("vers 9 heures", "heure", "09:00"),
        ("8h du soir", "heure", "20:00"),
        ("midi et demi", "heure", "12:30"),
        ("depuis 2 heures", "duree", "PT2H"),
        ("pendant trois mois", "duree", "P3M"),
        ("500 points", "points", 500),
    ],
)
def test_one_value(text: str, kind: str, value: object) -> None:
    assert (kind, value) in values(text)
    assert [found for found in values(text, kind)] == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FR76 3000 6000 0112 3456 7890 188", "iban"),
        ("ean 541448820000000001", "pdl"),
        ("mon siret 12345678901234", "pdl"),
        ("index 12345", "code_postal"),
        ("12345 kWh", "code_postal"),
        ("99999", "code_postal"),
        ("depuis 2 heures", "heure"),
        ("mes heures creuses", "heure"),
        ("point de livraison", "points"),
        ("la facture de 2026", "index_compteur"),
        ("06 12 34", "telephone"),
    ],
)
def test_what_looks_like_it_and_is_not(text: str, kind: str) -> None:
    assert values(text, kind) == []


@pytest.mark.parametrize("text", ["hp 12345 hc 6789", "12345 en heures pleines et 6789 en heures creuses"])
def test_readings_keep_their_register(text: str) -> None:
    found = find_all(text, TODAY, ["index_compteur"])
    assert [(one.value, one.role) for one in found] == [("12345", "hp"), ("6789", "hc")]


def test_a_gas_reading_has_its_role() -> None:
    (found,) = find_all("index gaz 04567,123", TODAY, ["index_compteur"])
    assert (found.value, found.role) == ("04567", "gaz")


def test_fourteen_digits_alone_are_unsure() -> None:
    (alone,) = find_all("09123456789012", TODAY, ["pdl", "pce"])
    (labelled,) = find_all("pdl 09123456789012", TODAY, ["pdl", "pce"])
    assert alone.confidence < labelled.confidence
    assert values("le gaz 09123456789012", "pdl", "pce") == [("pce", "09123456789012")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("c'est quoi la CTA", "cta"),
        ("l'accise a augmenté", "accise"),
        ("la tva est à 20 %", "tva"),
        ("mon abonement", "abonnement"),
        ("frais de mise en service", "frais_mise_en_service"),
        ("pénalités de retard", "penalite"),
        ("une régul de 200 €", "regularisation"),
        ("le turpe", "acheminement"),
    ],
)
def test_charges_are_named_in_many_ways(text: str, code: str) -> None:
    assert ("type_frais", code) in values(text)


def test_energies() -> None:
    assert values("gaz et élec", "energie") == [("energie", "gaz"), ("energie", "electricite")]


def test_a_sentence_with_several_values() -> None:
    text = "Le 12 mars j'ai payé 45,50 € pour la facture F2026-004512, mon client est 10000001"
    assert values(text) == [
        ("date", "2026-03-12"),
        ("montant", "45.50"),
        ("numero_facture", "F2026-004512"),
        ("numero_client", "10000001"),
    ]


def test_the_name_of_a_street_holds_no_value() -> None:
    assert values("12 rue du 8 mai 1945") == []
    assert values("3 rue du Gaz, 69003 Lyon") == [("code_postal", "69003")]


@given(st.text(max_size=80))
def test_spans_lie_in_the_text_and_main_values_do_not_overlap(text: str) -> None:
    found = find_all(text, TODAY)
    main = [one for one in found if one.kind not in ("energie", "type_frais")]
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(not a.overlaps(b) for i, a in enumerate(main) for b in main[i + 1 :])
