"""How each form about outages, street lights and dangers is reached, and a valid answer to each of its questions."""

from __future__ import annotations

from tests.dialogues.formes.messages import PAST_LEAK, SAFE, YES
from tests.dialogues.formes.path import Path

# Lefèvre: three delivery points.
SEVERAL_HOMES = ("10000005", "59000")

OUTAGE_PATHS: tuple[Path, ...] = (
    Path(
        form="panne_form",
        intent="signaler_panne",
        answers={
            "panne_danger": "non",
            "panne_lieu": "12 rue du Lavoir, 21000 Dijon",
            "panne_etendue": "chez moi",
            "panne_disjoncteur": "il saute à nouveau",
            "panne_insister": "oui",
            "panne_photo": "pas de photo",
            "panne_telephone": "06 39 98 12 34",
            "panne_confirmation": "oui",
        },
        on_file=frozenset({"panne_telephone"}),
        others={"panne_lieu": "au 14 rue du Lavoir", "panne_telephone": "06 39 98 12 35"},
    ),
    Path(
        form="panne_form",
        intent="signaler_panne",
        answers={
            "panne_danger": "non",
            "panne_lieu": "3 place du Puits",
            "panne_complement": "21000 Dijon",
            "panne_energie": "l'électricité",
            "panne_etendue": "toute la rue",
        },
        detours={"panne_energie": "je me suis trompé d'énergie"},
        completes={"panne_complement": "panne_lieu"},
    ),
    Path(
        form="panne_form",
        intent="signaler_panne",
        identity=SEVERAL_HOMES,
        answers={"panne_danger": "non", "panne_point": "le premier", "panne_etendue": "chez moi"},
        completes={"panne_point": "panne_lieu"},
    ),
    Path(
        form="recherche_pannes_form",
        intent="recherche_pannes",
        answers={"recherche_lieu": "12 rue du Lavoir", "recherche_complement": "21000 Dijon"},
        completes={"recherche_complement": "recherche_lieu"},
    ),
    Path(
        form="recherche_pannes_form",
        intent="recherche_pannes",
        identity=SEVERAL_HOMES,
        answers={"recherche_point": "le premier"},
        completes={"recherche_point": "recherche_lieu"},
    ),
    Path(
        form="tempete_form",
        intent="statut_tempete",
        answers={"tempete_lieu": "12 rue du Lavoir", "tempete_complement": "21000 Dijon"},
        completes={"tempete_complement": "tempete_lieu"},
    ),
    Path(
        form="tempete_form",
        intent="statut_tempete",
        identity=SEVERAL_HOMES,
        answers={"tempete_point": "le premier"},
        completes={"tempete_point": "tempete_lieu"},
    ),
    Path(
        form="statut_panne_form",
        intent="statut_panne",
        answers={"statut_reference": "S2026-000123", "statut_code": "7KQ2M-9ABCD-EFGH2"},
    ),
    Path(
        form="qualite_form",
        intent="qualite_alimentation_electrique",
        answers={
            "qualite_symptome": "la lumière baisse",
            "qualite_etendue": "chez moi seulement",
            "qualite_lieu": "12 rue du Lavoir, 21000 Dijon",
            "qualite_depuis": "depuis lundi, surtout le soir",
            "qualite_degats": "non",
            "qualite_telephone": "06 39 98 12 34",
            "qualite_confirmation": "oui",
        },
        on_file=frozenset({"qualite_telephone"}),
        others={"qualite_lieu": "au 14 rue du Lavoir", "qualite_telephone": "06 39 98 12 35"},
    ),
    Path(
        form="qualite_form",
        intent="qualite_alimentation_electrique",
        answers={
            "qualite_symptome": "la lumière baisse",
            "qualite_etendue": "chez moi seulement",
            "qualite_lieu": "3 place du Puits",
            "qualite_complement": "21000 Dijon",
            "qualite_depuis": "depuis lundi, surtout le soir",
        },
        completes={"qualite_complement": "qualite_lieu"},
    ),
    Path(
        form="qualite_form",
        intent="qualite_alimentation_electrique",
        identity=SEVERAL_HOMES,
        answers={
            "qualite_symptome": "la lumière baisse",
            "qualite_etendue": "chez moi seulement",
            "qualite_point": "le premier",
            "qualite_depuis": "depuis lundi, surtout le soir",
        },
        completes={"qualite_point": "qualite_lieu"},
    ),
    Path(
        form="reverbere_form",
        intent="signaler_panne_reverbere",
        answers={
            "reverbere_etat": "il est éteint",
            "reverbere_lieu": "8 rue du Lavoir, 21000 Dijon",
            "reverbere_numero": "A-57",
            "reverbere_confirmation": "oui",
        },
        others={"reverbere_lieu": "au 10 rue du Lavoir"},
    ),
    Path(
        form="reverbere_form",
        intent="signaler_panne_reverbere",
        answers={
            "reverbere_etat": "il est éteint",
            "reverbere_lieu": "3 place du Puits",
            "reverbere_complement": "21000 Dijon",
            "reverbere_numero": "A-57",
        },
        completes={"reverbere_complement": "reverbere_lieu"},
    ),
    Path(
        form="alerte_form",
        intent="signaler_fuite_gaz",
        opening=PAST_LEAK,
        answers={
            "alerte_abri": "oui",
            "alerte_lieu": "8 rue du Lavoir, 21000 Dijon",
            "alerte_confirmation": "oui",
        },
        others={"alerte_lieu": "au 10 rue du Lavoir"},
    ),
    Path(
        form="alerte_form",
        intent="signaler_fuite_gaz",
        before=[SAFE, YES],
        answers={"alerte_lieu": "3 place du Puits", "alerte_complement": "21000 Dijon", "alerte_confirmation": "oui"},
        completes={"alerte_complement": "alerte_lieu"},
    ),
)
