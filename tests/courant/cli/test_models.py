"""What a model was trained from, what it holds, and how many are kept."""

from __future__ import annotations

import io
import json
import os
import tarfile

import pytest

from courant.cli import models


@pytest.fixture
def tree(tmp_path):
    for folder in ("data/packs/exemples", "data/rules", "custom_components", "models", "actions"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("config.yml", "domain.yml", "brand.yml", "data/packs/a.yml", "data/packs/exemples/x.txt"):
        (tmp_path / file).write_text("a: 1\n", "utf-8")
    (tmp_path / "custom_components" / "c.py").write_text("x = 1\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "file",
    [
        "config.yml",
        "domain.yml",
        "brand.yml",
        "data/packs/a.yml",
        "data/packs/exemples/x.txt",
        "data/rules/nouvelle.yml",
        "custom_components/c.py",
    ],
)
def test_what_changes_a_model_changes_the_digest(tree, file):
    before = models.digests(tree)
    (tree / file).write_text("a: 2\n", "utf-8")
    after = models.digests(tree)
    assert after.sources != before.sources
    assert (after.config != before.config) is (file == "config.yml")


@pytest.mark.parametrize("file", ["actions/a.py", "data/packs/notes.bak", "models/x.json"])
def test_what_does_not_change_a_model_does_not_change_the_digest(tree, file):
    before = models.digests(tree)
    (tree / file).write_text("a: 2\n", "utf-8")
    assert models.digests(tree) == before


def test_exported_packs_do_not_count(tree):
    before = models.digests(tree)
    (tree / "data" / "nlu").mkdir()
    from courant.packs.export import MARK

    (tree / "data" / "nlu" / "nlu.yml").write_text(f"{MARK}\nversion: 1\n", "utf-8")
    assert models.digests(tree) == before


def model(tree, name, age=0):
    path = tree / "models" / f"{name}.tar.gz"
    path.write_bytes(b"")
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_a_model_remembers_what_it_was_trained_from(tree):
    path, digests = model(tree, "m"), models.digests(tree)
    assert models.trained_from(path) is None
    models.remember(path, digests)
    assert models.trained_from(path) == digests
    path.with_name("m.json").write_text("[]", "utf-8")
    assert models.trained_from(path) is None


def test_the_last_three_models_are_kept(tree):
    paths = [model(tree, f"m{age}", age) for age in range(5)]
    for path in paths:
        models.remember(path, models.digests(tree))
    assert models.latest(tree) == paths[0]
    assert set(models.prune(tree)) == set(paths[3:])
    assert sorted(path.name for path in (tree / "models").iterdir()) == [
        "m0.json",
        "m0.tar.gz",
        "m1.json",
        "m1.tar.gz",
        "m2.json",
        "m2.tar.gz",
    ]


def archive(path, intents, lookup):
    with tarfile.open(path, "w:gz") as file:
        for name, content in {
            "./metadata.json": {"domain": {"intents": intents}},
            "./components/train_RulePolicy1/rule_policy.json": {"lookup": {"rules": lookup}},
        }.items():
            data = json.dumps(content).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return path


def state(intent, *more):
    return json.dumps([{"prev_action": {"action_name": "action_listen"}, "user": {"intent": intent}}, *more])


def test_facts_are_read_from_the_archive(tmp_path):
    lookup = {
        state("payer"): "utter_payer",
        state("payer", {"prev_action": {"action_name": "utter_payer"}}): "action_listen",
        json.dumps([{"active_loop": {"name": "f"}, "prev_action": {"action_name": "f"}}]): "action_fin",
    }
    facts = models.facts(archive(tmp_path / "m.tar.gz", [{"payer": {"use_entities": []}}, "solde"], lookup))
    assert facts.intents == {"payer", "solde"}
    assert facts.rules == {"payer": "utter_payer"}


def test_a_model_without_the_packs_is_told_apart(project):
    catalogue = project.load()
    answered = [one for one in catalogue.capabilities.values() if one.answer or one.next_action]
    empty = models.ModelFacts(frozenset(), {})
    assert len(models.differences(empty, catalogue, ())) == len(catalogue.capabilities) + len(answered)
    full = models.ModelFacts(
        frozenset(catalogue.capabilities),
        {one.id: one.answer.name if one.answer else str(one.next_action) for one in answered},
    )
    assert models.differences(full, catalogue, ()) == ()
    wrong = models.ModelFacts(full.intents, {**full.rules, answered[0].id: "utter_autre"})
    assert models.differences(wrong, catalogue, ()) == (
        f"règle de {answered[0].id} : utter_autre au lieu de {full.rules[answered[0].id]}",
    )
    assert models.differences(wrong, catalogue, {answered[0].id}) == ()
