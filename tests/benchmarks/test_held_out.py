"""The files of `tests/nlu`, every part of them: labels that exist, values that can be right, no sentence twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.corpora import OUT_OF_SCOPE, Corpora
from courant.french.folding import fold
from courant.french.lexicon import reference
from courant.french.values.identifiers import valid_iban
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "tests" / "nlu"
CORPORA = Corpora(FOLDER)
REGISTERS = {"texting", "mots_cles", "age_formel", "colere", "non_natif", "long", "dicte", "quebec", "belge", "courant"}
MET = 0.03  # share of the sentences of a part that may meet a formulation by chance: greetings, a few words
NATURES = {"gaz", "monoxyde", "electrique", "incendie", "medical", "detresse", "inondation"}
FORMS = {
    "montant": r"\d+\.\d\d",
    "heure": r"([01]\d|2[0-3]):[0-5]\d",
    "duree": r"P(\d+[YMWD])+|P(\d+D)?T(\d+H)?(\d+M)?",
    "index_compteur": r"\d{3,8}",
    "pdl": r"\d{14}",
    "pce": r"\d{14}|GI\d{6}",
    "numero_client": r"40\d{6}",
    "numero_facture": r"F20\d\d-\d{6}",
    "numero_dossier": r"D20\d\d-\d{6}",
    "numero_commande": r"C20\d\d-\d{6}",
    "code_postal": r"\d{5}",
    "energie": "electricite|gaz",
    "points": r"\d+",
    "email": r"[a-z0-9._+-]+@([a-z.-]+\.)?(example|example\.(org|com|net|fr)|exemple\.fr)",
    # Numbers that are given to nobody: Arcep 2018-0881 (France), +1 555-01xx, Ofcom (+44), the Belgian usage in prints.
    "telephone": r"\+33(19900|26191|35301|46571|53649|63998)\d{4}|\+1\d{3}55501\d\d|\+447700900\d{3}|\+32470123456",
}
Annotation = tuple[str, dict[str, Any]]


def annotated() -> Iterator[Annotation]:
    """Every annotated value with its sentence."""
    for file in sorted(FOLDER.glob("entites*.yml")):
        for row in content(file)["entites"]:
            yield from ((row["texte"], one) for one in row["entites"])


def content(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


def in_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def days(value: str | dict[str, str]) -> list[date]:
    bounds = [value] if isinstance(value, str) else [value["debut"], value["fin"]]
    return [date.fromisoformat(one) for one in bounds]


def test_no_sentence_stands_twice() -> None:
    counts = Counter(in_words(one.text) for one in CORPORA.everything)
    assert [text for text, count in counts.items() if count > 1] == []


def test_sentences_are_not_learned_from() -> None:
    catalogue = load_catalogue(PROJECT_ROOT / "data" / "packs")
    learned = {in_words(text) for one in catalogue.capabilities.values() for text in one.examples}
    lines = (PROJECT_ROOT / "data" / "reference" / "dangers_exemples.tsv").read_text(encoding="utf-8").splitlines()
    learned |= {in_words(line.split("\t")[-1]) for line in lines}
    whole = Counter(one.part for one in CORPORA.everything)
    met = Counter(one.part for one in CORPORA.everything if in_words(one.text) in learned)
    assert {part for part in met if met[part] > MET * whole[part]} == set()


def test_registers_and_second_requests() -> None:
    sentences = (*CORPORA.intents, *CORPORA.out_of_scope)
    assert {one.register for one in sentences} <= REGISTERS
    assert all(one.intent not in one.others for one in sentences)
    several = [one for one in sentences if one.topics]
    assert all(one.topics[0] == one.intent and one.others.issuperset(one.topics[1:]) for one in several)
    assert all(one.intent == OUT_OF_SCOPE for one in CORPORA.out_of_scope)


def test_dangers_have_a_nature_and_look_alikes_a_word() -> None:
    for file in FOLDER.glob("dangers*.yml"):
        rows = content(file)
        assert {nature for row in rows["dangers"] for nature in (row["genre"], *row.get("autres", []))} <= NATURES
        assert [row["texte"] for row in rows["sosies"] if fold(row["mot"]) not in fold(row["texte"])] == []


def test_values_stand_in_their_sentence_in_its_order() -> None:
    for one in FOLDER.glob("entites*.yml"):
        for row in content(one)["entites"]:
            start = 0
            for value in row["entites"]:
                start = row["texte"].find(value["texte"], start)
                assert start >= 0, f"{value['texte']} in {row['texte']}"


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_values_have_the_form_of_their_kind(kind: str) -> None:
    values = [str(one["valeur"]) for _, one in annotated() if one["entite"] == kind]
    assert [value for value in values if not re.fullmatch(FORMS[kind], value)] == []


def test_other_values_can_be_right() -> None:
    for text, one in annotated():
        kind, value = one["entite"], one["valeur"]
        if kind == "iban":
            assert valid_iban(value) == value, text
        elif kind == "date":
            assert days(value) == sorted(set(days(value))), text
        elif kind == "adresse":
            assert set(value) <= {"numero", "voie", "code_postal", "commune"} and "voie" in value, text
        elif kind == "type_frais":
            assert value in reference("frais.yml")["frais"], text
        else:
            assert kind in {*FORMS, "nom", "commune"}, text
        assert ("role" in one) == (kind == "index_compteur") and one.get("role", "gaz") in {"base", "hp", "hc", "gaz"}
