"""The utility as `brand.yml` describes it: name, packs in use, wordings, hours, shops and business rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from courant.brand_rules import Rules, read_rules
from courant.data_errors import DataError, DataErrors
from courant.french.typography import typeset
from courant.marked_yaml import Section, read_section
from courant.opening_hours import OpeningHours
from courant.packs.theme_reader import PACK_NAMES

WEEK_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
REQUIRED_TEXTS = (
    "marque",
    "telephone",
    "horaires",
    "email",
    "adresse_postale",
    "lien_site",
    "lien_espace_client",
    "lien_aides",
    "lien_confidentialite",
    "lien_emploi",
    "telephone_urgence_gaz",
    "telephone_urgence_electricite",
    "mediateur",
    "lien_mediateur",
)
KEYS = {"version", "packs", "textes", "horaires", "magasins", "regles"}
SHOP_KEYS = {
    "id",
    "nom",
    "adresse",
    "code_postal",
    "commune",
    "latitude",
    "longitude",
    "telephone",
    "horaires",
    "services",
}
SAFE_STARTS = ("https://", "http://localhost", "http://127.")
RANGE = re.compile(r"(\d{1,2})[h:](\d{2})?\s*-\s*(\d{1,2})[h:](\d{2})?")


class BrandError(DataErrors):
    """`brand.yml` cannot be used; each error names the line and the key."""


@dataclass(frozen=True)
class Shop:
    """A shop where customers are received."""

    id: str
    name: str
    address: str
    postcode: str
    commune: str
    latitude: Decimal
    longitude: Decimal
    phone: str
    hours: OpeningHours
    services: tuple[str, ...]


@dataclass(frozen=True)
class Brand:
    """The utility: what its customers read about it and the rules that it applies."""

    packs: frozenset[str]
    texts: Mapping[str, str]
    hours: OpeningHours
    shops: tuple[Shop, ...]
    rules: Rules

    @property
    def name(self) -> str:
        """Name of the utility as customers know it."""
        return self.texts["marque"]


def load_brand(path: Path) -> Brand:
    """Read and check a brand file.

    Raises:
        BrandError: with every mistake found, each naming its line and key.
    """
    errors: list[DataError] = []
    section = read_section(path, path.name, errors)
    brand = _read(section) if section else None
    if errors or brand is None:
        raise BrandError(errors)
    return brand


def _read(section: Section) -> Brand:
    section.check_keys(KEYS)
    if section.number("version", required=True) != 1:
        section.report("version", "version inconnue", "écrivez « version: 1 »")
    return Brand(
        packs=_packs(section),
        texts=_texts(section),
        hours=_hours(section, "horaires"),
        shops=tuple(_shop(shop) for shop in section.sections("magasins")),
        rules=read_rules(section.section("regles"), section),
    )


def _packs(section: Section) -> frozenset[str]:
    names = section.texts("packs")
    if not names:
        section.report("packs", "aucun pack choisi", "écrivez « packs: [energie, general] »")
    for name in names:
        if name not in PACK_NAMES:
            section.report("packs", f"pack « {name} » inconnu", "choisissez parmi : " + ", ".join(PACK_NAMES))
    return frozenset(names)


def _texts(section: Section) -> dict[str, str]:
    texts = section.section("textes")
    if texts is None:
        section.report("textes", "clé absente", "ajoutez « textes: » avec le nom, les numéros et les liens")
        return {}
    found = {key: texts.text(key, required=True) for key in (*REQUIRED_TEXTS, *texts.keys())}
    for key, value in found.items():
        if key.startswith("lien_") and value and not value.startswith(SAFE_STARTS):
            texts.report(key, f"« {value} » n'est pas une adresse sûre", "commencez par « https:// »")
    return {key: value if _is_address(key) else typeset(value) for key, value in found.items()}


def _is_address(key: str) -> bool:
    return key.startswith(("lien_", "email"))


def _hours(section: Section, key: str) -> OpeningHours:
    days = section.section(key)
    if days is None:
        section.report(key, "horaires absents", "écrivez « lundi: [08:00-20:00] », un jour par ligne")
        return OpeningHours({})
    days.check_keys({*WEEK_DAYS, "jours_feries"})
    weekly = {number: _ranges(days, day) for number, day in enumerate(WEEK_DAYS)}
    holidays = days.choice("jours_feries", ("ouvert", "ferme"), "ferme")
    return OpeningHours(weekly, open_on_holidays=holidays == "ouvert")


def _ranges(days: Section, day: str) -> tuple[tuple[time, time], ...]:
    ranges = []
    for text in days.texts(day):
        try:
            ranges.append(_range(text))
        except ValueError:
            days.report(day, f"plage « {text} » illisible", "écrivez « 09:00-12:30 »")
    return tuple(ranges)


def _range(text: str) -> tuple[time, time]:
    match = RANGE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    start = time(int(match[1]), int(match[2] or 0))
    end = time(int(match[3]), int(match[4] or 0))
    if end <= start:
        raise ValueError(text)
    return start, end


def _shop(section: Section) -> Shop:
    section.check_keys(SHOP_KEYS)
    return Shop(
        id=section.text("id", required=True),
        name=typeset(section.text("nom", required=True)),
        address=section.text("adresse", required=True),
        postcode=section.text("code_postal", required=True),
        commune=section.text("commune", required=True),
        latitude=_coordinate(section, "latitude"),
        longitude=_coordinate(section, "longitude"),
        phone=section.text("telephone", required=True),
        hours=_hours(section, "horaires"),
        services=tuple(typeset(service) for service in section.texts("services")),
    )


def _coordinate(section: Section, key: str) -> Decimal:
    text = section.text(key, "0", required=True)
    try:
        return Decimal(text)
    except InvalidOperation:
        section.report(key, f"« {text} » n'est pas un nombre", "écrivez par exemple « 45.7578 »")
        return Decimal(0)
