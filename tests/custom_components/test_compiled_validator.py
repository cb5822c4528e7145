"""The start-up patch of Rasa's action answers: in force, right, and bound to one version."""

from __future__ import annotations

import inspect

import pytest
import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

import custom_components.supervisor_policy  # noqa: F401  applies the patch, as the server does
from custom_components import compiled_validator, failed_actions


def test_the_patch_belongs_to_this_version_of_rasa() -> None:
    assert rasa.__version__ == compiled_validator.PATCHED_VERSION
    assert list(inspect.signature(RemoteAction._validate_action_result).parameters) == ["self", "result"]


def test_the_failure_patch_belongs_to_this_version_too() -> None:
    assert RemoteAction.run is failed_actions.run
    parameters = ["self", "output_channel", "nlg", "tracker", "domain"]
    assert list(inspect.signature(failed_actions._run).parameters) == parameters


def test_it_is_in_force_when_the_policy_is_loaded() -> None:
    assert RemoteAction._validate_action_result is compiled_validator._validate_action_result


def test_it_accepts_and_refuses_what_rasa_does() -> None:
    action = RemoteAction("action_x", None)
    assert action._validate_action_result({"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []})
    for wrong in ({"events": 3}, {"events": [{"event": "slot"}]}, {"responses": ["text"]}):
        with pytest.raises(ValidationError):
            action._validate_action_result(wrong)


GOOD = {
    "user": {"text": "bonjour", "parse_data": {}},
    "slot": {"name": "a", "value": [1]},
    "entities": {"entities": []},
}
WRONG = (
    {"event": "nothing_known"},
    {"event": 3},
    {},
    "a text",
    {"event": "bot", "timestamp": "now"},
    {"event": "bot", "metadata": []},
    {"event": "slot", "name": 3, "value": 1},
    {"event": "action", "confidence": "sure"},
    {"event": ["bot"]},
)


@pytest.mark.parametrize("kind", compiled_validator._KINDS)
def test_every_kind_of_event_is_judged_as_by_the_whole_check(kind: str) -> None:
    result = {"events": [{"event": kind, "timestamp": None, **GOOD.get(kind, {})}]}
    passes = compiled_validator._VALIDATOR.is_valid(result)
    try:
        assert RemoteAction("action_x", None)._validate_action_result(result) is passes
    except ValidationError:
        assert not passes


@pytest.mark.parametrize("event", WRONG, ids=str)
def test_what_is_wrong_is_said_by_the_whole_check(event: object) -> None:
    with pytest.raises(ValidationError):
        RemoteAction("action_x", None)._validate_action_result({"events": [event]})


@pytest.mark.parametrize("result", [None, [], {"events": None}, {"responses": [1]}, {"responses": {}}], ids=str)
def test_what_is_no_answer_is_refused(result: object) -> None:
    with pytest.raises(ValidationError):
        RemoteAction("action_x", None)._validate_action_result(result)  # type: ignore[arg-type]
