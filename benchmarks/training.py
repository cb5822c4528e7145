"""Time and memory of a training, from scratch and with the vectors of known sentences on disk."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.children import environment
from benchmarks.report import Figure, Section
from benchmarks.subject import Subject

# Components that keep vectors of their examples on disk.
ENCODING = {
    "custom_components.intent_classifier.CourantIntentClassifier": "intents",
    "custom_components.urgency.UrgencyDetector": "dangers",
}


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock and of the processor, all cores together."""

    wall: float
    processor: float


def run(subject: Subject) -> Section:
    """Train the whole project twice, into a temporary folder, without Rasa's own cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = _config(subject.root, folder)
        scratch, output = _train(subject.root, config, folder)
        if scratch is None:
            return Section("Training", skipped=f"training failed: {output}")
        known, output = _train(subject.root, config, folder)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures = (
        Figure("training from nothing", scratch.wall, "s", "<= 240"),
        Figure("training from nothing, processor time", scratch.processor, "s"),
        Figure("training with known sentences", known.wall if known else None, "s", "<= 40"),
        Figure("training with known sentences, processor time", known.processor if known else None, "s"),
        Figure("largest memory", memory, "MB"),
    )
    return Section("Training", figures, note="Rasa's start and validation included.")


def _config(root: Path, folder: Path) -> Path:
    """The project's configuration, its vectors kept in empty folders."""
    content = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))
    for component in content["pipeline"]:
        if component["name"] in ENCODING:
            component["embeddings"] = str(folder / ENCODING[component["name"]])
    file = folder / "config.yml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return file


def _train(root: Path, config: Path, folder: Path) -> tuple[Spent | None, str]:
    command = [sys.executable, "-m", "rasa", "train", "--force", "--config", str(config), "--out", str(folder / "out")]
    started, used = time.perf_counter(), _processor()
    done = subprocess.run(command, cwd=root, env=environment(root), capture_output=True, text=True)
    lines = (done.stdout + done.stderr).strip().splitlines()
    spent = Spent(time.perf_counter() - started, _processor() - used)
    return (spent if done.returncode == 0 else None), lines[-1] if lines else ""


def _processor() -> float:
    """Seconds of processor that ended children have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
