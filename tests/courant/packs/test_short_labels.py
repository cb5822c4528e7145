"""Short forms of labels: read from the packs, checked when they are built, of no weight for training."""

from __future__ import annotations

from dataclasses import replace

import pytest

from courant.brand import load_brand
from courant.packs import load_catalogue
from courant.packs.catalogue import _digest
from courant.packs.checks import check_packs
from tests.small_project import Project


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def catalogue(project: Project):
    return load_catalogue(project.packs, brand=load_brand(project.root / "brand.yml"))


def problems(project: Project) -> list[str]:
    found = check_packs(project.packs, load_brand(project.root / "brand.yml"))
    return [str(one) for one in found if "court" in str(one) or "bouton" in str(one)]


LONG_BUTTON = 'boutons: [{titre: "Le courant est revenu", envoie: payer}]'
SHORT_BUTTON = 'boutons: [{titre: "Le courant est revenu", court: "Courant revenu", envoie: payer}]'


class TestReading:
    def test_buttons_links_labels_and_wordings_have_short_forms(self, project):
        project.change("    boutons: [payer]\n    image", f"    {SHORT_BUTTON}\n    image")
        project.change(
            '  separateur: " ; "\n',
            '  separateur: " ; "\n  bouton_tout: "Tout payer : {montant}"\n  bouton_tout_court: "Tout : {montant}"\n',
        )
        assert catalogue(project).short_labels == {
            "Le courant est revenu": "Courant revenu",
            "Tout payer\xa0: {montant}": "Tout\xa0: {montant}",
        }

    def test_they_retrain_nothing(self, project):
        known = catalogue(project)
        assert _digest(replace(known, short_labels={"a": "b"})) == _digest(replace(known, short_labels={}))


class TestChecks:
    def test_a_long_title_needs_one(self, project):
        line = project.change("    boutons: [payer]\n    image", f"    {LONG_BUTTON}\n    image")
        (found,) = problems(project)
        assert f"paiement.yml:{line}" in found and "« Le courant est revenu » a 21 caractères" in found

    def test_it_is_short(self, project):
        spoilt = SHORT_BUTTON.replace("Courant revenu", "Le courant est là, oui")
        project.change("    boutons: [payer]\n    image", f"    {spoilt}\n    image")
        (found,) = problems(project)
        assert "22 caractères" in found and "forme courte" in found

    def test_one_label_has_one_form(self, project):
        other = SHORT_BUTTON.replace("Courant revenu", "C'est revenu")
        both = SHORT_BUTTON[:-1] + ", " + other.removeprefix("boutons: [")
        project.change("    boutons: [payer]\n    image", f"    {both}\n    image")
        assert "deux formes courtes" in problems(project)[0]

    def test_wordings_of_buttons_are_checked_too(self, project):
        project.change('  separateur: " ; "\n', '  separateur: " ; "\n  bouton_accord: Oui, je suis d\'accord\n')
        (found,) = problems(project)
        assert "bouton_accord_court" in found

    def test_the_buttons_of_whatsapp_fit(self, project):
        long = '  separateur: " ; "\n  whatsapp_bouton_liste: Voir tous les choix possibles\n'
        project.change('  separateur: " ; "\n', long)
        assert any("whatsapp_bouton_liste" in one for one in problems(project))
