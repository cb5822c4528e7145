"""Places: completed, corrected, and when they are enough."""

from __future__ import annotations

from typing import Any

import pytest

from actions.pannes.network import network_at
from actions.pannes.place import merged, of_contract, spot_of
from courant.clients import Contract

HOME = {"adresse": "12 rue des Lilas", "code_postal": "69003", "commune": "Lyon"}


@pytest.mark.parametrize(
    ("old", "new", "whole"),
    [
        (None, HOME, HOME),
        ({"commune": "Lyon", "code_postal": "69003"}, {"adresse": "12 rue des Lilas"}, HOME),
        (HOME, {"adresse": "14 rue des Lilas", "texte": "au 14"}, {**HOME, "adresse": "14 rue des Lilas"}),
        (
            HOME,
            {"commune": "Villeurbanne", "code_postal": "69100"},
            {"adresse": "12 rue des Lilas", "commune": "Villeurbanne", "code_postal": "69100"},
        ),
        (
            HOME,
            {"adresse": "3 quai X", "code_postal": "44000", "commune": "Nantes"},
            {"adresse": "3 quai X", "code_postal": "44000", "commune": "Nantes"},
        ),
        (HOME, {"latitude": 45.7, "longitude": 4.8}, {"latitude": 45.7, "longitude": 4.8}),
        (
            {"latitude": 45.7, "longitude": 4.8},
            {"code_postal": "69003"},
            {"latitude": 45.7, "longitude": 4.8, "code_postal": "69003", "commune": "Lyon"},
        ),
        (
            {"point": "69011131369207", "code_postal": "69003", "commune": "Lyon"},
            {"adresse": "3 rue X"},
            {"adresse": "3 rue X", "code_postal": "69003", "commune": "Lyon"},
        ),
    ],
)
def test_a_place_is_completed_or_corrected(
    old: dict[str, Any] | None, new: dict[str, Any], whole: dict[str, Any]
) -> None:
    assert merged(old, new) == whole


@pytest.mark.parametrize(
    ("value", "lacks_town", "lacks_street"),
    [
        (HOME, False, False),
        ({"commune": "Lyon"}, False, True),
        ({"commune": "Saint-Denis"}, True, True),
        ({"commune": "Saint-Denis", "code_postal": "93200"}, False, True),
        ({"latitude": 45.7, "longitude": 4.8}, True, False),
        ({"point": "69011131369207", "code_postal": "69003", "commune": "Lyon"}, False, False),
        ({"adresse": "12 rue des Lilas"}, True, False),
        ({}, True, True),
    ],
)
def test_when_a_place_is_enough(value: dict[str, Any], lacks_town: bool, lacks_street: bool) -> None:
    spot = spot_of(value)
    assert (spot.lacks_town, spot.lacks_street) == (lacks_town, lacks_street)


def contract(address: str) -> Contract:
    return Contract(
        "k1", "3000001001", "electricite", address, "69003", "Lyon", "69011131369207", "x", 6, "base", True, "carte"
    )


def test_a_hidden_street_stays_unknown() -> None:
    assert of_contract(contract("•••")) == {"code_postal": "69003", "commune": "Lyon", "point": "69011131369207"}
    assert of_contract(contract("12 rue des Lilas"))["adresse"] == "12 rue des Lilas"


@pytest.mark.parametrize(
    ("energy", "place", "name", "on_bill"),
    [
        ("electricite", HOME, "Enedis", False),
        ("gaz", HOME, "GRDF", False),
        ("electricite", {"commune": "Strasbourg", "code_postal": "67000"}, "Strasbourg Électricité Réseaux", True),
        ("gaz", {"commune": "Ajaccio", "code_postal": "20000"}, None, None),
        ("electricite", {"commune": "Saint-Denis"}, None, None),
    ],
)
def test_who_acts_in_a_place(energy: str, place: dict[str, str], name: str | None, on_bill: bool | None) -> None:
    network = network_at(energy, spot_of(place))
    assert network.name == name
    assert (network.distributor.on_bill if network.distributor else None) == on_bill
