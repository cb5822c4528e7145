from __future__ import annotations

import pytest

from courant.danger.pattern import Index, PatternError, compile_pattern

LISTS = {"gaz": ["gaz", "bouteille de gaz"], "sent": ["sent", "pue"], "petit": ["le", "la"]}


def matches(source: str, words: str) -> bool:
    pattern = compile_pattern(source, LISTS)
    line = f" {words} "
    found = bool(pattern.spans(line))
    assert not found or pattern in Index([pattern]).possible(line)
    return found


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("fuite", "une fuite ici", True),
        ("fuite", "fuites", False),
        ("fuit*", "fuites", True),
        ("feu|flamme partout", "flamme partout", True),
        ("<sent> ..2 <gaz>", "ca pue beaucoup le gaz", True),
        ("<sent> ..1 <gaz>", "ca pue beaucoup le gaz", False),
        ("<sent> ..2 <gaz>", "ca sent | le gaz", False),
        ("<sent> ... <gaz>", "ca sent | le gaz", True),
        ("<sent> <petit>? <gaz>", "sent gaz", True),
        ("<sent> <petit>*2 <gaz>", "sent le la gaz", True),
        ("<sent> <petit>*1 <gaz>", "sent le la gaz", False),
        ("<gaz> fuit", "la bouteille de gaz fuit", True),
        ("(au feu|il brule) vite", "au feu vite", True),
        ("(au feu|il brule) vite", "au brule vite", False),
        ("(plus ..2 courant|coupure) ici", "plus du tout courant ici", True),
        ("(7*|8*) ans", "elle a 82 ans", True),
    ],
)
def test_what_a_pattern_matches(source: str, words: str, expected: bool) -> None:
    assert matches(source, words) is expected


@pytest.mark.parametrize("source", ["<inconnu>", "(feu", "feu)", "feu &", "*3 feu", "(a|b"])
def test_what_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(source, LISTS)


def test_the_quick_check_never_hides_a_match() -> None:
    pattern = compile_pattern("<sent> ..4 <gaz>", LISTS)
    index = Index([pattern])
    assert index.possible(" sent gaz ") == {pattern}
    assert index.possible(" bonjour facture ") == frozenset()


def test_the_quick_check_knows_beginnings_of_words_and_patterns_without_any() -> None:
    beginning, anything = compile_pattern("electro*", LISTS), compile_pattern("..2", LISTS)
    index = Index([beginning, anything])
    assert index.possible(" electrocution ") == {beginning, anything}
    assert index.possible(" electrique ") == {anything}
