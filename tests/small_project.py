"""A small project in a temporary folder, whose packs each test spoils in its own way."""

from __future__ import annotations

from pathlib import Path

import pytest

from courant.brand import Brand, load_brand
from courant.packs import Catalogue, PackError, load_catalogue
from courant.packs.checks import check_packs
from courant.settings import PROJECT_ROOT

PAYMENT = """\
version: 1
theme: paiement
titre: Paiement
capacites:
  - id: payer
    titre: Payer
    libelle: Payer ma facture
    description: Payer une facture
    categorie: Paiement
    packs: [energie, general]
    acces: identifie
    urgence: normale
    entites: [montant, energie]
    reponse: "Vous pouvez payer chez {marque} : c'est simple !"
    boutons: [solde, {titre: En gaz, envoie: payer, valeurs: {energie: gaz}}, {titre: Non, envoie: refuser}]
    liens: [{titre: Espace client, url: "{lien_espace_client}/payer"}]
    ensuite: payer_form
    repli: payer votre facture
    alias: [regler]
  - id: solde
    titre: Solde
    libelle: Mon solde
    description: Connaître son solde
    categorie: Paiement
    packs: [energie]
    acces: verifie
    reponse:
      - {si: {energie: gaz}, texte: Le gaz se règle à part.}
      - texte: Votre solde réunit vos factures.
    ensuite: action_solde
    repli: connaître votre solde
formulaires:
  payer_form:
    acces: verifie
    champs:
      - {nom: payer_montant, genre: montant}
    fin: action_payer_fin
actions: [action_historique]
creneaux:
  energie: {type: text, entite: energie}
messages:
  ask_payer_montant: Quel montant voulez-vous payer ?
  aide_payer_montant: Écrivez un montant en euros.
  autre_payer_montant: Un nombre suffit.
  solde_du_jour:
    texte: "Vous devez {montant}."
    boutons: [payer]
    image: "{url}"
libelles:
  separateur: " ; "
  tache_payer_form: votre paiement
"""

ACTIONS = """\
class Solde(CourantAction):
    action = "action_solde"


class PayerFin(CourantSubmit):
    action: str = 'action_payer_fin'


class Historique(CourantAction):
    action = "action_historique"
"""

CONVERSATION = """\
version: 1
theme: conversation
titre: Conversation
capacites:
  - id: refuser
    titre: Refuser
    description: Dire non
"""

EXAMPLES = {
    "payer": [
        "je veux payer ma facture",
        "comment régler ce que je dois",
        "payer",
        "où puis-je payer en ligne",
        "paiement par carte possible ?",
        "régler 40 euros maintenant",
    ],
    "solde": [
        "combien je dois",
        "mon solde svp",
        "est-ce qu'il me reste une dette",
        "solde",
        "quel montant reste dû",
        "suis-je à jour",
    ],
    "refuser": ["non", "non merci", "pas du tout", "surtout pas", "ça ira", "jamais", "plutôt non", "nan"],
}


class Project:
    """A project on disk: theme files, formulations, source of the actions, brand."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.packs = root / "data" / "packs"
        (self.packs / "exemples").mkdir(parents=True)
        (root / "brand.yml").write_text((PROJECT_ROOT / "brand.yml").read_text("utf-8"), "utf-8")
        (root / "domain.yml").write_text("slots:\n  danger: {type: any}\n", "utf-8")
        (root / "actions" / "paiement").mkdir(parents=True)
        (root / "actions" / "paiement" / "actions.py").write_text(ACTIONS, "utf-8")
        self.write("paiement", PAYMENT)
        self.write("conversation", CONVERSATION)
        for intent, lines in EXAMPLES.items():
            self.say(intent, *lines)

    def write(self, theme: str, text: str) -> None:
        (self.packs / f"{theme}.yml").write_text(text, "utf-8")

    def change(self, old: str, new: str, theme: str = "paiement") -> int:
        """Replace a part of a theme file; return the line where it was."""
        path = self.packs / f"{theme}.yml"
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is not exactly once in {theme}"
        path.write_text(text.replace(old, new), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    def say(self, intent: str, *lines: str) -> None:
        (self.packs / "exemples" / f"{intent}.txt").write_text("\n".join(lines) + "\n", "utf-8")

    @property
    def brand(self) -> Brand:
        return load_brand(self.root / "brand.yml")

    def load(self, *enabled: str) -> Catalogue:
        return load_catalogue(self.packs, enabled or None)

    def check(self) -> tuple[PackError, ...]:
        return check_packs(self.packs, self.brand)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)
