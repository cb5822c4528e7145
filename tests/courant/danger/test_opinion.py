from __future__ import annotations

from collections.abc import Iterator

import pytest

from courant.danger import CRITICAL, DOUBT, HIGH, NORMAL, Opinion, assess, combined, heard, judge, register_opinion

CALM, ODD = "je voudrais ma facture", "venez vite, c'est insoutenable ici"


@pytest.fixture(autouse=True)
def nobody_else() -> Iterator[None]:
    register_opinion(None)
    yield
    register_opinion(None)


def opinion(name: str, about: str = ODD) -> Opinion:
    return Opinion(name, 0.8, None if name == NORMAL else "gaz", about)


def test_without_a_second_opinion_the_rules_judge_alone() -> None:
    assert judge(ODD) == assess(ODD)
    assert judge("ça sent le gaz").kind == "gaz"


def test_a_registered_opinion_is_heard_until_it_is_taken_back() -> None:
    register_opinion(lambda text: opinion(CRITICAL, text))
    assert (judge(ODD).name, judge(ODD).kind) == (CRITICAL, "gaz")
    register_opinion(None)
    assert judge(ODD).name == NORMAL


def test_an_opinion_that_fails_leaves_the_rules() -> None:
    def broken(text: str) -> Opinion:
        raise ValueError("no weights")

    register_opinion(broken)
    assert judge("il y a le feu dans la cuisine").kind == "incendie"
    assert judge(CALM).name == NORMAL


def test_a_danger_of_the_rules_that_is_not_believed_still_deserves_a_person() -> None:
    doubted = combined(assess("il y a le feu dans la cuisine"), opinion(NORMAL))
    assert (doubted.name, doubted.kind, doubted.reasons, doubted.lookalike) == (HIGH, None, (DOUBT,), True)


def test_natures_that_the_rules_found_are_kept() -> None:
    told = combined(assess("ça sent le gaz et il y a le feu dans la cuisine"), opinion(CRITICAL))
    assert (told.kind, told.confidence) == ("gaz", 0.8)
    assert told.reasons == ("gaz", "incendie")


def test_a_doubt_asks_for_a_person_and_keeps_other_reasons() -> None:
    doubtful = combined(assess(CALM), opinion(HIGH, CALM))
    assert (doubtful.name, doubtful.kind, doubtful.reasons) == (HIGH, None, (DOUBT,))
    assert combined(assess("c'est inadmissible"), opinion(HIGH)).reasons == ("colere", DOUBT)


def test_reasons_of_the_rules_stay_beside_the_danger() -> None:
    assert combined(assess("c'est inadmissible"), opinion(CRITICAL)).reasons == ("gaz", "colere")
    assert combined(assess("c'est inadmissible"), opinion(NORMAL)).reasons == ("colere",)


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_asked_about_an_empty_message(text: str) -> None:
    assert heard(text, lambda text: opinion(CRITICAL, text)).name == NORMAL
