"""The catalogue as Rasa reads it, and the exported files."""

from __future__ import annotations

import yaml

from courant.packs.export import MARK, export_files, is_export
from courant.packs.rasa_data import domain_data, nlu_data, response_data, rule_data


def test_one_rule_an_intent_general_answer_first(project):
    rules = {rule["rule"]: rule for rule in rule_data(project.load())["rules"]}
    assert rules["pack paiement : solde"]["steps"] == [
        {"intent": "solde"},
        {"action": "utter_solde"},
        {"action": "action_solde"},
    ]
    assert rules["pack paiement : payer"]["steps"] == [
        {"intent": "payer"},
        {"action": "utter_payer"},
        {"action": "payer_form"},
        {"active_loop": "payer_form"},
    ]
    assert not any("refuser" in name for name in rules), "an intent without answer nor action needs no rule"


def test_the_end_of_a_form_runs_its_submit_action(project):
    end = next(rule for rule in rule_data(project.load())["rules"] if "fin de payer_form" in rule["rule"])
    assert end["condition"] == [{"active_loop": "payer_form"}]
    assert end["steps"][-1] == {"action": "action_payer_fin"}


def test_an_intent_answered_by_hand_gets_no_rule(project):
    rules = rule_data(project.load(), replaced={"solde"})["rules"]
    assert not any("solde" in rule["rule"] for rule in rules)
    assert any("payer" in rule["rule"] for rule in rules)


def test_form_slots_are_filled_by_their_form_only_and_influence_nothing(project):
    domain = domain_data(project.load())
    assert domain["slots"]["payer_montant"] == {
        "type": "any",
        "influence_conversation": False,
        "mappings": [{"type": "custom", "conditions": [{"active_loop": "payer_form"}]}],
    }
    assert domain["forms"] == {"payer_form": {"required_slots": ["payer_montant"]}}
    assert domain["slots"]["energie"]["mappings"] == [{"type": "from_entity", "entity": "energie"}]


def test_a_slot_shared_by_two_forms_belongs_to_both(project):
    project.change(
        "formulaires:\n",
        "formulaires:\n  avance_form:\n    acces: public\n    champs: [{nom: payer_montant, genre: montant}]\n"
        "    fin: action_avance_fin\n",
    )
    mapping = domain_data(project.load())["slots"]["payer_montant"]["mappings"][0]
    assert mapping["conditions"] == [{"active_loop": "avance_form"}, {"active_loop": "payer_form"}]


def test_a_field_may_influence_stories(project):
    project.change("genre: montant}", "genre: montant, influence: true}")
    slot = domain_data(project.load())["slots"]["payer_montant"]
    assert slot["influence_conversation"] is True
    assert slot["type"] == "text"


def test_actions_of_routes_and_forms_are_declared(project):
    assert domain_data(project.load())["actions"] == [
        "action_historique",
        "action_payer_fin",
        "action_solde",
        "validate_payer_form",
    ]


def test_entities_come_from_blocks_and_slots(project):
    assert domain_data(project.load())["entities"] == ["energie", "montant"]


def test_conditions_buttons_links_and_images_of_responses(project):
    responses = response_data(project.load())["responses"]
    assert responses["utter_solde"][0]["condition"] == [{"type": "slot", "name": "energie", "value": "gaz"}]
    assert "condition" not in responses["utter_solde"][1]
    assert responses["utter_payer"][0]["buttons"][1] == {"title": "En gaz", "payload": '/payer{{"energie": "gaz"}}'}
    assert responses["utter_payer"][0]["custom"]["links"][0]["title"] == "Espace client"
    assert responses["utter_solde_du_jour"][0]["image"] == "{url}"


def test_a_placeholder_in_a_button_value_is_still_filled_in(project):
    project.change("valeurs: {energie: gaz}", 'valeurs: {energie: "{numero}"}')
    button = response_data(project.load())["responses"]["utter_payer"][0]["buttons"][1]
    assert button["payload"] == '/payer{{"energie": "{numero}"}}'


def test_formulations_become_nlu_examples(project):
    examples = {entry["intent"]: entry["examples"] for entry in nlu_data(project.load())["nlu"]}
    assert examples["solde"].startswith("- combien je dois\n- mon solde svp\n")


def test_the_export_is_the_same_from_run_to_run_and_reads_back(project):
    first, second = export_files(project.load()), export_files(project.load())
    assert first == second
    assert set(first) == {"domaine.yml", "nlu.yml", "regles.yml", "reponses.yml"}
    assert yaml.safe_load(first["regles.yml"]) == rule_data(project.load())
    assert yaml.safe_load(first["reponses.yml"]) == response_data(project.load())
    assert yaml.safe_load(first["domaine.yml"]) == domain_data(project.load())
    assert yaml.safe_load(first["nlu.yml"]) == nlu_data(project.load())


def test_exported_files_say_so_on_their_first_line(project):
    for content in export_files(project.load()).values():
        assert is_export(content.splitlines()[0])
    assert MARK.startswith("#")
    assert not is_export("version: 1\n")


def test_what_a_picture_shows_goes_with_it(project):
    project.change('image: "{url}"', 'image: "{url}"\n    image_texte: Graphique de {mois}')
    solde = response_data(project.load())["responses"]["utter_solde_du_jour"][0]
    assert solde["custom"] == {"image_alt": "Graphique de {mois}"}


def test_a_question_says_what_a_device_can_give(project):
    project.change("genre: montant", "genre: lieu")
    responses = response_data(project.load())["responses"]
    assert responses["utter_ask_payer_montant"][0]["custom"] == {"asks": "lieu"}
    assert "custom" not in responses["utter_aide_payer_montant"][0]


def test_the_action_of_an_event_is_in_the_domain(project):
    project.change("libelles:", "evenements:\n  paiement.recu: action_recu\nlibelles:")
    catalogue = project.load()
    assert catalogue.events == {"paiement.recu": "action_recu"}
    assert "action_recu" in domain_data(catalogue)["actions"]
