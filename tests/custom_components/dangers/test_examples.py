from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from custom_components.dangers.examples import CALM, ExampleError, once, pack_examples, written_examples


@pytest.mark.parametrize("line", ["gazz\tça sent", "gaz", "gaz\t  "])
def test_a_wrong_line_of_examples_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "exemples.tsv"
    file.write_text(f"# début\ngaz\tça sent le gaz\n{line}\n", encoding="utf-8")
    with pytest.raises(ExampleError, match=r"exemples\.tsv:3"):
        written_examples(file)


def test_examples_of_the_project_are_many_and_differ() -> None:
    written = written_examples()
    kinds = Counter(kind for _, kind in written)
    assert len({sentence for sentence, _ in written}) == len(written)
    assert set(kinds) == {"gaz", "monoxyde", "incendie", "electrique", "inondation", "medical", "detresse", CALM}
    assert min(kinds.values()) >= 350 and kinds[CALM] >= 3000


def test_formulations_of_dangerous_intents_are_dangers() -> None:
    formulations = [("plus de courant", "signaler_panne"), ("fuite", "signaler_fuite_gaz")]
    assert pack_examples(formulations, {"signaler_fuite_gaz": "gaz"}) == [("plus de courant", CALM), ("fuite", "gaz")]


def test_a_sentence_is_learned_once_and_rather_as_a_danger() -> None:
    said = [("Plus de gaz dans le bloc !", CALM), ("plus de gaz dans le bloc !", "gaz"), ("merci", CALM)]
    assert once(said) == [("plus de gaz dans le bloc !", "gaz"), ("merci", CALM)]
