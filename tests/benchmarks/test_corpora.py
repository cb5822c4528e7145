from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.corpora import OUT_OF_SCOPE, Corpora, Danger, Sentence, Values
from benchmarks.subject import newest_model
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "tests" / "nlu"


@pytest.fixture(scope="module")
def corpora() -> Corpora:
    return Corpora(FOLDER)


def counts(rows: Iterable[Sentence | Danger | Values]) -> Counter[str]:
    return Counter(one.part for one in rows)


def test_every_part_is_read_whole(corpora: Corpora) -> None:
    dangers = [one for one in corpora.dangers if one.kinds]
    near = [one for one in corpora.out_of_scope if one.near]
    assert counts(corpora.intents).items() >= {("intentions.yml", 760), ("intentions_2.yml", 248)}
    assert counts(corpora.out_of_scope).items() >= {("hors_sujet.yml", 120), ("hors_sujet_2.yml", 60)}
    assert counts(near).items() >= {("hors_sujet.yml", 60), ("hors_sujet_2.yml", 40)}
    assert counts(dangers).items() >= {("dangers.yml", 90), ("dangers_2.yml", 30)}
    assert counts(corpora.dangers).items() >= {("dangers.yml", 180), ("dangers_2.yml", 60)}
    assert counts(corpora.values).items() >= {("entites.yml", 120), ("entites_2.yml", 90)}


def test_no_file_is_left_out(corpora: Corpora) -> None:
    assert set(counts(corpora.everything)) == {file.name for file in FOLDER.glob("*.yml")}


def test_each_part_has_every_intent(corpora: Corpora) -> None:
    parts = {part: {one.intent for one in corpora.intents if one.part == part} for part in counts(corpora.intents)}
    assert all(len(intents) >= 112 and intents >= parts["intentions.yml"] for intents in parts.values())
    assert sum(bool(one.topics) for one in corpora.intents if one.part == "intentions_2.yml") == 40


def test_what_a_part_does_not_annotate_is_no_mistake(corpora: Corpora) -> None:
    kinds = {one.part: one.kinds for one in corpora.values}
    assert "heure" not in kinds["entites.yml"] and {"heure", "duree", "adresse"} < kinds["entites_2.yml"]


def test_labels_are_intents_of_the_packs(corpora: Corpora) -> None:
    known = set(load_catalogue(PROJECT_ROOT / "data" / "packs").capabilities) | {OUT_OF_SCOPE}
    said = {intent for one in (*corpora.intents, *corpora.out_of_scope) for intent in (one.intent, *one.others)}
    assert said <= known


def test_without_a_model_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make train"):
        newest_model(tmp_path)


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["autre"])
    said = capsys.readouterr().err
    assert all(name in said for name in BENCHMARKS)
