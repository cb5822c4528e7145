"""How each form is reached, and a valid answer to each of its questions. A new form needs one entry here.

`test_interruptions.py` finds the forms in the packs and says which one, or which field, has no entry.
"""

from __future__ import annotations

from tests.dialogues.bot import Customer
from tests.dialogues.formes.messages import SOME_WORDS
from tests.dialogues.formes.outage_paths import OUTAGE_PATHS
from tests.dialogues.formes.path import Path, Said
from tests.dialogues.releve.usual import usual

__all__ = ["PATHS", "Path", "Said"]


async def _code(customer: Customer) -> str:
    return await customer.code()


PATHS: tuple[Path, ...] = (
    Path(
        form="identite_form",
        intent="renseignements_sur_solde",
        answers={
            "identite_reference": "10000001",
            "identite_second_fait": "69003",
            "identite_canal": "par sms",
            "identite_code": _code,
        },
        others={"identite_reference": "10000002"},
        fixed=frozenset({"identite_reference", "identite_second_fait"}),
    ),
    Path(
        form="satisfaction_form",
        intent="conclusion",
        answers={"satisfaction_note": "4", "satisfaction_commentaire": SOME_WORDS},
    ),
    Path(
        form="dossier_form",
        intent="contestation_facture",
        before=["oui"],
        answers={"dossier_contact": "camille.durand@example.org", "dossier_confirmation": "oui"},
        others={"dossier_contact": "06 39 98 12 34"},
    ),
    Path(
        form="factures_en_ligne_form",
        intent="releves_facture_en_ligne",
        identity=("10000003", "35000"),
        answers={"factures_en_ligne_accord": "oui"},
    ),
    Path(
        form="factures_papier_form",
        intent="releves_facture_papier",
        identity=("10000004", "44000"),
        answers={"factures_papier_accord": "oui"},
    ),
    Path(
        form="releve_form",
        intent="signalement_consommation",
        identity=("10000001", "69003"),
        answers={
            "releve_point": "électricité",
            "releve_malgre": "oui",
            "releve_base": usual("base"),
            "releve_photo": "sans photo",
            "releve_confirmation": "oui",
        },
        never_asked={"releve_date": "today, unless another day is said"},
    ),
    Path(
        form="releve_form",
        intent="signalement_consommation",
        identity=("10000014", "33000"),
        answers={
            "releve_base": "12",
            "releve_maintien": "oui",
            "releve_photo": "sans photo",
            "releve_confirmation": "oui",
        },
    ),
    Path(
        form="releve_form",
        intent="signalement_consommation",
        identity=("10000022", "33000"),
        answers={
            "releve_point": "électricité",
            "releve_hp": usual("hp"),
            "releve_hc": usual("hc"),
            "releve_confirmation": "oui",
        },
    ),
    Path(
        form="releve_form",
        intent="signalement_consommation",
        identity=("10000022", "33000"),
        answers={"releve_point": "celui du gaz", "releve_gaz": usual("gaz"), "releve_confirmation": "oui"},
    ),
    Path(
        form="echelonnement_form",
        intent="paiements_echelonnes",
        identity=("10000002", "31000"),
        answers={"plan_nombre": "3", "plan_jour": "le 5", "plan_accord": "oui", "plan_confirmation": "oui"},
        others={"plan_nombre": "en 6 fois", "plan_jour": "le 12"},
    ),
    Path(
        form="echelonnement_form",
        intent="paiements_echelonnes",
        identity=("10000027", "33000"),
        answers={
            "plan_montant": "900 euros",
            "plan_nombre": "6",
            "plan_jour": "le 20",
            "plan_accord": "oui",
            "plan_confirmation": "oui",
        },
        others={"plan_montant": "700 euros"},
    ),
    Path(
        form="versements_form",
        intent="versements_paiement",
        identity=("10000025", "33000"),
        before=["je veux annuler mon plan de paiement"],
        answers={"versements_confirmation": "oui"},
    ),
    Path(
        form="report_form",
        intent="differer_paiement",
        identity=("10000018", "33000"),
        answers={
            "report_facture": "la deuxième",
            "report_date": "une semaine de plus",
            "report_confirmation": "oui",
        },
        others={"report_date": "5 jours de plus"},
    ),
    Path(
        form="paiement_form",
        intent="effectuer_paiement",
        identity=("10000020", "33000"),
        opening="je veux payer ma facture d'électricité",
        answers={"paiement_objet": "la première", "paiement_montant": "20 euros", "paiement_confirmation": "oui"},
        detours={"paiement_montant": "je me suis trompé de montant"},
        others={"paiement_montant": "25 euros"},
    ),
    *OUTAGE_PATHS,
)
