"""`check_packs`: a project in order yields nothing, each mistake yields its own message."""

from __future__ import annotations

import pytest


def only_error(project):
    errors = project.check()
    assert len(errors) == 1, "\n".join(map(str, errors))
    return errors[0]


def test_a_project_in_order_yields_nothing(project):
    assert project.check() == ()


MISTAKES = [
    ("libelle: Mon solde", "libelle: Le montant exact de mon solde", "libelle", "29 caractères"),
    ("titre: En gaz", "titre: Payer seulement la part du gaz", "titre", "30 caractères"),
    ("boutons: [solde,", "boutons: [soldes,", "boutons", "« soldes » n'est pas une capacité"),
    ("envoie: refuser", "envoie: refusser", "envoie", "« refusser » n'est pas une capacité"),
    ("valeurs: {energie: gaz}", "valeurs: {energi: gaz}", "valeurs", "n'emploie pas l'entité « energi »"),
    ("ensuite: action_solde", "ensuite: solde", "ensuite", "ni une action ni un formulaire"),
    ("ensuite: payer_form", "ensuite: paie_form", "ensuite", "« paie_form » n'est déclaré nulle part"),
    ("fin: action_payer_fin", "fin: payer_fin", "fin", "« payer_fin » n'est pas une action"),
    ("genre: montant", "genre: argent", "genre", "genre « argent » inconnu"),
    ("ask_payer_montant:", "ask_payer_autre:", "nom", "« payer_montant » n'a pas de question"),
    ("aide_payer_montant:", "aide_payer_autre:", "nom", "« payer_montant » n'a pas de message « aide_… »"),
    ("autre_payer_montant:", "autre_payer_autre:", "nom", "« payer_montant » n'a pas de message « autre_… »"),
    ("ensuite: action_solde", "ensuite: action_soldes", "ensuite", "« action_soldes » n'est écrite nulle part"),
    ("fin: action_payer_fin", "fin: action_payer", "fin", "« action_payer » n'est écrite nulle part"),
    ("[action_historique]", "[action_passe]", "actions", "« action_passe » n'est écrite nulle part"),
    ("[action_historique]", "[{nom: action_passe, acces: public}]", "nom", "« action_passe » n'est écrite nulle part"),
    ("ensuite: action_solde", "dossier: true", "dossier", "« action_proposer_dossier » n'est écrite nulle part"),
    ("actions: [action_historique]", "actions: [historique]", "actions", "« historique » n'est pas une action"),
    ("si: {energie: gaz}", "si: {enrgie: gaz}", "si", "le créneau « enrgie » n'existe pas"),
    ("- texte: Votre", "- si: {energie: elec}\n        texte: Votre", "", "aucune condition"),
    ("{marque} :", "{marqe} :", "reponse", "{marqe}"),
    ("{marque} :", "{marque :", "reponse", "accolades"),
    ("{marque} :", "{Marque} :", "reponse", "accolades"),
    ("Vous devez {montant}.", "Vous devez {montant.", "texte", "accolades"),
    ("Vous devez {montant}.", "Voyez {lien_espace_clients}.", "texte", "n'existe pas dans brand.yml"),
    ("{lien_espace_client}/payer", "{lien_paye}", "liens", "rien ne remplit {lien_paye}"),
    ("  solde_du_jour:", "  payer: Encore.\n  solde_du_jour:", "messages.payer", "« payer » existe déjà"),
    ("  energie: {type", "  danger: {type: any}\n  energie: {type", "creneaux.danger", "le créneau existe déjà"),
]


@pytest.mark.parametrize(("old", "new", "key", "problem"), MISTAKES)
def test_a_mistake_is_found(project, old, new, key, problem):
    line = project.change(old, new)
    errors = [error for error in project.check() if problem in error.problem]
    assert errors, "\n".join(map(str, project.check()))
    assert all(error.file == "data/packs/paiement.yml" for error in errors)
    assert any(error.key.endswith(key) and abs(error.line - line) <= 9 for error in errors)


def test_a_typo_in_a_brand_text_says_what_to_write(project):
    project.change("Vous devez {montant}.", "Voyez {lien_espace_clients}.")
    assert "{lien_espace_client}" in only_error(project).remedy


def test_a_mistyped_button_says_what_to_write(project):
    project.change("envoie: refuser", "envoie: refusser")
    assert "« refuser »" in only_error(project).remedy


def test_a_form_needs_a_name_to_tell(project):
    project.change("tache_payer_form:", "tache_paiement_form:")
    error = only_error(project)
    assert (error.file, error.key) == ("data/packs/paiement.yml", "formulaires.payer_form")
    assert "« tache_payer_form » sous « libelles: »" in error.remedy


@pytest.mark.parametrize("kind", ["oui_non", "note_1_5", "choix"])
def test_a_field_with_buttons_needs_its_helps_too(project, kind):
    project.change("genre: montant", f"genre: {kind}")
    project.change("aide_payer_montant:", "aide_payer_autre:")
    assert "« aide_payer_montant »" in only_error(project).remedy


def test_a_question_may_be_an_action_of_the_project(project):
    project.change("ask_payer_montant:", "ask_payer_autre:")
    assert only_error(project).key == "formulaires.payer_form.champs.nom"
    domain = project.root / "domain.yml"
    domain.write_text(domain.read_text("utf-8") + "actions: [action_ask_payer_montant]\n", "utf-8")
    assert project.check() == ()


def test_a_mistyped_action_says_what_to_write(project):
    project.change("ensuite: action_solde", "ensuite: action_soldes")
    assert "« action_solde »" in only_error(project).remedy


def test_an_action_that_a_comment_names_is_not_written(project):
    source = project.root / "actions" / "paiement" / "actions.py"
    text = source.read_text("utf-8")
    source.write_text(text.replace('    action = "action_solde"', '    # action = "action_solde"'), "utf-8")
    assert only_error(project).problem == "« action_solde » n'est écrite nulle part"


SYNTAX = [
    ("libelle: Mon solde", "libelle: Mon : solde", "deux-points inattendus"),
    ('reponse: "Vous', 'reponse: "Vous "', "retrait ou guillemets de travers"),
    ('separateur: " ; "', 'separateur: " ; ', "guillemet jamais refermé"),
    ("packs: [energie]\n", "packs: [energie\n", "crochet jamais refermé"),
    ("libelle: Mon solde", "\tlibelle: Mon solde", "tabulation"),
    ("titre: Solde", "titre: Sol\x01de", "caractère interdit"),
]


@pytest.mark.parametrize(("old", "new", "problem"), SYNTAX)
def test_a_syntax_error_is_the_only_one_told(project, old, new, problem):
    line = project.change(old, new)
    error = only_error(project)
    assert (error.file, error.line, error.key) == ("data/packs/paiement.yml", line, "yaml")
    assert problem in error.problem
    assert error.remedy


def test_a_syntax_error_in_the_domain_does_not_undeclare_its_slots(project):
    project.change("{si: {energie: gaz}", "{si: {danger: gaz}")
    assert project.check() == ()
    (project.root / "domain.yml").write_text("slots:\n  danger: {type: any\n", "utf-8")
    assert only_error(project).file == "domain.yml"


def test_an_action_reached_with_two_levels_must_state_its_own(project):
    project.change("ensuite: payer_form", "ensuite: action_solde")
    problem = only_error(project).problem
    assert "payer (identifie)" in problem
    assert "solde (verifie)" in problem
    project.change("[action_historique]", "[{nom: action_solde, acces: verifie}]")
    assert project.check() == ()


def test_too_few_formulations(project):
    project.say("solde", "combien je dois", "solde")
    error = only_error(project)
    assert error.problem == "2 formulation(s) pour « solde »"
    assert error.line == 20
    assert "6 au moins" in error.remedy


@pytest.mark.parametrize(("theme", "fewest"), [("accueil", 25), ("facturation", 25)])
def test_frequent_themes_need_more_formulations(project, theme, fewest):
    text = (project.packs / "paiement.yml").read_text("utf-8").replace("theme: paiement", f"theme: {theme}")
    (project.packs / "paiement.yml").unlink()
    project.write(theme, text)
    assert {error.problem for error in project.check()} == {
        "6 formulation(s) pour « payer »",
        "6 formulation(s) pour « solde »",
    }
    assert all(f"{fewest} au moins" in error.remedy for error in project.check())


def test_conversational_intents_need_eight(project):
    project.say("refuser", "non", "non merci", "pas du tout", "surtout pas", "ça ira", "jamais", "nan")
    assert "8 au moins" in only_error(project).remedy


def test_the_same_utterance_in_two_intents(project):
    with (project.packs / "exemples" / "solde.txt").open("a", encoding="utf-8") as file:
        file.write("# un commentaire\nJE VEUX PAYER ma facture !\n")
    error = only_error(project)
    assert (error.file, error.line) == ("data/packs/exemples/solde.txt", 8)
    assert "data/packs/exemples/payer.txt:1" in error.problem


def test_utterances_too_close_to_one_another(project):
    with (project.packs / "exemples" / "payer.txt").open("a", encoding="utf-8") as file:
        file.write("bonjour je veux payer ma facture\n")
    error = only_error(project)
    assert error.line == 7
    assert "ligne 1" in error.problem


def test_entity_markup_has_no_place_in_utterances(project):
    with (project.packs / "exemples" / "payer.txt").open("a", encoding="utf-8") as file:
        file.write("payer [30 euros](montant)\n")
    assert "balise" in only_error(project).problem


def test_a_file_of_formulations_without_capability(project):
    project.say("payr", "payer vite")
    error = only_error(project)
    assert error.file == "data/packs/exemples/payr.txt"
    assert "sans capacité" in error.problem


INVENTORY = "id\ttitre\tpacks\tagent\tacces\n"


def promise(project, *rows):
    (project.packs / "intents.tsv").write_text(INVENTORY + "".join(f"{row}\n" for row in rows), "utf-8")


def test_blocks_that_keep_their_promise(project):
    promise(project, "solde\tSolde\tenergie\tpaiement\tverifie")
    assert project.check() == ()


def test_a_promised_intent_without_block(project):
    promise(project, "solde\tSolde\tenergie\tpaiement\tverifie", "payer_vite\tPayer vite\tenergie\tpaiement\tpublic")
    error = only_error(project)
    assert (error.file, error.line, error.key) == ("data/packs/intents.tsv", 3, "payer_vite")
    assert "courant packs new payer_vite --theme paiement" in error.remedy


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("solde\tSolde\tenergie+general\tpaiement\tverifie", "packs"),
        ("solde\tSolde\tenergie\tfacturation\tverifie", "id"),
        ("solde\tSolde\tenergie\tpaiement\tpublic", "acces"),
        ("solde\tMon solde\tenergie\tpaiement\tverifie", "titre"),
    ],
)
def test_a_block_that_contradicts_its_promise(project, row, key):
    promise(project, row)
    assert only_error(project).key == f"capacites.{key}"


def test_a_malformed_list_of_promises(project):
    promise(project, "solde\tSolde\tenergie")
    error = only_error(project)
    assert (error.file, error.line) == ("data/packs/intents.tsv", 2)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("paiement.recu: action_historique", None),
        ("paiement.recu: action_recu", "« action_recu » n'est écrite nulle part"),
        ("paiement.recu: historique", "« historique » n'est pas une action"),
        ("paiement: action_historique", "« paiement » n'est pas une sorte d'événement"),
        ("Paiement Reçu: action_historique", "« Paiement Reçu » n'est pas une sorte d'événement"),
    ],
)
def test_an_event_has_a_kind_and_an_action(project, event, problem):
    project.change("libelles:", f"evenements:\n  {event}\nlibelles:")
    found = [error.problem for error in project.check()]
    assert found == [] if problem is None else problem in found


def test_an_event_has_one_action_over_all_themes(project):
    project.change("libelles:", "evenements:\n  paiement.recu: action_historique\nlibelles:")
    project.change(
        "titre: Conversation", "titre: Conversation\nevenements:\n  paiement.recu: action_solde", "conversation"
    )
    assert any("a déjà une action" in error.problem for error in project.check())
