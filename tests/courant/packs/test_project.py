"""The project's own packs: in order, complete, usable with any set of packs."""

from __future__ import annotations

import pytest

from courant.brand import load_brand
from courant.packs import load_catalogue
from courant.packs.checks import check_packs
from courant.packs.inventory import read_inventory
from courant.settings import PROJECT_ROOT

PACKS = PROJECT_ROOT / "data" / "packs"


def test_the_packs_are_in_order():
    errors = check_packs(PACKS, load_brand(PROJECT_ROOT / "brand.yml"))
    assert errors == (), "\n".join(map(str, errors))


def test_the_inventory_is_complete():
    promises = read_inventory(PACKS, [])
    assert len(promises) == 112
    assert sum("energie" in one.packs for one in promises.values()) == 97
    assert sum("general" in one.packs for one in promises.values()) == 75


@pytest.mark.parametrize("enabled", [("general",), ("energie",), ("fournisseur",), ("energie", "general")])
def test_any_set_of_packs_holds_exactly_its_intents(enabled):
    promises = read_inventory(PACKS, [])
    catalogue = load_catalogue(PACKS, enabled)
    promised = {one.id for one in promises.values() if one.packs & set(enabled)}
    core = {one.id for one in catalogue.capabilities.values() if one.skill in ("conversation", "securite")}
    assert set(catalogue.capabilities) - core == promised - core
    for capability in catalogue.capabilities.values():
        assert all(button.intent in catalogue.capabilities for button in capability.buttons)
        route = capability.next_action
        assert route is None or route in catalogue.actions or route in catalogue.forms


def test_the_alias_of_the_general_pack_is_known():
    assert load_catalogue(PACKS).canonical("trouver_magasin_plus_proche") == "rechercher_magasin_plus_proche"
