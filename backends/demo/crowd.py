"""Generated customers: a plausible crowd, always the same for a seed."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backends.billing.model import Frequency, Means, Option, Supply
from backends.demo.build import Billing, Place, contract
from backends.demo.people import DemoContract, DemoCustomer, Profile

SEED = 2026
_POWERS: tuple[tuple[Option, int], ...] = (
    ("base", 3),
    ("base", 6),
    ("base", 6),
    ("hphc", 6),
    ("hphc", 9),
    ("base", 9),
)
_LIGHT_CYCLES: tuple[Frequency, ...] = ("bimestrielle", "bimestrielle", "mensuelle")
_HEAT_CYCLES: tuple[Frequency, ...] = ("bimestrielle", "semestrielle")
_MODES: tuple[Means, ...] = ("prelevement", "prelevement", "prelevement", "carte", "cheque", "virement")


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    names: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "noms.yml").read_text(encoding="utf-8"))
    return names


def crowd(today: date, size: int) -> list[DemoCustomer]:
    """Return ``size`` generated customers, numbered from 10000101."""
    return [_customer(rank, today) for rank in range(1, size + 1)]


def _customer(rank: int, today: date) -> DemoCustomer:
    # Seeded by rank: asking for more customers never changes the first ones.
    chance = random.Random(SEED * 100_000 + rank)
    names = _names()
    number = f"{10_000_100 + rank}"
    woman = chance.random() < 0.5
    first = chance.choice(names["prenoms_f" if woman else "prenoms_m"])
    last = chance.choice(names["noms"])
    postcode, commune = chance.choice(names["communes"])
    place = Place(f"{chance.randint(1, 140)} {chance.choice(names['voies'])}", postcode, commune)
    return DemoCustomer(
        number=number,
        title="Madame" if woman else "Monsieur",
        first_name=first,
        last_name=last,
        born=date(chance.randint(1938, 2004), chance.randint(1, 12), chance.randint(1, 28)),
        phone=f"+336399{80_000 + 100 + rank}",
        email=f"{_ascii(first)}.{_ascii(last)}.{rank}@example.org" if chance.random() < 0.9 else None,
        vulnerable=chance.random() < 0.06,
        portal=chance.choices(("inscrit", "non_inscrit", "verrouille"), (70, 27, 3))[0],
        story="client généré",
        contracts=_contracts(number, place, chance, today),
    )


def _contracts(number: str, place: Place, chance: random.Random, today: date) -> tuple[DemoContract, ...]:
    mode = chance.choice(_MODES)
    common = {"mode": mode, "paperless": chance.random() < 0.65, "age_days": chance.randint(200, 2_000)}
    found = [_light(number, place, chance, today, common)]
    if chance.random() < 0.35:
        found.append(_heat(number, place, chance, today, common))
    if chance.random() < 0.07:
        found[0] = replace(found[0], quirk="impayes", unpaid=1)
    return tuple(found)


def _light(number: str, place: Place, chance: random.Random, today: date, common: dict[str, Any]) -> DemoContract:
    option, power = chance.choice(_POWERS)
    profile = Profile(chance.randint(1_200, 9_500), season=chance.uniform(0, 0.55), hc_share=chance.uniform(0.25, 0.45))
    billing = Billing(chance.randint(4, 60), chance.choice(_LIGHT_CYCLES), **common)
    made = contract(number, 1, today, Supply("electricite", option, power), profile, place, billing)
    if chance.random() < 0.12:
        # No communicating meter: every other period is estimated.
        made = replace(made, meter_kind="electronique", estimated=frozenset(made.bounds[-2::-2]))
    if chance.random() < 0.25 and len(made.bounds) > 2:
        step = (made.bounds[-2] + timedelta(days=chance.randint(0, 20)), chance.uniform(0.6, 1.7))
        made = replace(made, profile=replace(made.profile, steps=(step,)))
    return made


def _heat(number: str, place: Place, chance: random.Random, today: date, common: dict[str, Any]) -> DemoContract:
    cooking = chance.random() < 0.3
    coefficient = Decimal(chance.randint(1_050, 1_150)) / 100
    profile = Profile(
        chance.randint(600, 4_500) if cooking else chance.randint(7_000, 17_000),
        season=0.2 if cooking else 0.9,
        coefficient=coefficient,
    )
    supply = Supply("gaz", "cuisson" if cooking else "chauffage")
    frequency = chance.choice(_HEAT_CYCLES)
    return contract(number, 2, today, supply, profile, place, Billing(chance.randint(4, 60), frequency, **common))


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace(" ", "-"))
    return "".join(letter for letter in plain if letter.isascii() and (letter.isalnum() or letter == "-"))
