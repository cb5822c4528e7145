"""When a task that waits on another channel is offered, and what a yes or a no does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from custom_components.supervisor.decide import decide
from custom_components.supervisor.elsewhere import DECLINE, OFFER, TAKE
from custom_components.supervisor.turn import Turn
from tests.custom_components.test_supervisor_decisions import TABLE, turn

PROPOSED = {"proposition": {"ailleurs": "run-1"}}


class Waiting:
    """A task of a form that waits elsewhere; counts how often the store is asked."""

    def __init__(self, form: str = "panne_form", declined: bool = False) -> None:
        self.form, self.declined, self.asked = form, declined, 0

    def __call__(self, forms: Collection[str], declined: bool) -> str | None:
        self.asked += 1
        return "run-1" if self.form in forms and (declined or not self.declined) else None


def served(waiting: Waiting, **known: Any) -> Turn:
    known = {"level": 2, "done": ("utter_solde", "action_solde"), "elsewhere": waiting, **known}
    return turn(known.pop("intent", "solde"), **known)


def test_it_is_offered_once_the_request_is_served() -> None:
    assert decide(served(Waiting()), TABLE).action == OFFER


def test_it_is_offered_once_the_customer_is_recognised() -> None:
    assert decide(served(Waiting(), done=("identite_form", "action_identite_fin")), TABLE).action == OFFER


@pytest.mark.parametrize(
    "known",
    [
        {"done": ()},
        {"done": ("utter_solde",)},
        {"level": 0},
        {"loop": "panne_form", "loop_before": "panne_form"},
        {"slots": {"proposition": {"form": "panne_form"}}},
        {"slots": {"ailleurs": "run-1"}},
        {"slots": {"danger": "gaz"}},
        {"done": ("utter_solde", "action_solde", OFFER)},
        {"intent": "mettre_en_relation_avec_agent", "done": ("utter_personne", "action_conseiller")},
        {"done": ("action_abandon",)},
        {"done": ("a", "b", "c", "d", "e", "f", "action_panne_fin")},
    ],
    ids=str,
)
def test_it_waits_otherwise(known: dict[str, Any]) -> None:
    assert decide(served(Waiting(), **known), TABLE).action != OFFER


@pytest.mark.parametrize("form", ["panne_form", "plan_form"])
def test_only_the_verified_hear_of_it_whatever_the_form(form: str) -> None:
    horaires = {"intent": "horaires", "done": ("utter_horaires",)}
    waiting = Waiting(form)
    assert decide(served(waiting, level=1, **horaires), TABLE).action != OFFER
    assert decide(turn("reprendre", level=1, elsewhere=waiting), TABLE).action != OFFER
    assert waiting.asked == 0
    assert decide(served(waiting, level=2, **horaires), TABLE).action == OFFER


def test_a_form_that_there_is_no_more_is_left_out() -> None:
    assert decide(served(Waiting("old_form")), TABLE).action != OFFER


def test_identified_is_not_enough_for_a_yes() -> None:
    asked = decide(turn("affirmer", level=1, slots=PROPOSED), TABLE)
    assert asked.action == "identite_form" and asked.slots["proposition"]["accepte"]
    known = turn(None, level=1, done=("identite_form", "action_identite_fin"), slots=asked.slots)
    assert decide(known, TABLE).action != TAKE


def test_the_store_is_asked_only_when_it_matters() -> None:
    waiting = Waiting()
    for known in ({"done": ()}, {"done": ("utter_solde",)}, {"level": 0}):
        decide(served(waiting, **known), TABLE)
    assert waiting.asked == 0


def test_an_interrupted_form_of_this_conversation_comes_first() -> None:
    one = served(Waiting(), done=("identite_form", "action_identite_fin"), slots={"pile": ["panne_form"]})
    assert decide(one, TABLE).action == "action_reprise"


@pytest.mark.parametrize(("intent", "expected"), [("affirmer", TAKE), ("reprendre", TAKE), ("refuser", DECLINE)])
def test_the_answer_decides(intent: str, expected: str) -> None:
    assert decide(turn(intent, level=2, slots=PROPOSED), TABLE).action == expected


def test_a_yes_waits_for_identity_and_then_holds() -> None:
    asked = decide(turn("affirmer", slots=PROPOSED), TABLE)
    assert asked.action == "identite_form" and asked.slots["proposition"]["accepte"]
    known = turn(None, level=2, done=("identite_form", "action_identite_fin"), slots=asked.slots)
    assert decide(known, TABLE).action == TAKE


def test_a_request_made_during_identity_is_served_and_the_offer_comes_again() -> None:
    slots = {"proposition": {"ailleurs": "run-1", "accepte": True}, "ailleurs": "run-1", "demande": {"intent": "solde"}}
    known: dict[str, Any] = {"level": 2, "loop_before": "identite_form", "elsewhere": Waiting()}
    recognised = ("identite_form", "action_identite_fin")
    first = decide(turn("reponse_libre", done=recognised, slots=slots, **known), TABLE)
    assert first.action == "action_solde" and first.slots["demande"] is None
    answered = {**slots, **first.slots}
    again = decide(turn("reponse_libre", done=(*recognised, "action_solde"), slots=answered, **known), TABLE)
    assert again.action == OFFER


def test_resuming_finds_what_was_passed_over() -> None:
    one = turn("reprendre", level=2, slots={"ailleurs": "run-1"}, elsewhere=Waiting())
    assert decide(one, TABLE).action == OFFER
    assert decide(turn("reprendre", level=2), TABLE).action != OFFER


def test_resuming_finds_what_was_declined_and_nothing_else_does() -> None:
    waiting = Waiting(declined=True)
    assert decide(served(waiting), TABLE).action != OFFER
    assert decide(turn("reprendre", level=2, elsewhere=waiting), TABLE).action == OFFER


@pytest.mark.parametrize("needed", [1, 2])
def test_a_task_of_an_earlier_session_waits_for_the_level_of_its_answers(needed: int) -> None:
    slots: dict[str, Any] = {"proposition": {"ailleurs": "run-1", "niveau": needed}}
    asked = decide(turn("affirmer", level=needed - 1, slots=slots), TABLE)
    assert asked.action == "identite_form" and asked.slots["proposition"]["accepte"]
    recognised = turn(None, level=needed, done=("identite_form", "action_identite_fin"), slots=asked.slots)
    assert decide(recognised, TABLE).action == TAKE
    assert decide(turn("affirmer", level=needed, slots=slots), TABLE).action == TAKE
    assert decide(turn("refuser", slots=slots), TABLE).action == "utter_proposition_refusee"


def test_a_task_of_an_earlier_session_goes_on_after_a_request_made_during_identity() -> None:
    accepted = {"ailleurs": "run-1", "niveau": 2, "accepte": True}
    slots = {"proposition": accepted, "demande": {"intent": "solde"}}
    recognised = ("identite_form", "action_identite_fin")
    first = decide(turn("reponse_libre", level=2, done=recognised, slots=slots), TABLE)
    assert first.action == "action_solde"
    answered = {**slots, **first.slots}
    assert decide(turn(None, level=2, done=(*recognised, "action_solde"), slots=answered), TABLE).action == TAKE
