"""The start without TensorFlow: the same domain, placeholders that say so, the real thing where a model needs it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import rasa
from rasa.core.processor import MessageProcessor
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

from courant.settings import PROJECT_ROOT
from custom_components import settled_memory, stored_domain
from custom_components.compiled_validator import PATCHED_VERSION
from custom_components.light_start import needs_tensorflow
from custom_components.pack_importer import PackImporter

SERVER = """
import sys
from custom_components import light_start
light_start.leave_out()
import rasa.__main__, rasa.core.run, rasa.engine.recipes.default_components
assert "jax" not in sys.modules
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
import tensorflow as tf
try:
    tf.constant(1).numpy()
except RuntimeError as error:
    print(error)
"""
TRICKY = ["oui", "on", "no", "12:30", "2026-03-12", "1_000", "~", "null", "0o17", "3.50 €", "« l’été »", "é: \n# non"]


def _model(folder: Path, component: str) -> Path:
    (folder / "metadata.json").write_text(json.dumps({"train_schema": {"nodes": {"a": {"uses": component}}}}))
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "metadata.json", arcname="metadata.json")
    return folder / "model.tar.gz"


def test_the_server_starts_on_placeholders_that_say_what_they_are() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVER], cwd=PROJECT_ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "python -m rasa run" in done.stdout


def test_a_model_says_whether_it_needs_tensorflow(tmp_path: Path) -> None:
    assert not needs_tensorflow(_model(tmp_path, "custom_components.intent_classifier.CourantIntentClassifier"))
    assert needs_tensorflow(_model(tmp_path, "rasa.nlu.classifiers.diet_classifier.DIETClassifier"))
    assert needs_tensorflow(tmp_path / "absent.tar.gz")


def test_the_patches_belong_to_this_version_of_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rasa.__version__ == PATCHED_VERSION
    monkeypatch.setattr(DomainProvider, "load", DomainProvider.load)
    stored_domain.apply()
    assert DomainProvider.load.__func__ is stored_domain.load


def test_the_projects_domain_is_read_as_rasa_reads_it(tmp_path: Path) -> None:
    importer = PackImporter(str(PROJECT_ROOT / "config.yml"), str(PROJECT_ROOT / "domain.yml"), [])
    importer.get_domain().persist(tmp_path / "domain.yml")
    mine, theirs = stored_domain.read_domain(tmp_path), Domain.from_path(tmp_path)
    assert mine.as_dict() == theirs.as_dict()
    assert mine.fingerprint() == theirs.fingerprint()


@pytest.mark.parametrize("text", TRICKY)
def test_texts_that_look_like_values_stay_what_rasa_says_they_are(tmp_path: Path, text: str) -> None:
    said = {"version": "3.1", "responses": {"utter_é": [{"text": "é"}, {"text": f"{text} é"}]}}
    said["slots"] = {"a": {"type": "any", "initial_value": text, "mappings": [{"type": "custom"}]}}
    Domain.from_dict(said).persist(tmp_path / "domain.yml")
    assert stored_domain.read_domain(tmp_path).as_dict() == Domain.from_path(tmp_path).as_dict()


def test_a_loaded_model_is_left_out_of_the_search_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    during: list[tuple[int, int, int]] = []
    monkeypatch.setattr(MessageProcessor, "__init__", lambda self: during.append(gc.get_threshold()))
    usual = gc.get_threshold()
    settled_memory.apply()
    settled_memory.apply()
    try:
        assert gc.get_threshold() == (settled_memory.RARELY, *usual[1:])
        MessageProcessor()
        assert during == [(settled_memory.RARELY, *usual[1:])]
        assert gc.get_threshold() == usual and gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
