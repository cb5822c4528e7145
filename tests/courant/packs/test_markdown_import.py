"""Capability-pack documents in Markdown become blocks."""

from __future__ import annotations

import pytest
import yaml

from courant.packs.blocks import imported_file
from courant.packs.markdown_import import identifier, read_document

DOCUMENT = """\
---

copyright:
  years: 2020
lastupdated: "2020-01-01"

---

{:tip: .tip}

# Capacités de la régie
{: #capabilities}
[![Retour](images/back.png)](/docs/index.html)
{: shortdesc}
## Détails

### Eau froide
<!-- {.toc-ignore} -->

- ****Fuite d'eau à l'étage****

    La personne signale une fuite
    dans son logement.

- ****Qualité de l'eau ?****

    Questions sur la dureté de l'eau

### Autres
<!-- {.toc-ignore} -->

- ****Piscines (municipales)****

    Horaires des piscines


[![Haut](images/up.png)](capabilities.html#top)
"""


def test_titles_descriptions_categories_and_lines():
    found = read_document(DOCUMENT)
    assert [(one.id, one.title, one.description, one.category) for one in found] == [
        (
            "fuite_eau_a_etage",
            "Fuite d'eau à l'étage",
            "La personne signale une fuite dans son logement.",
            "Eau froide",
        ),
        ("qualite_eau", "Qualité de l'eau ?", "Questions sur la dureté de l'eau", "Eau froide"),
        ("piscines_municipales", "Piscines (municipales)", "Horaires des piscines", "Autres"),
    ]
    assert DOCUMENT.splitlines()[found[0].line - 1] == "- ****Fuite d'eau à l'étage****"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Demander une copie de la facture", "demander_copie_facture"),
        ("Mettre à jour l'adresse", "mettre_a_jour_adresse"),
        ("Qui sommes-nous ?", "qui_sommes_nous"),
        ("Echéance du paiement", "echeance_paiement"),
        ("Préparation en vue d'une tempête", "preparation_en_vue_tempete"),
        ("Le", "le"),
    ],
)
def test_identifiers_drop_articles_and_accents(title, expected):
    assert identifier(title) == expected


def test_every_promised_title_gives_its_identifier():
    """The ids of the energy and general packs are the ones that their documents would give."""
    from courant.packs.inventory import read_inventory
    from courant.settings import PROJECT_ROOT

    promises = read_inventory(PROJECT_ROOT / "data" / "packs", [])
    from_documents = [one for one in promises.values() if one.packs != {"fournisseur"}]
    assert len(from_documents) == 103
    assert [one.id for one in from_documents if identifier(one.title) != one.id] == []


def test_the_written_file_is_a_theme_of_the_pack_format():
    content = yaml.safe_load(imported_file("regie", "fournisseur", read_document(DOCUMENT)))
    assert (content["version"], content["theme"]) == (1, "regie")
    assert content["capacites"][0] == {
        "id": "fuite_eau_a_etage",
        "titre": "Fuite d'eau à l'étage",
        "description": "La personne signale une fuite dans son logement.",
        "categorie": "Eau froide",
        "packs": ["fournisseur"],
    }


def test_a_document_of_another_kind_gives_nothing():
    assert read_document("# Un texte\n\n- une liste\n- **en gras**\n") == ()
