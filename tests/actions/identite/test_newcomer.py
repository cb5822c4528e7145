"""What another customer at the same device finds of the one before: nothing, whatever slots the packs add."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import yaml

from actions.core.form_state import RUNS, FormState
from actions.identite.newcomer import forget_the_one_before
from courant.brand import load_brand
from courant.packs import load_catalogue
from courant.packs.rasa_data import domain_data
from courant.settings import PROJECT_ROOT

CATALOGUE = load_catalogue(PROJECT_ROOT / "data" / "packs", brand=load_brand(PROJECT_ROOT / "brand.yml"))
OF_THE_PROJECT = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"]
OF_THE_PACKS = domain_data(CATALOGUE)["slots"]
OPENED = "message-2"
THEIRS, MINE, MINE_TOO = "je conteste ma facture", "combien je dois", "où est mon relevé"
# All that may stay; a slot that is named here must hold nothing of a person.
STAY = {"danger", "evenement", "niveau_acces"}
OF_THE_RUNNING_FORM = {
    *("identite_reference", "identite_second_fait", "identite_canal", "identite_code"),
    *("identite_contacts", "identite_destination", "identite_prenom", "echecs", "tentative", "choix_offerts"),
}


def asked(*texts: str) -> list[dict[str, Any]]:
    return [{"intent": "solde", "entities": [], "text": text} for text in texts]


def after(without: tuple[str, ...] = (), opened: str | None = OPENED, **filled: Any) -> dict[str, Any]:
    """Slots after somebody else was recognised, all full before."""
    slots = {name: f"the one before: {name}" for name in (*OF_THE_PROJECT, *OF_THE_PACKS) if name not in without}
    runs = {"identite_form": OPENED, "panne_form": "message-1"}
    slots.update({"echecs": {"identite_reference": 1}, RUNS: runs, "demande": asked(THEIRS)[0], "suite": asked(THEIRS)})
    slots.update(filled)
    messages = (("message-1", THEIRS), (OPENED, f"{MINE} et {MINE_TOO}"), ("message-3", "10000002"))
    closed: list[str] = []
    turn: Any = SimpleNamespace(
        conversation="one",
        services=SimpleNamespace(store=SimpleNamespace(close_task=closed.append)),
        tracker=SimpleNamespace(
            slots=slots, events=[{"event": "user", "message_id": id_, "text": text} for id_, text in messages]
        ),
        slot=slots.get,
    )
    state = FormState(CATALOGUE.forms["identite_form"], slots)
    forget_the_one_before(turn, state, opened)
    assert closed == ["one"]
    return {name: state[name] for name in slots}


def test_every_slot_of_the_domain_and_of_the_packs_is_forgotten_but_those_named_here() -> None:
    kept = {name for name, value in after(without=("danger",)).items() if value is not None}
    assert kept == (STAY - {"danger"}) | OF_THE_RUNNING_FORM | {RUNS}


def test_only_identity_goes_on() -> None:
    assert after()[RUNS] == {"identite_form": OPENED}
    assert after(opened=None)[RUNS] is None


def test_what_was_asked_with_the_message_that_led_to_identity_is_the_newcomers() -> None:
    slots = after(demande=asked(MINE)[0], suite=asked(THEIRS, MINE_TOO))
    assert (slots["demande"], slots["suite"]) == (asked(MINE)[0], asked(MINE_TOO))
    assert after(opened=None, demande=asked(MINE)[0])["demande"] is None


def test_a_request_without_words_is_of_the_message_that_led_to_identity() -> None:
    assert after(demande=asked("")[0])["demande"] == asked("")[0]


def test_the_numbers_of_a_danger_stay_with_it() -> None:
    numbers = ("numero_urgence_gaz", "numero_urgence_electricite")
    assert all(after()[name] for name in ("danger", *numbers))
    assert not any(after(without=("danger",))[name] for name in numbers)
