from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.french import join_list, typeset


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Bonjour ! Ça va ?", "Bonjour\u00a0! Ça va\u00a0?"),
        ("Bonjour! Ça va?", "Bonjour\u00a0! Ça va\u00a0?"),
        ("Voici : le total", "Voici\u00a0: le total"),
        ("« Bonjour »", "«\u00a0Bonjour\u00a0»"),
        ("«Bonjour»", "«\u00a0Bonjour\u00a0»"),
        ("184,20 € ; 5 %", "184,20\u00a0€\u00a0; 5\u00a0%"),
        ("1 234,56 €", "1\u202f234,56\u00a0€"),
        ("6 kVA et 400 kWh", "6\u00a0kVA et 400\u00a0kWh"),
        ("n° 12", "n°\u00a012"),
        ("{total} € ({date}) : oui", "{total}\u00a0€ ({date})\u00a0: oui"),
        ("Appelez le 0 800 47 33 33.", "Appelez le 0 800 47 33 33."),
    ],
)
def test_no_break_spaces_go_where_french_wants_them(typed: str, set_: str) -> None:
    assert typeset(typed) == set_


@pytest.mark.parametrize(
    "kept",
    ["https://exemple.fr/a?b=c;d", "camille@exemple.fr", "à 10:30", "{prenom}", "www.enedis.fr", "Oui. Non, merci"],
)
def test_links_hours_and_placeholders_are_kept(kept: str) -> None:
    assert typeset(kept) == kept


def test_typographic_apostrophes_are_asked_for() -> None:
    assert typeset("l'abonnement d'{nom}") == "l'abonnement d'{nom}"
    assert typeset("l'abonnement d'{nom}", apostrophes=True) == "l’abonnement d’{nom}"
    assert typeset("https://exemple.fr/l'offre", apostrophes=True) == "https://exemple.fr/l'offre"


@given(st.text(alphabet="abé1 :;!?«»€%'.,{}n°kWh", max_size=60))
def test_typesetting_twice_changes_nothing_more(text: str) -> None:
    assert typeset(typeset(text)) == typeset(text)


@given(st.text(max_size=60))
def test_only_spaces_are_added_or_changed(text: str) -> None:
    def ink(written: str) -> str:
        return "".join(written.split())

    assert ink(typeset(text)) == ink(text)


def test_lists_end_with_a_linking_word() -> None:
    assert join_list(["a", "b", "c"]) == "a, b et c"
    assert join_list(["a", "b"], "ou") == "a ou b"
    assert join_list(["a"]) == "a"
    assert join_list([]) == ""
