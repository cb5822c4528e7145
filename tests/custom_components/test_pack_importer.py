"""Rasa sees the packs wherever it reads training data, and a designer's rule or story wins over them."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator
from structlog.testing import capture_logs

from courant.cli import models
from courant.cli.train import environment
from courant.packs import load_catalogue
from courant.packs.export import export_files

CONFIG = """\
recipe: default.v1
language: fr
assistant_id: essai
importers: [{name: custom_components.pack_importer.PackImporter}]
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: AugmentedMemoizationPolicy}, {name: RulePolicy}]
"""
DOMAIN = """\
version: "3.1"
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: false}
slots: {danger: {type: any, influence_conversation: false, mappings: [{type: custom}]}}
responses: {utter_a_la_main: [{text: Dit à la main.}]}
"""
STORY = """\
version: "3.1"
stories:
- story: le solde, autrement
  steps:
  - intent: solde
  - action: utter_a_la_main
  - intent: refuser
  - action: utter_a_la_main
"""
RULE = """\
version: "3.1"
rules:
- rule: payer, autrement
  steps:
  - intent: payer
  - action: utter_a_la_main
"""
TEST_STORY = """\
version: "3.1"
stories:
- story: payer
  steps:
  - user: je veux payer ma facture
    intent: payer
  - action: utter_payer
  - action: payer_form
  - active_loop: payer_form
"""


@pytest.fixture
def rasa_project(project, monkeypatch):
    monkeypatch.chdir(project.root)
    (project.root / "config.yml").write_text(CONFIG, "utf-8")
    (project.root / "domain.yml").write_text(DOMAIN, "utf-8")
    for folder in ("rules", "stories", "nlu"):
        (project.root / "data" / folder).mkdir()
    return project


def importer() -> TrainingDataImporter:
    return TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])


def rules() -> dict[str, list[str]]:
    steps = importer().get_stories().story_steps
    return {step.block_name: [str(event) for event in step.events] for step in steps}


def trained(project) -> str:
    result = train("domain.yml", "config.yml", ["data"], output="models", fixed_model_name="m")
    assert result.code == 0
    return str(result.model)


def says(model: str, *texts: str) -> list[str]:
    async def talk() -> list[str]:
        agent = Agent.load(model)
        heard = []
        for text in texts:
            heard += [message["text"] for message in await agent.handle_text(text) or [] if "text" in message]
        return heard

    return asyncio.run(talk())


def test_the_domain_holds_packs_and_hand_written_parts(rasa_project):
    domain = importer().get_domain()
    assert {"payer", "solde", "refuser"} <= set(domain.intents)
    assert {"utter_payer", "utter_ask_payer_montant", "utter_a_la_main"} <= set(domain.responses)
    assert domain.forms == {"payer_form": {"required_slots": ["payer_montant"]}}
    assert {"action_solde", "action_payer_fin", "validate_payer_form"} <= set(domain.user_actions)
    assert domain.session_config.session_expiration_time == 60
    slots = {slot.name: slot for slot in domain.slots}
    assert not slots["payer_montant"].influence_conversation
    assert {"danger", "energie"} <= set(slots)
    assert domain.intent_properties["payer"]["used_entities"] == []


def test_what_the_domain_and_the_packs_both_name_is_named_once(rasa_project, recwarn):
    with (rasa_project.root / "domain.yml").open("a", encoding="utf-8") as file:
        file.write("actions: [action_solde]\nentities: [montant]\n")
    domain = importer().get_domain()
    assert domain.user_actions.count("action_solde") == 1
    assert domain.entities.count("montant") == 1
    assert not [warning for warning in recwarn if "duplicated" in str(warning.message)]


def test_formulations_are_examples_of_their_intent(rasa_project):
    examples = importer().get_nlu_data().intent_examples
    catalogue = rasa_project.load()
    found = {(message.get("intent"), message.get("text")) for message in examples}
    assert found == {(one.id, text) for one in catalogue.capabilities.values() for text in one.examples}


def test_exported_packs_are_not_read_twice(rasa_project):
    before = len(importer().get_nlu_data().intent_examples), set(rules())
    for name, content in export_files(rasa_project.load()).items():
        (rasa_project.root / "data" / "nlu" / name).write_text(content, "utf-8")
    assert (len(importer().get_nlu_data().intent_examples), set(rules())) == before


def test_one_rule_an_intent_and_one_for_the_end_of_each_form(rasa_project):
    assert set(rules()) == {
        "pack paiement : payer",
        "pack paiement : solde",
        "pack paiement : fin de payer_form",
    }


def test_a_hand_written_rule_or_story_replaces_the_generated_rule(rasa_project):
    (rasa_project.root / "data" / "stories" / "s.yml").write_text(STORY, "utf-8")
    (rasa_project.root / "data" / "rules" / "r.yml").write_text(RULE, "utf-8")
    assert set(rules()) == {"payer, autrement", "le solde, autrement", "pack paiement : fin de payer_form"}


def test_a_rule_with_a_condition_stands_beside_the_generated_one(rasa_project):
    rule = yaml.safe_load(RULE)
    rule["rules"][0]["condition"] = [{"active_loop": "payer_form"}]
    (rasa_project.root / "data" / "rules" / "r.yml").write_text(yaml.safe_dump(rule), "utf-8")
    assert {"payer, autrement", "pack paiement : payer"} <= set(rules())


def test_a_pack_switched_off_in_the_brand_is_not_trained(rasa_project):
    brand = rasa_project.root / "brand.yml"
    text = brand.read_text("utf-8").replace("packs: [energie, general, fournisseur]", "packs: [general]")
    brand.write_text(text, "utf-8")
    assert "solde" not in importer().get_domain().intents
    assert "pack paiement : solde" not in rules()
    assert "payer" in importer().get_domain().intents


def test_rasa_validates_the_packs_without_a_warning_of_its_own(rasa_project, capsys):
    validator = Validator.from_importer(importer())
    assert validator.verify_domain_validity()
    assert validator.verify_forms_in_stories_rules()
    assert validator.verify_actions_in_stories_rules()
    assert validator.verify_intents(ignore_warnings=False)
    assert validator.verify_story_structure()


def test_a_trained_model_holds_the_packs(rasa_project):
    facts = models.facts(rasa_project.root / trained(rasa_project))
    catalogue = load_catalogue(rasa_project.packs)
    assert models.differences(facts, catalogue, ()) == ()
    without = models.ModelFacts(facts.intents - {"solde"}, facts.rules)
    assert models.differences(without, catalogue, ()) == ("intention absente : solde",)


def test_an_edited_answer_and_a_story_change_what_the_bot_says(rasa_project):
    assert says(trained(rasa_project), "solde") == ["Votre solde réunit vos factures."]
    rasa_project.change("Votre solde réunit vos factures.", "Votre solde est la somme de tout.")
    assert says(trained(rasa_project), "solde") == ["Votre solde est la somme de tout."]
    (rasa_project.root / "data" / "stories" / "s.yml").write_text(STORY, "utf-8")
    # The story holds in the middle of a conversation too.
    assert says(trained(rasa_project), "solde", "solde", "non") == ["Dit à la main."] * 3


def test_conditions_buttons_and_links_reach_the_customer(rasa_project):
    async def talk() -> tuple[dict[str, object], str]:
        agent = Agent.load(model)
        first = await agent.handle_text('/payer{"energie": "gaz"}', sender_id="c") or []
        second = await agent.handle_text("/solde", sender_id="c") or []
        return next(message for message in first if "buttons" in message), str(second[0]["text"])

    rasa_project.change("ensuite: payer_form", "ensuite: action_payer")
    model = trained(rasa_project)
    with capture_logs() as logs:
        general, conditional = asyncio.run(talk())
    assert conditional == "Le gaz se règle à part."
    assert general["buttons"] == [
        {"title": "Mon solde", "payload": "/solde"},
        {"title": "En gaz", "payload": '/payer{"energie": "gaz"}'},
        {"title": "Non", "payload": "/refuser"},
    ]
    assert not [entry for entry in logs if entry["event"].startswith("interpolator")]


def test_rasa_test_core_runs_on_a_model_of_the_packs(rasa_project):
    model = trained(rasa_project)
    (rasa_project.root / "tests").mkdir()
    (rasa_project.root / "tests" / "test_stories.yml").write_text(TEST_STORY, "utf-8")
    command = [sys.executable, "-m", "rasa", "test", "core", "--model", model, "--stories", "tests"]
    command += ["--out", "results", "--fail-on-prediction-errors", "--no-plot"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
