"""The start-up patch of the look-up of event classes: in force, right, and bound to one version."""

from __future__ import annotations

import inspect

import pytest
import rasa
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered

import custom_components.supervisor_policy  # noqa: F401  applies the patch, as the server does
from custom_components import event_classes
from custom_components.compiled_validator import PATCHED_VERSION


def test_the_patch_belongs_to_this_version_of_rasa() -> None:
    assert rasa.__version__ == PATCHED_VERSION
    assert list(inspect.signature(event_classes._search).parameters) == ["type_name", "default"]
    assert Event.resolve_by_type is event_classes.resolve_by_type


@pytest.mark.parametrize(("name", "kind"), [("user", UserUttered), ("slot", SlotSet), ("action", ActionExecuted)])
def test_it_finds_what_rasa_finds(name: str, kind: type[Event]) -> None:
    assert Event.resolve_by_type(name) is kind is event_classes._search(name)


def test_an_unknown_name_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="inconnu"):
            Event.resolve_by_type("inconnu")


def test_the_default_is_given_back() -> None:
    assert Event.resolve_by_type("inconnu", SlotSet) is SlotSet
    assert Event.resolve_by_type("topic") is None
