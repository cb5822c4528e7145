"""The order in which the supervisor considers things; each concern has its own module."""

from __future__ import annotations

from custom_components.supervisor import (
    danger,
    interruptions,
    propositions,
    requests,
    resuming,
    understanding,
)
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import ABSTAIN, LISTEN, Decision, Turn


def decide(turn: Turn, table: Table) -> Decision:
    """Say what must happen next, or abstain so that rules, stories and forms decide.

    Danger comes before everything, in any form and at any step. What an ended form leaves to do comes next.
    A running form is protected from interruptions; outside forms unclear messages are asked back and access
    is asked for.
    """
    found = danger.decide(turn)
    if found is not None:
        return found
    if turn.loop is not None and turn.last == turn.loop:
        return ABSTAIN  # the form has just asked its question: RulePolicy listens
    concerns = (interruptions.decide,) if turn.loop_before else (
        propositions.decide,
        understanding.decide,
        requests.decide,
    )
    for concern in (resuming.decide, *concerns):
        found = concern(turn, table)
        if found is not None:
            return found
    return _nothing_left(turn)


def _nothing_left(turn: Turn) -> Decision:
    """Without this, Rasa's fallback would undo the turn together with its slots once no rule predicts anything."""
    if turn.loop is None and turn.last not in (None, LISTEN):
        return Decision(LISTEN, weak=True)
    return ABSTAIN
