from __future__ import annotations

import json
from pathlib import Path

from benchmarks.report import Figure, Section, Table, as_text, write

SECTIONS = [
    Section(
        "Intents",
        (Figure("accuracy", 81.25, "%", ">= 80"), Figure("latency", 7.0, "ms", "<= 5"), Figure("nothing", None)),
        (Table("By register", ("register", "accuracy"), (("texting", "75 %"),)),),
        "760 sentences.",
    ),
    Section("Turns", skipped="no model & no <harness>"),
]


def test_the_text_says_what_was_missed_and_what_was_skipped() -> None:
    lines = as_text(SECTIONS).splitlines()
    accuracy, latency = (next(line for line in lines if line.startswith(name)) for name in ("accuracy", "latency"))
    assert "81.2 %" in accuracy and "MISSED" not in accuracy
    assert "7.0 ms" in latency and latency.endswith("MISSED")
    assert "skipped: no model & no <harness>" in lines


def test_the_page_is_whole_and_its_texts_are_escaped(tmp_path: Path) -> None:
    write(tmp_path, "report", {"model": "a<b"}, SECTIONS)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "a&lt;b" in page and "&lt;harness&gt;" in page
    assert "http" not in page and "<script" not in page


def test_the_figures_can_be_read_back(tmp_path: Path) -> None:
    write(tmp_path, "report", {"model": "m"}, SECTIONS)
    content = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert content["facts"] == {"model": "m"}
    assert content["sections"][0]["figures"][0]["value"] == 81.25
