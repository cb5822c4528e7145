"""Start-up patch of one Rasa method: the graph of a model is run by a plain loop.

`DaskGraphRunner.run` of Rasa 3.6.21 rebuilds its schedule and goes through dask's queues for every message and every
prediction, although the order never changes: a fifth of a light turn. Here the order is worked out once for each set
of targets. What the components receive and return is the same. A test compares both and fails when Rasa's version
changes.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Step = Tuple[Text, Tuple[Text, ...]]
_ORDERS = "_courant_orders"


def run(
    self: DaskGraphRunner, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
) -> Dict[Text, Any]:
    """Run the components that the targets need, each after those that it needs.

    Raises:
        GraphRunError: an input has the name of a component, or a component failed in an unforeseen way.
    """
    wanted = tuple(targets or self._graph_schema.target_names)
    results: Dict[Text, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    clash = results.keys() & self._instantiated_nodes.keys()
    if clash:
        raise GraphRunError(f"Inputs have the names of components: {sorted(clash)}.")
    try:
        for name, needs in _order(self, wanted):
            results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(results[name] for name in wanted)


def _order(runner: DaskGraphRunner, targets: Tuple[Text, ...]) -> List[Step]:
    """Return the components to run, in order, each with the names of what it is given."""
    orders: Dict[Tuple[Text, ...], List[Step]] = runner.__dict__.setdefault(_ORDERS, {})
    if targets not in orders:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        sorter = TopologicalSorter({name: set(node.needs.values()) & nodes.keys() for name, node in nodes.items()})
        orders[targets] = [(name, tuple(nodes[name].needs.values())) for name in sorter.static_order()]
    return orders[targets]


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless)."""
    setattr(DaskGraphRunner, "run", run)  # noqa: B010  mypy refuses the plain form
