"""The access gate over every row of the packs, and the guard's table over everything that a route reaches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from courant.packs import Access, Catalogue
from custom_components.supervisor.decide import decide
from custom_components.supervisor.packs import load_table, project_catalogue
from custom_components.supervisor.table import Table, Thresholds
from custom_components.supervisor.turn import Turn
from custom_components.supervisor_policy import SupervisorPolicy

CATALOGUE: Catalogue = project_catalogue()
TABLE: Table = load_table()
GATED = sorted(name for name, route in TABLE.routes.items() if route.level > 0)
NEEDED = {name: int(TABLE.routes[name].level) for name in GATED}


def test_the_table_survives_the_model() -> None:
    assert Table.from_json(TABLE.as_json()) == TABLE


def test_there_are_gated_intents() -> None:
    assert len(GATED) >= 10


@pytest.mark.parametrize("intent", GATED)
def test_anonymous_then_identified_then_expired(intent: str) -> None:
    route = TABLE.routes[intent]
    said = Turn(intent=intent, text="demande")
    anonymous = decide(Turn(**{**said.__dict__, "done": route.general_steps}), TABLE)
    assert anonymous.action == "identite_form"
    known = Turn(
        intent="reponse_libre",
        text="123456",
        loop_before="identite_form",
        done=("identite_form", "action_identite_fin"),
        level=NEEDED[intent],
        slots={"demande": anonymous.slots["demande"]},
    )
    assert decide(known, TABLE).action == route.next_action
    again = decide(Turn(intent=intent, text="demande", slots={"sujet": intent}), TABLE)
    assert again.action == "identite_form"


@pytest.mark.parametrize("intent", sorted(TABLE.routes))
def test_whatever_a_route_reaches_has_the_level_of_its_capability(intent: str) -> None:
    capability = CATALOGUE.capabilities[intent]
    if capability.next_action and not capability.offers_ticket:
        level = CATALOGUE.access.level_of_action(capability.next_action)
        assert level >= capability.access
        form = CATALOGUE.forms.get(capability.next_action)
        if form is not None:
            assert CATALOGUE.access.level_of_action(form.validator) == level
            assert CATALOGUE.access.level_of_action(form.submit) == level


def test_identity_itself_needs_nothing() -> None:
    for name in ("identite_form", "validate_identite_form", "action_identite_fin"):
        assert CATALOGUE.access.level_of_action(name) is Access.PUBLIC


def test_a_threshold_changed_in_the_brand_trains_the_policy_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = SupervisorPolicy.fingerprint_addon({})
    assert SupervisorPolicy.fingerprint_addon({}) == before
    changed = replace(TABLE, thresholds=Thresholds(stop=0.9))
    monkeypatch.setattr("custom_components.supervisor_policy.load_table", lambda: changed)
    assert SupervisorPolicy.fingerprint_addon({}) != before
