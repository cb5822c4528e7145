"""Does an outage touch a place? Places are compared as people write them: accents, hyphens and « av. » do not count."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from backends.outages.model import Area, Cover
from courant.french.communes import commune_key

_WORDS = Path(__file__).with_name("voies.yml")
_NUMBER = re.compile(r"^\d{1,4}( (bis|ter|quater|[a-d]))?\b ?")
_EARTH_M = 6_371_000
_RANK: Mapping[Cover, int] = {"oui": 0, "possible": 1, "commune": 2}


@dataclass(frozen=True)
class Place:
    """Where somebody is or asks about; what is not known is None."""

    insee: str | None = None
    commune: str | None = None
    department: str | None = None
    postcode: str | None = None
    street: str | None = None
    delivery_point: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@lru_cache(maxsize=1)
def _abbreviations() -> Mapping[str, str]:
    found: dict[str, str] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


def street_key(street: str) -> str:
    """Return what two spellings of a street have in common; the number of the house does not count."""
    plain = _NUMBER.sub("", commune_key(street))
    first, _, rest = plain.partition(" ")
    return f"{_abbreviations().get(first, first)} {rest}".strip()


def cover_of(areas: Iterable[Area], place: Place) -> Cover | None:
    """Return how well an outage fits a place, None when it is elsewhere."""
    found = [cover for cover in (_cover(area, place) for area in areas) if cover]
    return min(found, key=_RANK.__getitem__, default=None)


def rank(cover: Cover | None) -> int:
    """Return the place of a cover in an order, the surest first."""
    return _RANK[cover] if cover else len(_RANK)


def _cover(area: Area, place: Place) -> Cover | None:
    if area.delivery_point and place.delivery_point:
        if area.delivery_point == place.delivery_point:
            return "oui"
    elif _both_located(area, place):
        return "oui" if _metres(area, place) <= (area.radius_m or 0) else None
    town = _town(area, place)
    if town is None:
        return None
    return _street(area, place) if town else "possible"


def _town(area: Area, place: Place) -> bool | None:
    """Return whether the town is the same: None no, False perhaps (a postcode of a larger town)."""
    if area.insee and place.insee:
        same = area.insee == place.insee
    elif area.commune and place.commune:
        same = commune_key(area.commune) == commune_key(place.commune) and _same_department(area, place)
    else:
        same = bool(area.postcode) and area.postcode == place.postcode
    if not same:
        return None
    if area.postcode and area.postcode != place.postcode:
        return None if place.postcode else False
    return True


def _same_department(area: Area, place: Place) -> bool:
    return not (area.department and place.department) or area.department == place.department


def _street(area: Area, place: Place) -> Cover:
    if area.delivery_point or area.radius_m:
        return "possible" if not area.street else _named(area.street, place)
    return _named(area.street, place) if area.street else "oui"


def _named(street: str, place: Place) -> Cover:
    if not place.street:
        return "possible"
    return "oui" if street_key(street) == street_key(place.street) else "commune"


def _both_located(area: Area, place: Place) -> bool:
    return bool(area.latitude and area.longitude) and place.latitude is not None and place.longitude is not None


def _metres(area: Area, place: Place) -> float:
    """Return the distance on a sphere (haversine): right to some metres over a few kilometres."""
    north, south = math.radians(float(area.latitude or 0)), math.radians(place.latitude or 0)
    turn = math.radians(float(area.longitude or 0) - (place.longitude or 0))
    half = math.sin((north - south) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(half))
