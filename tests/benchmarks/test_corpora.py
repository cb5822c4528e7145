from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.corpora import OUT_OF_SCOPE, Corpora
from benchmarks.subject import newest_model
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def corpora() -> Corpora:
    return Corpora(PROJECT_ROOT / "tests" / "nlu")


def test_every_file_is_read_whole(corpora: Corpora) -> None:
    assert len(corpora.intents) == 760 and len(corpora.out_of_scope) == 120
    assert sum(bool(one.kinds) for one in corpora.dangers) == 90 and len(corpora.dangers) == 180
    assert len(corpora.values) == 120
    assert {one.register for one in corpora.intents} > {"texting", "quebec"}
    assert sum(one.near for one in corpora.out_of_scope) == 60


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
