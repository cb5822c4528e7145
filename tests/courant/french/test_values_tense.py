"""A date without its year or month is past or to come, as the words around it say; own rules, no library does it."""

from __future__ import annotations

import pytest

from courant.french.values import read
from courant.french.values.calendar import find_dates
from tests.courant.french.marked import TODAY, flat


def dates(text: str) -> list[str]:
    return [flat(one.value) for one in find_dates(read(text), TODAY)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("j'ai payé le 3", "2026-11-03"),
        ("g payé le 3", "2026-11-03"),
        ("jai payer le 3", "2026-11-03"),
        ("on m'a prélevé le 5", "2026-11-05"),
        ("payé le 3", "2026-11-03"),
        ("virement effectué le 9", "2026-11-09"),
        ("demande enregistrée le 10", "2026-11-10"),
        ("je l'ai reçue lundi", "2026-11-16"),
        ("le technicien est venu jeudi", "2026-11-19"),
        ("personne n'est passé samedi", "2026-11-21"),
        ("le technicien devait passer mardi", "2026-11-17"),
        ("il aurait dû venir mardi", "2026-11-17"),
        ("j'avais rendez-vous vendredi", "2026-11-20"),
        ("j'avais demandé la résiliation pour le 30 septembre", "2026-09-30"),
        ("samedi personne n'a répondu", "2026-11-21"),
        ("la facture du 3", "2026-11-03"),
        ("votre courrier du 12", "2026-11-12"),
        ("je vais payer la facture du 3", "2026-11-03"),
        ("je voudrais contester le prélèvement du 5", "2026-11-05"),
        ("depuis mardi plus rien", "2026-11-17"),
        ("panne depuis le 18", "2026-11-18"),
        ("coupure de trois heures dimanche", "2026-11-15"),
        ("vous m'avez débité le 30 alors que je paie tout", "2026-10-30"),
        ("pourquoi le 15 vous avez coupé", "2026-11-15"),
        ("l'état des lieux était le 28", "2026-10-28"),
        ("rdv lundi raté", "2026-11-16"),
    ],
)
def test_what_is_over(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("je paierai le 3", "2026-12-03"),
        ("je vais payer le 3", "2026-12-03"),
        ("est-ce que je peux payer le 3 ?", "2026-12-03"),
        ("je paye le 5", "2026-12-05"),
        ("je voudrais être prélevé le 8", "2026-12-08"),
        ("le technicien passe mardi", "2026-11-24"),
        ("mon rdv de mercredi", "2026-11-25"),
        ("j'ai rdv vendredi", "2026-11-27"),
        ("avant le 15", "2026-12-15"),
        ("une attestation avant le 5 décembre", "2026-12-05"),
        ("on m'a dit que vous passez jeudi", "2026-11-26"),
        ("vous avez programmé une coupure jeudi", "2026-11-26"),
        ("je reçois ma paye le 28", "2026-11-28"),
        ("j'ai reçu un mail disant que le prélèvement aurait lieu le 8", "2026-12-08"),
        ("vous pouvez me rappeler lundi ?", "2026-11-23"),
        ("l'état des lieux est le 28", "2026-11-28"),
        ("vous êtes ouverts samedi ?", "2026-11-28"),
        ("êtes-vous fermés à Noël", "2026-12-25"),
        ("prélevez-moi le 10", "2026-12-10"),
        ("mon contrat finit le 28 février", "2027-02-28"),
        ("premier versement le 15/12", "2026-12-15"),
        ("à partir du 5 janvier", "2027-01-05"),
    ],
)
def test_what_is_to_come(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("j'ai quitté mon appart fin janvier", ["2026-01-21/2026-02-01"]),
        ("je quitte mon appart fin janvier", ["2027-01-21/2027-02-01"]),
        ("nous avons déménagé en juin", ["2026-06-01/2026-07-01"]),
        ("nous déménagerons en juin", ["2027-06-01/2027-07-01"]),
        ("je déménage en mars", ["2027-03-01/2027-04-01"]),
        ("l'échéance d'octobre n'est pas passée", ["2026-10-01/2026-11-01"]),
        ("je paierai en début de mois", ["2026-12-01/2026-12-11"]),
        ("j'ai payé en début de mois", ["2026-11-01/2026-11-11"]),
        ("j'ai payé le 3 et je repaierai le 3", ["2026-11-03", "2026-12-03"]),
        ("j'ai appelé lundi, rappelez-moi jeudi", ["2026-11-16", "2026-11-26"]),
    ],
)
def test_each_date_has_its_own_verb(text: str, periods: list[str]) -> None:
    assert dates(text) == periods
