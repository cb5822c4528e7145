"""Numbers of customers, bills, cases, orders, delivery points, accounts, and meter readings."""

from __future__ import annotations

import pytest

from courant.french.values import find_all
from tests.courant.french.marked import TODAY


def values(text: str, *kinds: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find_all(text, TODAY, kinds)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("c le 10000001", "10000001"),
        ("n° client : 10 00 00 01", "10000001"),
        ("client 10-00-00-01", "10000001"),
        ("identifiant 10.000.412", "10000412"),
        ("10 000 412", "10000412"),
        ("ma référence est le 10000555", "10000555"),
        ("client 1 0 0 0 0 0 0 1", "10000001"),
        ("10000001 c'est mon numéro client", "10000001"),
        ("numéro client dix millions un", "10000001"),
        ("un zéro zéro zéro zéro zéro quatre deux", "10000042"),
        ("10000001 69003", "10000001"),
    ],
)
def test_customers(text: str, number: str) -> None:
    assert values(text, "numero_client") == [("numero_client", number)]


@pytest.mark.parametrize(
    "text",
    ["client depuis le 12 03 2026", "06 39 98 12", "index 10000001", "facture 10000001", "le 20261103", "10000001 €"],
)
def test_what_is_no_customer(text: str) -> None:
    assert values(text, "numero_client") == []


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("F2026-004512", "numero_facture", "F2026-004512"),
        ("facture f 2026 004512", "numero_facture", "F2026-004512"),
        ("facture n° 2026-004512", "numero_facture", "F2026-004512"),
        ("F2026-4512", "numero_facture", "F2026-004512"),
        ("f deux mille vingt-six zéro zéro quatre cinq un deux", "numero_facture", "F2026-004512"),
        ("facture n° F-88213", "numero_facture", "F-88213"),
        ("dossier D2026-000123", "numero_dossier", "D2026-000123"),
        ("dossier n° 2026-314", "numero_dossier", "D2026-000314"),
        ("suivi ticket REC-20418", "numero_dossier", "REC-20418"),
        ("commande C2026-000045", "numero_commande", "C2026-000045"),
        ("commande CMD-20418", "numero_commande", "CMD-20418"),
        ("cmd 20114", "numero_commande", "20114"),
    ],
)
def test_documents(text: str, kind: str, number: str) -> None:
    assert values(text, "numero_facture", "numero_dossier", "numero_commande") == [(kind, number)]


@pytest.mark.parametrize("text", ["la facture de 2026", "facture 12/03/2026", "commande 2 radiateurs", "dossier 2025"])
def test_what_is_no_document(text: str) -> None:
    assert values(text, "numero_facture", "numero_dossier", "numero_commande") == []


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("pdl 09123456789012", "pdl", "09123456789012"),
        ("mon PRM : 09 123 456 789 012", "pdl", "09123456789012"),
        ("19 876 543 210 987 est mon numéro linky", "pdl", "19876543210987"),
        ("PDL 09 12 34 56 78 90 12", "pdl", "09123456789012"),
        ("pdl 0 9 8 7 6 5 4 3 2 1 0 9 8 7", "pdl", "09876543210987"),
        ("pce 09123456789012", "pce", "09123456789012"),
        ("09 12 34 56 78 90 12 c'est mon pce", "pce", "09123456789012"),
        ("le gaz 09123456789012", "pce", "09123456789012"),
        ("GI123456", "pce", "GI123456"),
        ("gi 045 321", "pce", "GI045321"),
        ("pce: GI-045321", "pce", "GI045321"),
    ],
)
def test_delivery_points(text: str, kind: str, number: str) -> None:
    assert values(text, "pdl", "pce") == [(kind, number)]


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("mon iban fr7630006000011234567890189 merci", "FR7630006000011234567890189"),
        ("FR76-3000-6000-0112-3456-7890-189", "FR7630006000011234567890189"),
        ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
        ("BE68 5390 0754 7034", "BE68539007547034"),
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
    ],
)
def test_python_stdnum_checks_ibans(text: str, iban: str) -> None:
    assert values(text, "iban") == [("iban", iban)]


def test_a_wrong_iban_is_none() -> None:
    assert values("FR76 3000 6000 0112 3456 7890 188", "iban") == []


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("index 12345", [("base", "12345")]),
        ("mon compteur affiche 12 345 kWh", [("base", "12345")]),
        ("index gaz 04567", [("gaz", "04567")]),
        ("compteur gaz 45872,356 m3", [("gaz", "45872")]),
        ("hp 12345 hc 6789", [("hp", "12345"), ("hc", "6789")]),
        ("HP:12 345/HC:6 789", [("hp", "12345"), ("hc", "6789")]),
        ("hp/hc 12345/6789", [("hp", "12345"), ("hc", "6789")]),
        ("12345 en heures pleines et 6789 en heures creuses", [("hp", "12345"), ("hc", "6789")]),
        ("heures creuses 6789", [("hc", "6789")]),
        ("jour 12345 nuit 6789", [("hp", "12345"), ("hc", "6789")]),
        ("index heures pleines trente-deux mille cent heures creuses mille deux", [("hp", "32100"), ("hc", "1002")]),
        ("élec 12345 gaz 4567 relevé", [("base", "12345"), ("gaz", "4567")]),
        ("dernier relevé 45 210 le jour du départ", [("base", "45210")]),
        ("compteur zéro un huit quatre cinq deux", [("base", "018452")]),
        ("index 358", [("base", "358")]),
        ("12345 au compteur", [("base", "12345")]),
    ],
)
def test_readings_and_their_registers(text: str, readings: list[tuple[str, str]]) -> None:
    assert [(one.role, one.value) for one in find_all(text, TODAY, ["index_compteur"])] == readings


@pytest.mark.parametrize(
    "text",
    [
        "la facture de 2026",
        "j'ai consommé 450 kWh en mars",
        "le compteur dit 3 200 kWh sur l'année",
        "compteur n° 123456",
        "mon compteur au 3 rue Foch 69003 Lyon",
        "heures creuses de 22h à 6h",
        "le relevé de ma banque dit 0931",
        "compteur : 131,60 au lieu de 75",
        "le voltmètre affiche 205 volts",
        "index client 10000001",
    ],
)
def test_what_is_no_reading(text: str) -> None:
    assert values(text, "index_compteur") == []
