"""The six customers that the documentation names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from backends.billing.model import Supply
from backends.billing.prices import PriceBook, Revision
from backends.demo.build import Billing, Place, contract
from backends.demo.people import DemoContract, DemoCustomer, Profile
from backends.demo.target import with_last_bill_of
from backends.kernel.reference import reference

BENALI_OVERDUE_CENTS = 18_420
_DAY = timedelta(days=1)


def named_customers(today: date) -> list[DemoCustomer]:
    """Return the six, in the order of their numbers."""
    return [_durand(today), _benali(today), _petit(today), _martin(today), _lefevre(today), _robert(today)]


def _person(rank: int, title: str, first: str, last: str, mail: str | None) -> DemoCustomer:
    email = f"{mail}@example.org" if mail else None
    number = f"1000000{rank}"
    return DemoCustomer(number, title, first, last, date(1975, 4, 12), f"+3363998000{rank}", email)


def _durand(today: date) -> DemoCustomer:
    """More volume, a price rise and a longer period on the last electricity bill."""
    place = Place("12 rue des Lilas", "69003", "Lyon")
    number = "10000001"
    began = today - timedelta(days=89)
    profile = Profile(2_600, season=0.08, steps=((began, 1.24),))
    light = contract(number, 1, today, Supply("electricite", "base", 6), profile, place, Billing(14, lengths=(75,)))
    gas = Profile(11_000, season=0.85, coefficient=Decimal("11.21"))
    heat = contract(number, 2, today, Supply("gaz", "chauffage"), gas, place, Billing(75, frequency="semestrielle"))
    person = _person(1, "Madame", "Camille", "Durand", "camille.durand")
    story = "dernière facture d'électricité plus élevée : plus de volume, hausse de prix, période plus longue"
    return replace(person, story=story, contracts=(_with_a_price_rise(light), heat))


def _with_a_price_rise(light: DemoContract) -> DemoContract:
    """Revise the contract's own price when no tariff change falls inside its last two bills."""
    book = PriceBook(reference(), light.supply)
    before, start, _ = light.bounds[-3:]
    # A change near the end of the previous period would hardly be seen.
    seen = book.price_changes(before, start + 20 * _DAY)
    rises = [d for d in seen if book.kwh_ttc("base", d) > book.kwh_ttc("base", d - _DAY) and (d - before).days > 20]
    if rises:
        return light
    return replace(light, revisions=(Revision(start, Decimal("1.031")),))


def _benali(today: date) -> DemoCustomer:
    """One bill overdue, of 184,20 euros exactly."""
    place = Place("45 avenue Jean-Jaurès", "31000", "Toulouse")
    supply = Supply("electricite", "hphc", 6)
    home = contract("10000002", 1, today, supply, Profile(4_600, season=0.25), place, Billing(59, mode="cheque"))
    home = replace(with_last_bill_of(home, BENALI_OVERDUE_CENTS, today), quirk="impayes", unpaid=1)
    person = _person(2, "Monsieur", "Mohamed", "Benali", "mohamed.benali")
    return replace(person, story="184,20 € en retard, échelonnement possible", contracts=(home,))


def _petit(today: date) -> DemoCustomer:
    """Eighty-two, vulnerable, on paper, pays by cheque; her last bill is overdue."""
    place = Place("3 place de l'Église", "35000", "Rennes")
    billing = Billing(30, mode="cheque", paperless=False)
    home = contract("10000003", 1, today, Supply("electricite", "base", 3), Profile(1_900, season=0.2), place, billing)
    home = replace(home, quirk="impayes", unpaid=1)
    born = date(today.year - 82, 1, 8)
    person = replace(_person(3, "Madame", "Jeanne", "Petit", None), born=born, vulnerable=True, portal="non_inscrit")
    return replace(person, story="82 ans, vulnérable, factures papier", contracts=(home,))


def _martin(today: date) -> DemoCustomer:
    """Paperless and direct debit: a debit is announced."""
    place = Place("27 quai de la Fosse", "44000", "Nantes")
    billing = Billing(9, mode="prelevement")
    home = contract("10000004", 1, today, Supply("electricite", "hphc", 9), Profile(6_800, season=0.4), place, billing)
    person = _person(4, "Monsieur", "Lucas", "Martin", "lucas.martin")
    return replace(person, story="prélèvement, facture en ligne", contracts=(home,))


def _lefevre(today: date) -> DemoCustomer:
    """A bakery: shop, oven and laboratory."""
    shop = Place("8 rue Esquermoise", "59000", "Lille")
    laboratory = Place("14 rue Esquermoise", "59000", "Lille")
    billing = Billing(12, frequency="mensuelle", mode="prelevement")
    contracts = (
        contract("10000005", 1, today, Supply("electricite", "hphc", 15), Profile(19_000), shop, billing),
        contract(
            "10000005",
            2,
            today,
            Supply("gaz", "chauffage"),
            Profile(32_000, season=0.15, coefficient=Decimal("11.05")),
            shop,
            billing,
        ),
        contract("10000005", 3, today, Supply("electricite", "hphc", 12), Profile(14_500), laboratory, billing),
    )
    person = _person(5, "", "", "Boulangerie Lefèvre", "boulangerie.lefevre")
    story = "professionnel, trois points de livraison"
    return replace(person, professional=True, born=None, story=story, contracts=contracts)


def _robert(today: date) -> DemoCustomer:
    """Locked out of the portal after ten failed log-ins."""
    place = Place("60 rue de la République", "13001", "Marseille")
    home = contract(
        "10000006", 1, today, Supply("electricite", "base", 6), Profile(3_100, season=0.2), place, Billing(20)
    )
    person = replace(_person(6, "Madame", "Nadia", "Robert", "nadia.robert"), portal="verrouille")
    return replace(person, story="espace client verrouillé après dix échecs de connexion", contracts=(home,))
