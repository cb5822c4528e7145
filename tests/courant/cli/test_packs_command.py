"""`courant packs` from the command line, on a small project."""

from __future__ import annotations

import pytest
import yaml

from courant.cli import main

DOCUMENT = """\
### Eau
- ****Fuite d'eau****

    Signaler une fuite

- ****Solde****

    Connaître ce que l'on doit à la régie

- ****Régler****

    Payer la régie
"""
COMPLETED = {
    "libelle": "Borne de recharge",
    "description": "Installer une borne",
    "reponse": "Un installateur agréé pose la borne.",
    "repli": "installer une borne",
}
UTTERANCES = """\
borne voiture électrique
wallbox à la maison
recharger ma zoé chez moi
prise renforcée au garage
installateur irve agréé
poser une borne
"""


def packs(project, *arguments):
    return main(["packs", "--projet", str(project.root), *map(str, arguments)])


def test_check_says_how_much_there_is(project, capsys):
    assert packs(project, "check") == 0
    assert capsys.readouterr().out == "Packs en ordre : 3 capacités, 20 formulations.\n"


def test_check_fails_with_file_and_line(project, capsys):
    line = project.change("urgence: normale", "urgence: rouge")
    assert packs(project, "check") == 1
    output = capsys.readouterr().out
    assert f"data/packs/paiement.yml:{line}: clé « capacites.urgence »" in output
    assert "1 problème(s)" in output


def test_export_writes_the_same_bytes_twice(project, capsys):
    assert packs(project, "export", project.root / "a") == 0
    assert packs(project, "export", project.root / "b") == 0
    names = sorted(path.name for path in (project.root / "a").iterdir())
    assert names == ["domaine.yml", "nlu.yml", "regles.yml", "reponses.yml"]
    assert all((project.root / "a" / n).read_bytes() == (project.root / "b" / n).read_bytes() for n in names)


def test_export_reports_a_broken_pack(project, capsys):
    project.write("conversation", "version: 2\ntheme: conversation\n")
    assert packs(project, "export", project.root / "a") == 1
    assert "data/packs/conversation.yml:1: clé « version »" in capsys.readouterr().err


def test_import_says_what_is_new_and_what_exists(project, capsys):
    document = project.root / "Régie des eaux.md"
    document.write_text(DOCUMENT, "utf-8")
    assert packs(project, "import-markdown", document, "--vers", project.root / "essai") == 0
    output = capsys.readouterr().out
    assert "nouvelle : fuite_eau (« Fuite d'eau », Eau)" in output
    assert "existe déjà : solde (data/packs/paiement.yml:20)" in output
    assert "existe déjà : regler, alias de payer (data/packs/paiement.yml:5)" in output
    assert "1 nouvelle(s), 2 déjà présente(s)." in output
    assert "1 capacité(s) écrite(s)" in output


def test_import_writes_only_what_is_new_in_a_file_named_after_the_document(project, capsys):
    document = project.root / "Régie des œuvres d'été.md"
    document.write_text(DOCUMENT, "utf-8")
    assert packs(project, "import-markdown", document, "--vers", project.root / "essai") == 0
    (written,) = (project.root / "essai").iterdir()
    content = yaml.safe_load(written.read_text("utf-8"))
    assert (written.stem, content["theme"]) == ("regie_des_oeuvres_d_ete", "regie_des_oeuvres_d_ete")
    assert [block["id"] for block in content["capacites"]] == ["fuite_eau"]


def test_import_of_nothing_new_writes_nothing(project, capsys):
    document = project.root / "paiements.md"
    document.write_text("### Eau\n- ****Solde****\n\n    Ce que l'on doit\n", "utf-8")
    assert packs(project, "import-markdown", document, "--vers", project.root / "essai") == 0
    assert "0 nouvelle(s), 1 déjà présente(s)." in capsys.readouterr().out
    assert not (project.root / "essai").exists()


def test_import_never_overwrites(project, capsys):
    document = project.root / "eau.md"
    document.write_text(DOCUMENT, "utf-8")
    assert packs(project, "import-markdown", document, "--vers", project.root / "essai") == 0
    assert packs(project, "import-markdown", document, "--vers", project.root / "essai") == 1
    assert "existe déjà" in capsys.readouterr().out


def test_import_of_a_document_of_another_kind(project, capsys):
    document = project.root / "autre.md"
    document.write_text("# Rien\n", "utf-8")
    assert packs(project, "import-markdown", document, "--vers", project.root / "essai") == 1
    assert "Aucune capacité" in capsys.readouterr().out
    assert not (project.root / "essai").exists()


def test_new_adds_a_block_keeps_the_rest_and_says_what_is_missing(project, capsys):
    path = project.packs / "paiement.yml"
    before = path.read_text("utf-8")
    assert packs(project, "new", "borne_recharge", "--theme", "paiement") == 0
    after = path.read_text("utf-8")
    start = after.index("  - id: borne_recharge")
    assert before == after[:start] + after[after.index("formulaires:") :]
    assert (project.packs / "exemples" / "borne_recharge.txt").is_file()
    output = capsys.readouterr().out
    for key in ("libelle", "description", "reponse", "repli"):
        assert f"clé « capacites.{key} »" in output
    assert "0 formulation(s) pour « borne_recharge »" in output
    assert output.count("clé «") == 5


def test_new_then_completed_is_in_order(project, capsys):
    assert packs(project, "new", "borne_recharge", "--theme", "mobilite") == 0
    path = project.packs / "mobilite.yml"
    text = path.read_text("utf-8")
    for key, value in COMPLETED.items():
        text = text.replace(f'{key}: ""', f'{key}: "{value}"')
    path.write_text(text, "utf-8")
    (project.packs / "exemples" / "borne_recharge.txt").write_text(UTTERANCES, "utf-8")
    capsys.readouterr()
    assert packs(project, "check") == 0, capsys.readouterr().out
    assert project.load().capabilities["borne_recharge"].label == "Borne de recharge"


def test_new_uses_what_is_promised(project, capsys):
    (project.packs / "intents.tsv").write_text(
        "id\ttitre\tpacks\tagent\tacces\nborne_recharge\tBorne à domicile\tenergie\tmobilite\tverifie\n", "utf-8"
    )
    assert packs(project, "new", "borne_recharge", "--theme", "mobilite") == 0
    text = (project.packs / "mobilite.yml").read_text("utf-8")
    assert 'titre: "Borne à domicile"' in text
    assert "packs: [energie]" in text
    assert "acces: verifie" in text


@pytest.mark.parametrize("name", ["solde", "regler", "Borne", "borne-recharge"])
def test_new_refuses_a_name_that_is_taken_or_badly_written(project, capsys, name):
    before = (project.packs / "paiement.yml").read_text("utf-8")
    assert packs(project, "new", name, "--theme", "paiement") == 1
    assert (project.packs / "paiement.yml").read_text("utf-8") == before
