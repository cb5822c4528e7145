"""Telephone numbers, e-mail addresses, postcodes."""

from __future__ import annotations

import pytest

from courant.french.values import find_all
from tests.courant.french.marked import TODAY


def values(text: str, kind: str) -> list[str]:
    return [one.value for one in find_all(text, TODAY, [kind])]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("06-12-34-56-78", "+33612345678"),
        ("06/12/34/56/78", "+33612345678"),
        ("0612345678", "+33612345678"),
        ("06 1234 5678", "+33612345678"),
        ("061 234 56 78", "+33612345678"),
        ("tel:0612345678.", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33612345678", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("(+33) 6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("0 800 47 33 33", "+33800473333"),
        ("09 69 32 15 15", "+33969321515"),
        ("+32 470 12 34 56", "+32470123456"),
        ("00 41 79 555 12 34", "+41795551234"),
        ("+352 621 123 456", "+352621123456"),
        ("+1 514 555 0123", "+15145550123"),
    ],
)
def test_phonenumbers_reads_what_own_patterns_find(text: str, number: str) -> None:
    assert values(text, "telephone") == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("0690 11 22 33", "+590690112233"),
        ("0596 71 23 45", "+596596712345"),
        ("0594 30 12 34", "+594594301234"),
        ("06 39 98 12 34", "+33639981234"),
        ("01 99 00 12 34", "+33199001234"),
        ("07 12 34 56 78", "+33712345678"),
        ("0470 12 34 56", "+32470123456"),
        ("0470/12.34.56", "+32470123456"),
        ("02 512 34 56", "+3225123456"),
        ("079 123 45 67", "+41791234567"),
        ("O6 12 34 56 78", "+33612345678"),
        ("mon portable 6 12 34 56 78", "+33612345678"),
        ("10000001 06 12 34 56 78", "+33612345678"),
    ],
)
def test_own_rules_know_what_phonenumbers_does_not(text: str, number: str) -> None:
    """Overseas and fiction, ways of grouping digits abroad, mistyped and short numbers."""
    assert values(text, "telephone") == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "+33612345678"),
        ("zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit", "+33612345678"),
        ("zero six un deux trois quatre cinq six sept huit", "+33612345678"),
        ("le zéro 6 12 34 56 78", "+33612345678"),
        ("zéro un quatre-vingt-dix-neuf zéro zéro quatre-vingt-onze vingt et un", "+33199009121"),
        ("zéro quatre septante-deux nonante onze vingt", "+33472901120"),
    ],
)
def test_dictated_numbers_are_read_by_text2num(text: str, number: str) -> None:
    assert values(text, "telephone") == [number]


@pytest.mark.parametrize("text", ["06 12 34", "pdl 09 12 34 56 78 90 12", "contrat 0123456789", "le 12 03 2026"])
def test_what_is_no_telephone_number(text: str) -> None:
    assert values(text, "telephone") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Camille@Exemple.FR", "camille@exemple.fr"),
        ("mail: k.bensaid-durand@exemple.org.", "k.bensaid-durand@exemple.org"),
        ("a.b @ c.fr", "a.b@c.fr"),
        ("julie@exemple,com", "julie@exemple.com"),
        ("compta+factures@sous.exemple.fr", "compta+factures@sous.exemple.fr"),
        ("camille.durand arobase exemple point fr", "camille.durand@exemple.fr"),
        ("camille tiret durand arobase exemple point com", "camille-durand@exemple.com"),
        ("marc underscore petit arobase exemple point com", "marc_petit@exemple.com"),
        ("jean tiret du 6 marc arobase laposte point net", "jean-marc@laposte.net"),
        ("lea trente-deux arobase gmail com", "lea32@gmail.com"),
        ("camille durand tout attaché arobase exemple point fr", "camilledurand@exemple.fr"),
        ("marc(at)exemple.fr", "marc@exemple.fr"),
        ("contact [arobase] asso.org", "contact@asso.org"),
    ],
)
def test_addresses_typed_and_dictated(text: str, address: str) -> None:
    assert values(text, "email") == [address]


@pytest.mark.parametrize("text", ["nos adresses passent en @exemple.fr", "camille arobase", "a@b"])
def test_what_is_no_address(text: str) -> None:
    assert values(text, "email") == []


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("j'habite 69003", "69003"),
        ("cp 33000", "33000"),
        ("F-69003 Lyon", "69003"),
        ("69 003 Lyon", "69003"),
        ("lyon 69003", "69003"),
        ("mon compteur au 3 rue Foch 69003 Lyon", "69003"),
        ("code postal soixante-neuf mille trois", "69003"),
        ("code postal soixante-neuf zéro zéro trois", "69003"),
        ("97400 Saint-Denis", "97400"),
        ("client 10000001 69003", "69003"),
        ("panne dans le 75011", "75011"),
    ],
)
def test_postcodes(text: str, postcode: str) -> None:
    assert values(text, "code_postal") == [postcode]


@pytest.mark.parametrize(
    "text",
    ["index 12345", "12345 kWh", "99999", "45 872", "commande 20771", "dossier n 45879", "F-88120", "nonante cents"],
)
def test_what_is_no_postcode(text: str) -> None:
    assert values(text, "code_postal") == []
