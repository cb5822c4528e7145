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
