"""Customers on whom something is unusual: what a designer, a test or a check needs to meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from backends.billing.model import Supply
from backends.demo.build import Billing, Place, contract
from backends.demo.calendar import first_month
from backends.demo.curves import Curve
from backends.demo.people import DemoContract, DemoCustomer, Profile

_LIGHT = Supply("electricite", "base", 6)
_USUAL = Profile(2_900, season=0.15)
_HOME = Place("5 rue Pasteur", "33000", "Bordeaux")
_MEN = ("Hugo", "Karim", "Gérard", "Théo", "Alain", "Patrick", "Bruno")
Contracts = tuple[DemoContract, ...]


def edge_customers(today: date) -> list[DemoCustomer]:
    """Return one customer for each edge case, numbered from 10000011."""
    people = [
        ("Inès", "Faure", "aucune facture encore", _no_bill),
        ("Hugo", "Garnier", "une seule facture", _one_bill),
        ("Louise", "Perrin", "un avoir", _credit_note),
        ("Karim", "Haddad", "dernière facture estimée", _estimated),
        ("Manon", "Morin", "consommation inhabituelle", _unusual),
        ("Gérard", "Blanc", "régularisation très loin de l'estimation", _far_estimate),
        ("Aminata", "Diallo", "index qui recule", _backwards),
        ("Théo", "Dumont", "facture émise deux fois", _twice),
        ("Hélène", "Roussel", "trois contrats", _three),
        ("Alain", "Joly", "trois factures en retard, vulnérable", _arrears),
        ("Sylvie", "Masson", "facture double annulée par un avoir", _twice_cancelled),
        ("Patrick", "Lemoine", "deux compteurs à relever soi-même", _two_to_read),
        ("Odile", "Marchand", "compteur Linky muet", _silent),
        ("Bruno", "Caron", "compteur près de son maximum", _near_the_top),
        ("Fatou", "Ndiaye", "plan de paiement en cours", _late),
        ("Nicole", "Vasseur", "plan de paiement rompu il y a deux mois", _late),
        ("Thérèse", "Aubert", "plus de 3 000 € à payer", _large_debt),
    ]
    return [_customer(11 + rank, *person, today) for rank, person in enumerate(people)]


def _customer(
    rank: int, first: str, last: str, story: str, contracts: Callable[[str, date], Contracts], today: date
) -> DemoCustomer:
    number = f"100000{rank}"
    mail = f"client.{number}@example.org"
    return DemoCustomer(
        number=number,
        title="Monsieur" if first in _MEN else "Madame",
        first_name=first,
        last_name=last,
        born=date(1950, 5, 3) if first == "Alain" else date(1982, 9, 21),
        phone=f"+336399800{rank}",
        email=mail,
        vulnerable=first == "Alain",
        story=story,
        contracts=contracts(number, today),
    )


def _plain(number: str, today: date, billing: Billing, profile: Profile = _USUAL) -> DemoContract:
    return contract(number, 1, today, _LIGHT, profile, _HOME, billing)


def _no_bill(number: str, today: date) -> Contracts:
    return (_plain(number, today, Billing(None, age_days=20)),)


def _one_bill(number: str, today: date) -> Contracts:
    return (_plain(number, today, Billing(25, age_days=86, lengths=(61,))),)


def _credit_note(number: str, today: date) -> Contracts:
    return (replace(_plain(number, today, Billing(40)), quirk="geste_commercial"),)


def _estimated(number: str, today: date) -> Contracts:
    home = _plain(number, today, Billing(15))
    return (replace(home, meter_kind="electronique", estimated=frozenset(home.bounds[-1:])),)


def _unusual(number: str, today: date) -> Contracts:
    home = _plain(number, today, Billing(15))
    return (replace(home, profile=replace(home.profile, steps=((home.bounds[-2], 4.6),))),)


def _far_estimate(number: str, today: date) -> Contracts:
    home = _plain(number, today, Billing(15))
    steps = ((home.bounds[-3], 2.3),)
    estimated = frozenset(home.bounds[-2:-1])
    profile = replace(home.profile, steps=steps)
    return (replace(home, meter_kind="electronique", profile=profile, estimated=estimated),)


def _backwards(number: str, today: date) -> Contracts:
    home = _plain(number, today, Billing(15))
    return (replace(home, meter_kind="mecanique", quirk="index_lu_a_l_envers"),)


def _twice(number: str, today: date) -> Contracts:
    return (replace(_plain(number, today, Billing(18)), quirk="double"),)


def _twice_cancelled(number: str, today: date) -> Contracts:
    return (replace(_plain(number, today, Billing(18)), quirk="double_annulee"),)


def _three(number: str, today: date) -> Contracts:
    sea = Place("2 allée des Tilleuls", "56000", "Vannes")
    gas = Profile(9_500, season=0.85, coefficient=Decimal("10.98"))
    return (
        _plain(number, today, Billing(22, mode="prelevement")),
        contract(number, 2, today, Supply("gaz", "chauffage"), gas, _HOME, Billing(30, mode="prelevement")),
        contract(number, 3, today, _LIGHT, Profile(900, season=-0.4), sea, Billing(44, mode="prelevement")),
    )


def _arrears(number: str, today: date) -> Contracts:
    home = contract(
        number,
        1,
        today,
        Supply("electricite", "base", 9),
        Profile(9_800, season=0.5),
        _HOME,
        Billing(40, mode="virement", paperless=False),
    )
    return (replace(home, quirk="impayes", unpaid=3),)


def _late(number: str, today: date) -> Contracts:
    """One bill overdue."""
    return (replace(_plain(number, today, Billing(50)), quirk="impayes", unpaid=1),)


def _large_debt(number: str, today: date) -> Contracts:
    """Two bills of an old house, overdue."""
    supply, profile = Supply("electricite", "base", 15), Profile(56_000, season=0.05)
    home = contract(number, 1, today, supply, profile, _HOME, Billing(45, mode="virement"))
    return (replace(home, quirk="impayes", unpaid=2),)


def _two_to_read(number: str, today: date) -> Contracts:
    """Peak and off-peak, whose reading window is open; gas with red wheels, whose window is far."""
    supply = Supply("electricite", "hphc", 6)
    light = contract(number, 1, today, supply, Profile(5_200, season=0.3), _HOME, Billing(57))
    gas = Profile(10_400, season=0.85, coefficient=Decimal("11.02"))
    heat = contract(number, 2, today, Supply("gaz", "chauffage"), gas, _HOME, Billing(40, frequency="semestrielle"))
    return (replace(light, meter_kind="electronique"), replace(heat, meter_kind="mecanique"))


def _silent(number: str, today: date) -> Contracts:
    return (replace(_plain(number, today, Billing(33)), silent_days=23),)


def _near_the_top(number: str, today: date) -> Contracts:
    """Five wheels that pass 99999 some days after the last reading."""
    home = replace(_plain(number, today, Billing(58)), meter_kind="mecanique", first_index=0)
    origin = first_month(today)
    curve = Curve(home, origin, today)
    last, now = curve.index(home.bounds[-1], "base"), curve.index(today, "base")
    return (replace(home, first_index=99_999 - last - (now - last) // 3),)
