"""Rasa's own commands on this project: its stories, its data validation, its NLU test on the exported packs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from courant.cli import models, train
from courant.settings import PROJECT_ROOT

LIMIT_SECONDS = 300


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Rasa command from the project's root, with no environment of the project's set."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COURANT_")}
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=PROJECT_ROOT,
        env={**environment, **train.QUIET},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )


def model() -> str:
    newest = models.latest(PROJECT_ROOT)
    assert newest is not None, "no model: run `make train` first"
    return str(newest)


@pytest.mark.timeout(900)  # several processes of Rasa, beside the other half of the suite
def test_the_stories_pass(tmp_path: Path) -> None:
    done = rasa(
        "test",
        "core",
        "--model",
        model(),
        "--stories",
        "tests/stories",
        "--fail-on-prediction-errors",
        "--out",
        str(tmp_path),
    )
    assert done.returncode == 0, done.stdout[-3000:]
    stories = sum(
        len(yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]) for file in Path("tests/stories").glob("*.yml")
    )
    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    correct, total = report["conversation_accuracy"]["correct"], report["conversation_accuracy"]["total"]
    assert correct == total == stories


@pytest.mark.timeout(900)
def test_a_wrong_story_fails(tmp_path: Path) -> None:
    """Without this, a test command that checks nothing would look like success."""
    wrong = tmp_path / "test_wrong.yml"
    wrong.write_text(
        "version: '3.1'\nstories:\n- story: faux\n  steps:\n  - intent: explication_facture\n"
        "  - action: action_explication_facture\n",
        encoding="utf-8",
    )
    done = rasa(
        "test",
        "core",
        "--model",
        model(),
        "--stories",
        str(wrong),
        "--fail-on-prediction-errors",
        "--out",
        str(tmp_path / "out"),
    )
    assert done.returncode != 0


@pytest.mark.timeout(900)
def test_data_validation_has_no_warning_of_our_own() -> None:
    done = rasa("data", "validate", "--fail-on-warnings")
    assert done.returncode == 0, done.stderr[-3000:]
    ours = [line for line in done.stderr.splitlines() if re.search(r"UserWarning|WARNING", line)]
    assert [line for line in ours if "site-packages" not in line and "utter_ask_" not in line] == []


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    subprocess.run(
        [sys.executable, "-m", "courant", "packs", "export", str(folder)],
        cwd=PROJECT_ROOT,
        check=True,
        env={**os.environ, **train.QUIET},
        capture_output=True,
    )
    return folder


def one_in_ten(nlu: Path, kept: Path) -> int:
    """Write every tenth message of each intent of an exported file to another; returns how many these are."""
    content = yaml.safe_load(nlu.read_text(encoding="utf-8"))
    intents = [item for item in content["nlu"] if "intent" in item]
    count = 0
    for item in intents:
        messages = item["examples"].splitlines()[::10]
        item["examples"], count = "\n".join(messages), count + len(messages)
    kept.write_text(yaml.safe_dump({**content, "nlu": intents}, allow_unicode=True), encoding="utf-8")
    return count


@pytest.mark.timeout(900)
def test_nlu_is_evaluated_on_every_message_it_is_given(exported: Path, tmp_path: Path) -> None:
    """Importers are bypassed here: evaluating few messages would otherwise pass unnoticed."""
    nlu = tmp_path / "nlu.yml"
    expected = one_in_ten(next(exported.rglob("nlu*.yml")), nlu)
    assert expected > 1000
    done = rasa("test", "nlu", "--model", model(), "--nlu", str(nlu), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads((tmp_path / "intent_report.json").read_text(encoding="utf-8"))
    assert report["micro avg" if "micro avg" in report else "weighted avg"]["support"] == expected
    assert report["macro avg"]["f1-score"] > 0.9  # seen examples: anything less is a broken pipeline
