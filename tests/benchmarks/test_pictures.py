"""Pictures of the report: drawings that stand alone and say in words what they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pictures import Picture, bars, grid, reliability, trade
from benchmarks.report import Section, as_html, write

PICTURES = {
    "reliability": reliability([0.95, 0.92, 0.35, 1.0], [True, False, True, True]),
    "bars": bars("Par registre", [("texting", 91.0), ("long", 72.5)], target=88.0),
    "trade": trade("Hors sujet", [0.9, 0.8, 0.99], [0.1, 0.5]),
    "grid": grid("Confusions", ["paiement", "pannes"], [[9, 1], [0, 7]]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_a_drawing_without_outside_files(name: str) -> None:
    picture = PICTURES[name]
    assert picture.svg.startswith("<svg") and picture.svg.rstrip().endswith("</svg>")
    assert 'href="http' not in picture.svg and "<metadata" not in picture.svg
    assert picture.title and picture.alternative


def test_the_words_tell_the_figures() -> None:
    assert "0.95: 67%" in PICTURES["reliability"].alternative
    assert "long: 72.5 %" in PICTURES["bars"].alternative


def test_pictures_stand_in_the_page_and_not_in_the_json(tmp_path: Path) -> None:
    section = Section("Intents", pictures=(Picture("Un <titre>", 'dit "tout"', "<svg></svg>"),))
    page = as_html("Mesures", {}, [section])
    assert "<svg></svg>" in page and "Un &lt;titre&gt;" in page and "&quot;tout&quot;" in page
    write(tmp_path, "report", {}, [section])
    assert "<svg" not in (tmp_path / "report.json").read_text(encoding="utf-8")
