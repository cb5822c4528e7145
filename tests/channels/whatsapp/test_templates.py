"""Templates: read from their file, filled in with exactly what they name, within Meta's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.whatsapp.look import project_look
from channels.whatsapp.templates import TemplateError, read_templates

FILE = """\
version: 1
fenetre_fermee: attente
modeles:
  attente:
    langue: fr
    categorie: utility
    texte: "Bonjour, {marque} vous répond. Écrivez-nous."
    boutons: ["Lire la réponse"]
  retablissement:
    categorie: utility
    texte: "Le courant est revenu à {commune}, {commune} entière. Merci."
"""
BRAND = {"marque": "Courant"}


def read(tmp_path: Path, text: str = FILE):
    path = tmp_path / "whatsapp.yml"
    path.write_text(text, "utf-8")
    return read_templates(path, BRAND)


class TestReading:
    def test_the_brand_is_filled_in(self, tmp_path):
        templates = read(tmp_path)
        assert templates.waiting is not None
        assert templates.waiting.text == "Bonjour, Courant vous répond. Écrivez-nous."

    def test_values_are_named_parameters(self, tmp_path):
        message = read(tmp_path).known["retablissement"].message({"commune": "Lyon"})
        assert message["template"] == {
            "name": "retablissement",
            "language": {"code": "fr"},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "parameter_name": "commune", "text": "Lyon"}]}
            ],
        }

    @pytest.mark.parametrize("values", [{}, {"commune": ""}, {"commune": "Lyon", "rue": "x"}, {"ville": "Lyon"}])
    def test_other_values_are_refused(self, tmp_path, values):
        with pytest.raises(TemplateError, match="commune"):
            read(tmp_path).known["retablissement"].message(values)

    def test_no_file_holds_none(self, tmp_path):
        assert read_templates(tmp_path / "none.yml", BRAND).waiting is None

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("version: 1", "version: 2", "version"),
            ("fenetre_fermee: attente", "fenetre_fermee: autre", "autre"),
            ("fenetre_fermee: attente", "fenetre_fermee: retablissement", "takes no value"),
            ("  attente:\n", "  Attente-1:\n", "small letters"),
            ('categorie: utility\n    texte: "Le', 'categorie: info\n    texte: "Le', "category"),
            ("Le courant est revenu à {commune}", "{commune}", "neither begins nor ends"),
            ("Lire la réponse", "Lire la réponse que nous vous avons écrite", "25 characters"),
        ],
    )
    def test_mistakes_are_named(self, tmp_path, old, new, problem):
        assert old in FILE
        text = FILE.replace(old, new)
        if old.startswith("  attente"):
            text = text.replace("fenetre_fermee: attente", "fenetre_fermee: Attente-1")
        with pytest.raises(TemplateError, match=problem):
            read(tmp_path, text)


def test_the_projects_own_file_is_right():
    waiting = project_look().templates.waiting
    assert waiting is not None and waiting.category == "utility"
