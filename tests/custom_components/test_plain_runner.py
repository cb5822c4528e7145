"""The start-up patch of the graph runner: same results as Rasa's, in the same order of needs."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
import rasa
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

import custom_components.supervisor_policy  # noqa: F401  applies the patch, as the server does
from custom_components import plain_runner
from custom_components.compiled_validator import PATCHED_VERSION


def _node(needs: dict[str, str], target: bool = False) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Mock, constructor_name="create", fn="run", config={}, is_target=target)


class _Adder:
    """Stands where a graph node stands: is called with (name, value) pairs and answers with one."""

    def __init__(self, name: str, calls: list[str]) -> None:
        self.name, self.calls = name, calls

    def __call__(self, *inputs: Any) -> tuple[str, int]:
        self.calls.append(self.name)
        return self.name, 1 + sum(value for _, value in inputs)


@pytest.fixture
def runner() -> tuple[DaskGraphRunner, list[str]]:
    schema = GraphSchema(
        {
            "both": _node({"a": "left", "b": "right"}, target=True),
            "right": _node({"x": "given"}),
            "left": _node({"x": "given", "y": "right"}),
            "unused": _node({"x": "given"}),
        }
    )
    calls: list[str] = []
    made = DaskGraphRunner.__new__(DaskGraphRunner)
    made._graph_schema = schema
    made._instantiated_nodes = {name: _Adder(name, calls) for name in schema.nodes}
    made._execution_context = Mock()
    return made, calls


def test_the_patch_belongs_to_this_version_of_rasa() -> None:
    assert rasa.__version__ == PATCHED_VERSION
    assert DaskGraphRunner.run is plain_runner.run


def test_each_component_runs_once_after_those_that_it_needs(runner: tuple[DaskGraphRunner, list[str]]) -> None:
    made, calls = runner
    assert made.run(inputs={"given": 10}, targets=["both"]) == {"both": 1 + 11 + (1 + 10 + 11)}
    assert calls == ["right", "left", "both"]
    assert made.run(inputs={"given": 0}) == {"both": 1 + 1 + 2}


def test_an_input_with_the_name_of_a_component_is_refused(runner: tuple[DaskGraphRunner, list[str]]) -> None:
    with pytest.raises(GraphRunError, match="left"):
        runner[0].run(inputs={"left": 1})


def test_a_failure_is_rasas_own(runner: tuple[DaskGraphRunner, list[str]]) -> None:
    runner[0]._instantiated_nodes["left"] = Mock(side_effect=RuntimeError("broken"))
    with pytest.raises(GraphRunError):
        runner[0].run(inputs={"given": 1})
