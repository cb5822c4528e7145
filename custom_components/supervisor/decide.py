"""The order in which the supervisor considers things; each concern has its own module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from custom_components.supervisor import (
    danger,
    interruptions,
    propositions,
    requests,
    resuming,
    several,
    understanding,
)
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import ABSTAIN, LISTEN, Decision, Turn

Concern = Callable[[Turn, Table], "Decision | None"]
IN_A_FORM: tuple[Concern, ...] = (resuming.decide, interruptions.decide)
OUTSIDE_FORMS: tuple[Concern, ...] = (resuming.decide, propositions.decide, understanding.decide, requests.decide)


def decide(turn: Turn, table: Table) -> Decision:
    """Say what must happen next, or abstain so that rules, stories and forms decide.

    Danger comes before everything, in any form and at any step. What an ended form leaves to do comes next.
    A running form is protected from interruptions; outside forms unclear messages are asked back and access
    is asked for. Further requests of the message wait for their turn.
    """
    turn = replace(turn, further=several.requests_in(turn, table))
    found = danger.decide(turn, table)
    if found is not None:
        return found
    decision = _decide(turn, table)
    return replace(decision, slots={**several.noted(turn), **decision.slots}) if turn.is_new else decision


def _decide(turn: Turn, table: Table) -> Decision:
    if turn.loop is not None and turn.last == turn.loop:
        return ABSTAIN  # the form has just asked its question: RulePolicy listens
    for concern in IN_A_FORM if turn.loop_before else OUTSIDE_FORMS:
        found = concern(turn, table)
        if found is not None:
            return found
    return _nothing_left(turn)


def _nothing_left(turn: Turn) -> Decision:
    """Without this, Rasa's fallback would undo the turn together with its slots once no rule predicts anything."""
    if turn.loop is None and turn.last not in (None, LISTEN):
        return Decision(LISTEN, weak=True)
    return ABSTAIN
