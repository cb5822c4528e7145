from __future__ import annotations

import pytest

from courant.french.communes import communes_at, communes_named


@pytest.mark.parametrize("spelling", ["Saint-Étienne", "st etienne", "SAINT ETIENNE", "St-Étienne"])
def test_a_commune_is_known_in_any_spelling(spelling: str) -> None:
    assert communes_named(spelling)[0].department == "42"


def test_postcodes_lead_to_communes() -> None:
    assert [commune.name for commune in communes_at("69003")] == ["Lyon"]
    assert "35000" in communes_named("Rennes")[0].postcodes
    assert communes_at("00000") == ()


def test_namesakes_come_by_population() -> None:
    assert [commune.department for commune in communes_named("Saint-Denis")][:2] == ["974", "93"]
