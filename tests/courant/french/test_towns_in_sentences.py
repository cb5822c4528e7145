from __future__ import annotations

import pytest

from courant.french.towns import at_town, of_town


@pytest.mark.parametrize(
    ("town", "at", "of"),
    [
        ("Lyon", "à Lyon", "de Lyon"),
        ("Le Mans", "au Mans", "du Mans"),
        ("Les Ulis", "aux Ulis", "des Ulis"),
        ("La Rochelle", "à La Rochelle", "de La Rochelle"),
        ("L'Haÿ-les-Roses", "à L'Haÿ-les-Roses", "de L'Haÿ-les-Roses"),
        ("Lens", "à Lens", "de Lens"),
        ("Angers", "à Angers", "d'Angers"),
        ("Évry-Courcouronnes", "à Évry-Courcouronnes", "d'Évry-Courcouronnes"),
        ("Œuilly", "à Œuilly", "d'Œuilly"),
        ("Honfleur", "à Honfleur", "de Honfleur"),
        ("31000", "dans le 31000", "du 31000"),
    ],
)
def test_a_commune_inside_a_sentence(town: str, at: str, of: str) -> None:
    assert (at_town(town), of_town(town)) == (at, of)
