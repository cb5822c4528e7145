"""The sentences of the tests, one a line in `phrases/`."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "phrases"


def lines(file: str) -> list[str]:
    content = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return [line for line in content if line and not line.startswith("#")]


def dangers() -> list[tuple[str, str]]:
    """(nature, sentence) pairs."""
    return [(kind, text) for kind, text in (line.split("\t") for line in lines("dangers.txt"))]


def lookalikes() -> list[str]:
    return lines("sosies.txt")
