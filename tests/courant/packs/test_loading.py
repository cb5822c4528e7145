"""What a designer writes is what the catalogue holds; what cannot be read is said with file and line."""

from __future__ import annotations

import pytest

from courant.french import NBSP
from courant.packs import Access, Button, Link, PackErrors


def test_a_block_becomes_a_capability(project):
    payer = project.load().capabilities["payer"]
    assert (payer.title, payer.label, payer.category) == ("Payer", "Payer ma facture", "Paiement")
    assert payer.skill == "paiement"
    assert payer.access is Access.IDENTIFIED
    assert payer.packs == {"energie", "general"}
    assert payer.entities == ("montant", "energie")
    assert payer.next_action == "payer_form"
    assert payer.fallback == "payer votre facture"
    assert payer.examples[0] == "je veux payer ma facture"
    assert payer.place.file == "data/packs/paiement.yml"
    assert payer.place.line == 5


def test_answers_carry_the_brand_and_french_spacing(project):
    answer = project.load().capabilities["payer"].answer
    assert answer.name == "utter_payer"
    assert answer.text == f"Vous pouvez payer chez Solvéa Énergie{NBSP}: c'est simple{NBSP}!"
    assert answer.variants[0].links == (
        Link("Espace client", "https://www.solvea-energie.example/espace-client/payer"),
    )


def test_buttons_take_the_label_of_their_capability_and_carry_values(project):
    assert project.load().capabilities["payer"].buttons == (
        Button("Mon solde", "solde"),
        Button("En gaz", "payer", {"energie": "gaz"}),
        Button("Non", "refuser"),
    )
    assert project.load().capabilities["payer"].buttons[1].payload == '/payer{"energie": "gaz"}'


def test_a_button_to_an_alias_goes_to_the_capability_behind_it(project):
    project.change("boutons: [payer]", "boutons: [regler]")
    catalogue = project.load()
    assert catalogue.messages["solde_du_jour"].variants[0].buttons == (Button("Payer ma facture", "payer"),)
    assert catalogue.canonical("regler") == "payer"


def test_variants_keep_their_condition(project):
    variants = project.load().capabilities["solde"].answer.variants
    assert [dict(variant.condition) for variant in variants] == [{"energie": "gaz"}, {}]
    assert project.load().capabilities["solde"].answer.text == "Votre solde réunit vos factures."


def test_wordings_keep_their_spaces(project):
    assert project.load().wordings["separateur"] == f"{NBSP}; "


def test_a_pack_switched_off_takes_its_capabilities_buttons_and_actions_away(project):
    catalogue = project.load("general")
    assert set(catalogue.capabilities) == {"payer", "refuser"}
    assert [button.intent for button in catalogue.capabilities["payer"].buttons] == ["payer", "refuser"]
    assert "action_solde" not in catalogue.actions
    assert "payer_form" in catalogue.forms


def test_a_form_goes_with_the_only_capability_that_enters_it(project):
    project.change("packs: [energie, general]", "packs: [energie]")
    catalogue = project.load("general")
    assert set(catalogue.capabilities) == {"refuser"}
    assert not catalogue.forms
    assert not catalogue.actions


def test_core_themes_are_always_kept(project):
    assert "refuser" in project.load("fournisseur").capabilities


def test_a_project_without_a_skill_still_loads(project):
    project.write(
        "aides",
        project.packs.joinpath("paiement.yml")
        .read_text()
        .split("formulaires:")[0]
        .replace("theme: paiement", "theme: aides")
        .replace("id: payer", "id: aide_payer")
        .replace("id: solde", "id: aide_solde")
        .replace("alias: [regler]", ""),
    )
    (project.packs / "paiement.yml").unlink()
    catalogue = project.load()
    assert catalogue.capabilities["aide_payer"].next_action is None
    assert "payer_form" not in catalogue.forms
    assert [button.intent for button in catalogue.capabilities["aide_payer"].buttons] == ["refuser"]


def test_the_access_table_covers_forms_their_validator_and_their_end(project):
    access = project.load().access
    assert access.level_of_intent("payer") is Access.IDENTIFIED
    assert access.level_of_intent("inconnu") is Access.PUBLIC
    for name in ("payer_form", "validate_payer_form", "action_payer_fin", "action_solde"):
        assert access.level_of_action(name) is Access.VERIFIED
    assert access.level_of_action("action_historique") is Access.PUBLIC


def test_an_action_takes_the_highest_level_unless_the_pack_states_one(project):
    project.change("ensuite: payer_form", "ensuite: action_solde")
    assert project.load().access.level_of_action("action_solde") is Access.VERIFIED
    project.change("[action_historique]", "[{nom: action_solde, acces: public}]")
    assert project.load().access.level_of_action("action_solde") is Access.PUBLIC


def test_a_ticket_is_offered_by_one_common_action(project):
    project.change("ensuite: action_solde", "dossier: true")
    solde = project.load().capabilities["solde"]
    assert solde.offers_ticket
    assert solde.next_action == "action_proposer_dossier"
    assert project.load().access.level_of_action("action_proposer_dossier") is Access.PUBLIC


def test_the_digest_follows_the_content_and_not_its_place(project):
    before = project.load().digest
    project.change("version: 1", "# un commentaire\nversion: 1")
    assert project.load().digest == before
    project.change("Vous pouvez payer", "Vous pouvez régler")
    assert project.load().digest != before
    changed = project.load().digest
    project.say("solde", "une seule formulation")
    assert project.load().digest != changed


def test_levels_are_ordered_and_named_in_french():
    assert Access.PUBLIC < Access.IDENTIFIED < Access.VERIFIED
    assert [str(level) for level in Access] == ["public", "identifie", "verifie"]
    assert Access.parse("verifie") is Access.VERIFIED
    with pytest.raises(ValueError, match="admin"):
        Access.parse("admin")


FORMAT_MISTAKES = [
    ("libelle: Mon solde", "libele: Mon solde", "capacites.libele", "clé inconnue", "libelle"),
    ("libelle: Mon solde", "libelle: ''", "capacites.libelle", "valeur vide", "valeur"),
    (
        "acces: verifie\n    reponse",
        "acces: secret\n    reponse",
        "capacites.acces",
        "« secret » inconnue",
        "identifie",
    ),
    ("urgence: normale", "urgence: rouge", "capacites.urgence", "« rouge » inconnue", "critique"),
    ("packs: [energie]", "packs: [gaz]", "capacites.packs", "pack « gaz » inconnu", "general"),
    ("id: solde", "id: payer", "capacites.id", "existe déjà (data/packs/paiement.yml:5)", "changez"),
    ("repli: connaître votre solde", "", "capacites.repli", "clé absente", "repli"),
    ("version: 1", "version: 2", "version", "version de format inconnue", "version: 1"),
    ("theme: paiement", "theme: payement", "theme", "ne porte pas le nom du fichier", "paiement"),
    ("genre: montant", "sorte: montant", "formulaires.payer_form.champs.sorte", "clé inconnue", "clés connues"),
    ("alias: [regler]", "alias: [solde]", "capacites.alias", "« solde » est déjà pris", "retirez"),
    ("titre: Solde", "titre: [Solde]", "capacites.titre", "un texte est attendu", "une seule valeur"),
    ("ensuite: action_solde", "ensuite: action_solde\n    dossier: true", "capacites.dossier", "s'excluent", "gardez"),
    ("ensuite: action_solde", "dossier: peut-être", "capacites.dossier", "ni oui ni non", "true"),
]


@pytest.mark.parametrize(("old", "new", "key", "problem", "remedy"), FORMAT_MISTAKES)
def test_a_format_mistake_is_said_with_file_line_key_and_remedy(project, old, new, key, problem, remedy):
    line = project.change(old, new)
    with pytest.raises(PackErrors) as raised:
        project.load()
    found = [error for error in raised.value.errors if error.key == key]
    assert len(found) == 1
    assert found[0].file == "data/packs/paiement.yml"
    assert found[0].line in (line, line + 1, 20)
    assert problem in found[0].problem
    assert remedy in found[0].remedy
    assert str(found[0]).startswith(f"data/packs/paiement.yml:{found[0].line}: clé « {key} » : ")


def test_the_line_is_the_one_of_the_mistake(project):
    line = project.change("urgence: normale", "urgence: rouge")
    with pytest.raises(PackErrors) as raised:
        project.load()
    assert [error.line for error in raised.value.errors] == [line]


def test_every_mistake_is_reported_at_once(project):
    project.change("urgence: normale", "urgence: rouge")
    project.change("packs: [energie]", "packs: [gaz]")
    project.change("theme: conversation", "thème: conversation", "conversation")
    with pytest.raises(PackErrors) as raised:
        project.load()
    assert {error.key for error in raised.value.errors} == {"capacites.urgence", "capacites.packs", "thème", "theme"}


def test_broken_yaml_names_the_line(project):
    line = project.change("    titre: Solde", "   titre: Solde")
    with pytest.raises(PackErrors, match=rf"data/packs/paiement\.yml:{line}: clé « yaml »"):
        project.load()
