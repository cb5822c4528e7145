from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from custom_components.french_tokenizer import FrenchTokenizer, spans

CASES = [
    ("J'ai reçu ma facture", ["J'", "ai", "reçu", "ma", "facture"]),
    ("j’ai payé l’abonnement", ["j’", "ai", "payé", "l’", "abonnement"]),
    ("aujourd'hui", ["aujourd'hui"]),
    ("aujourd’hui", ["aujourd’hui"]),
    ("quelqu'un peut m'aider ?", ["quelqu'un", "peut", "m'", "aider", "?"]),
    ("qu'est-ce que c'est", ["qu'", "est-ce", "que", "c'", "est"]),
    ("puisqu'il le faut", ["puisqu'", "il", "le", "faut"]),
    ("un rendez-vous", ["un", "rendez-vous"]),
    ("je dois 1 234,56 € depuis mars", ["je", "dois", "1 234,56 €", "depuis", "mars"]),
    ("je dois 1\u202f234,56\u00a0€", ["je", "dois", "1\u202f234,56\u00a0€"]),
    ("45,60€ de trop", ["45,60€", "de", "trop"]),
    ("67e80 en plus", ["67e80", "en", "plus"]),
    ("120 euros svp", ["120 euros", "svp"]),
    ("45 euros 50", ["45 euros 50"]),
    ("prix en hausse de 5,5 %", ["prix", "en", "hausse", "de", "5,5 %"]),
    ("312 kWh en mai", ["312 kWh", "en", "mai"]),
    ("facture n° 12", ["facture", "n° 12"]),
    ("facture nº2025-118.", ["facture", "nº2025-118", "."]),
    ("facture F2026-004512", ["facture", "F2026-004512"]),
    ("commande CMD-20418 à annuler", ["commande", "CMD-20418", "à", "annuler"]),
    ("appelez le 06 39 98 12 34 ce soir", ["appelez", "le", "06 39 98 12 34", "ce", "soir"]),
    ("06.39.98.12.34", ["06.39.98.12.34"]),
    ("+33 6 39 98 12 34", ["+33 6 39 98 12 34"]),
    ("camille.durand@example.fr !", ["camille.durand@example.fr", "!"]),
    ("FR76 3000 6000 0112 3456 7890 189", ["FR76 3000 6000 0112 3456 7890 189"]),
    ("PDL 12345678901234", ["PDL", "12345678901234"]),
    ("PDL 12 345 678 901 234", ["PDL", "12 345 678 901 234"]),
    ("PCE GI 123456", ["PCE", "GI 123456"]),
    ("le 12/03/2026 à 8h30", ["le", "12/03/2026", "à", "8h30"]),
    ("entre 8 h et 12 h", ["entre", "8 h", "et", "12 h"]),
    ("index 15 324", ["index", "15 324"]),
    ("voir https://www.example.fr/a?b=1.", ["voir", "https://www.example.fr/a?b=1", "."]),
    ("69003 Lyon", ["69003", "Lyon"]),
    ("merci 🙏 !!!", ["merci", "🙏", "!!!"]),
    ("", []),
    (" \n ", []),
]


@pytest.fixture(scope="module")
def tokenizer() -> FrenchTokenizer:
    return FrenchTokenizer(FrenchTokenizer.get_default_config())


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_tokens(tokenizer: FrenchTokenizer, text: str, expected: list[str]) -> None:
    tokens = tokenizer.tokenize(Message({TEXT: text}), TEXT)
    assert [token.text for token in tokens] == expected
    assert [text[token.start : token.end] for token in tokens] == expected


@given(st.text(max_size=80))
def test_tokens_cover_everything_but_white_space_once(text: str) -> None:
    end = 0
    for start, stop in spans(text):
        assert end <= start < stop <= len(text)
        assert text[end:start].strip() == ""
        end = stop
    assert text[end:].strip() == ""
