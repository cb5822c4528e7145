"""Rasa's default pipeline on the same data, from one dated run (`benchmarks/baseline/README.md`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.report import Table, percent

if TYPE_CHECKING:
    from benchmarks.accuracy import Answer

FILE = Path("benchmarks") / "baseline" / "diet.json"


def compared(root: Path, answers: Sequence[Answer]) -> Table:
    """Courant's answers beside those of the default pipeline, on the sentences that both were asked."""
    run = _read(root)
    told = {row["text"]: [(name, float(sure)) for name, sure in row["ranking"]] for row in run.get("answers", ())}
    both = [one for one in answers if one.sentence.text in told]
    if not both:
        return Table("Beside Rasa's default pipeline", ("", "no run is kept"), ())
    theirs = [(one.sentence, told[one.sentence.text]) for one in both]
    first = [sum(one.right for one in both), sum(said.accepts(rows[0][0]) for said, rows in theirs)]
    three = [
        sum(one.among_three for one in both),
        sum(any(said.accepts(name) for name, _ in rows[:3]) for said, rows in theirs),
    ]
    shown = [[f"{percent(count / len(both)):.1f} %" for count in row] for row in (first, three)]
    rows = (
        ("accuracy", *shown[0]),
        ("among the first three", *shown[1]),
        ("training", "see Training", f"{run['training_seconds'] / 60:.0f} min"),
    )
    header = (f"{len(both)} sentences", "Courant", f"Rasa's default ({run['date']}, {run['epochs']} epochs)")
    return Table("Beside Rasa's default pipeline", header, rows)


def _read(root: Path) -> dict[str, Any]:
    file = root / FILE
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return content
