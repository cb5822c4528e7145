"""`courant train` with a real Rasa: trains on a change only, and never lets a wrong model stand."""

from __future__ import annotations

import pytest

from courant.cli import main, models

CONFIG = """\
recipe: default.v1
language: fr
assistant_id: essai
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
"""
IMPORTER = "importers: [{name: custom_components.pack_importer.PackImporter}]\n"


@pytest.fixture
def rasa_project(project):
    (project.root / "config.yml").write_text(CONFIG + IMPORTER, "utf-8")
    (project.root / "domain.yml").write_text('version: "3.1"\n', "utf-8")
    return project


def train(project, *options):
    return main(["train", "--projet", str(project.root), *options])


def test_a_change_trains_and_nothing_changed_does_not(rasa_project, capsys):
    assert train(rasa_project) == 0
    model = models.latest(rasa_project.root)
    assert models.trained_from(model) == models.digests(rasa_project.root)
    assert f"Modèle entraîné : {model.name}" in capsys.readouterr().out
    assert train(rasa_project) == 0
    assert capsys.readouterr().out == f"Modèle à jour : {model.name}.\n"
    assert models.latest(rasa_project.root) == model


def test_a_model_without_the_packs_is_deleted(rasa_project, capsys):
    """Rasa only warns when the importer is missing, and would serve a model that knows nothing."""
    (rasa_project.root / "config.yml").write_text(CONFIG, "utf-8")
    (rasa_project.root / "data" / "nlu").mkdir()
    (rasa_project.root / "data" / "nlu" / "autre.yml").write_text(
        'version: "3.1"\nnlu: [{intent: autre, examples: "- autre\\n- chose\\n"}]\n', "utf-8"
    )
    (rasa_project.root / "domain.yml").write_text('version: "3.1"\nintents: [autre]\n', "utf-8")
    (rasa_project.root / "data" / "rules").mkdir()
    (rasa_project.root / "data" / "rules" / "autre.yml").write_text(
        'version: "3.1"\nrules: [{rule: autre, steps: [{intent: autre}, {action: action_listen}]}]\n', "utf-8"
    )
    assert train(rasa_project) == 1
    output = capsys.readouterr().out
    assert "intention absente : payer" in output
    assert "règle de payer : absente au lieu de utter_payer" in output
    assert models.latest(rasa_project.root) is None


def test_a_broken_pack_is_said_before_rasa_starts(rasa_project, capsys):
    rasa_project.change("urgence: normale", "urgence: rouge")
    assert train(rasa_project) == 1
    assert "data/packs/paiement.yml:12" in capsys.readouterr().err
    assert not (rasa_project.root / "var").exists()
