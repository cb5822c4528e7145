"""Does an outage touch a place? As people write places."""

from __future__ import annotations

import pytest

from backends.outages.matching import Place, cover_of, street_key
from backends.outages.model import Area

LYON_3 = Area(insee="69123", commune="Lyon", department="69", postcode="69003")
STREET = Area(commune="Lyon", department="69", postcode="69003", street="avenue Jean-Jaurès")
TOWN = Area(commune="Saint-Étienne", department="42")
POINT = Area(commune="Nantes", department="44", latitude="47.2100", longitude="-1.5680", radius_m=600)
METER = Area(commune="Lyon", department="69", postcode="69003", delivery_point="69011131369207")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("12 rue des Lilas", "rue des lilas"),
        ("12 bis, av. Jean-Jaurès", "avenue jean jaures"),
        ("3 bd Voltaire", "Boulevard Voltaire"),
        ("place St-Michel", "1 pl. Saint Michel"),
        ("8 quai de la Fosse", "QUAI DE LA FOSSE"),
    ],
)
def test_a_street_is_known_however_it_is_written(first: str, second: str) -> None:
    assert street_key(first) == street_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("rue des Lilas", "rue du Lilas blanc"), ("rue Pasteur", "avenue Pasteur"), ("rue du 8 mai", "rue du 11 mai")],
)
def test_streets_that_differ(first: str, second: str) -> None:
    assert street_key(first) != street_key(second)


@pytest.mark.parametrize(
    ("area", "place", "cover"),
    [
        (LYON_3, Place(commune="lyon", postcode="69003"), "oui"),
        (LYON_3, Place(insee="69123", postcode="69003", street="rue Inconnue"), "oui"),
        (LYON_3, Place(commune="Lyon"), "possible"),
        (LYON_3, Place(commune="Lyon", postcode="69008"), None),
        (LYON_3, Place(postcode="69003"), "oui"),
        (LYON_3, Place(commune="Villeurbanne", postcode="69100"), None),
        (STREET, Place(commune="Lyon", postcode="69003", street="45 av Jean Jaurès"), "oui"),
        (STREET, Place(commune="Lyon", postcode="69003", street="rue Paul-Bert"), "commune"),
        (STREET, Place(commune="Lyon", postcode="69003"), "possible"),
        (TOWN, Place(commune="st etienne", department="42"), "oui"),
        (TOWN, Place(commune="Saint-Étienne"), "oui"),
        (TOWN, Place(commune="Saint-Étienne", department="26"), None),
        (POINT, Place(latitude=47.2110, longitude=-1.5690), "oui"),
        (POINT, Place(latitude=47.2300, longitude=-1.5680), None),
        (POINT, Place(commune="Nantes", latitude=47.2300, longitude=-1.5680), None),
        (POINT, Place(commune="Nantes", department="44"), "possible"),
        (METER, Place(delivery_point="69011131369207"), "oui"),
        (METER, Place(delivery_point="69999999999999", commune="Lyon", postcode="69003"), "possible"),
        (METER, Place(delivery_point="69999999999999"), None),
        (LYON_3, Place(), None),
    ],
)
def test_how_well_an_outage_fits(area: Area, place: Place, cover: str | None) -> None:
    assert cover_of([area], place) == cover


def test_the_surest_area_decides() -> None:
    place = Place(commune="Lyon", postcode="69003", street="rue Paul-Bert")
    assert cover_of([STREET, LYON_3], place) == "oui"
    assert cover_of([], place) is None
