from __future__ import annotations

import csv

import pytest

from courant.french.lexicon import REFERENCE
from courant.french.sms import expand, normalise


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("jveu savoir cb g consommé svp", "je veux savoir combien j'ai consommé s'il vous plaît"),
        ("slt c koi mon num client", "salut c'est quoi mon numéro client"),
        ("sa pu le gaz", "ça pu le gaz"),
        ("sa facture est chère", "sa facture est chère"),
        ("payer par cb", "payer par cb"),
        ("je ve payer", "je ve payer"),
        ("jé pa recu", "j'ai pa recu"),
        ("je suis là", "je suis là"),
        ("bcp tro cher", "beaucoup trop cher"),
        ("le contrat prend fin", "le contrat prend fin"),
    ],
)
def test_texting_forms_are_written_out_where_that_is_safe(typed: str, written: str) -> None:
    assert expand(typed) == written


@pytest.mark.parametrize(
    "kept",
    [
        "12 c",
        "index 12345",
        "45,50 €",
        "09123456789012",
        "F2026-004512",
        "a.b@c.fr",
        "0,2001 €/kWh",
        "un forfait 5 g",
        "3 k",
    ],
)
def test_numbers_references_and_units_are_never_touched(kept: str) -> None:
    assert expand(kept) == kept


def test_normalise_writes_out_then_folds() -> None:
    assert normalise("Jé un PBM, c urgeeent") == "j'ai un probleme, c'est urgent"


def test_every_row_of_the_table_is_complete() -> None:
    with (REFERENCE / "sms.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))
    assert len(rows) > 300
    rules = {"toujours", "avant_mot", "avant_verbe", "apres_verbe", "hors_paiement"}
    assert [row for row in rows if not row["forme"] or not row["plein"] or row["regle"] not in rules] == []
