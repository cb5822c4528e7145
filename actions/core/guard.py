"""The last lock: an action above the customer's level does not run, whatever rule or story asked for it."""

from __future__ import annotations

import logging
from functools import wraps
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.core.base import identify_again
from actions.core.services import services
from actions.core.turn import ActionTurn

log = logging.getLogger(__name__)


def install_guard() -> None:
    """Wrap `ActionExecutor.run`, through which every launcher of the action server goes."""
    if getattr(ActionExecutor.run, "courant_guard", False):
        return
    original = ActionExecutor.run

    @wraps(original)
    async def run(self: ActionExecutor, action_call: dict[str, Any]) -> dict[str, Any] | None:
        refused = refusal(action_call)
        return refused if refused is not None else await original(self, action_call)

    setattr(run, "courant_guard", True)  # noqa: B010  mypy refuses the plain form
    setattr(ActionExecutor, "run", run)  # noqa: B010


def refusal(action_call: dict[str, Any]) -> dict[str, Any] | None:
    """What to answer instead of running the action; None when the customer's level is enough.

    The level comes from `courant.conversations` at the moment of the message; slots have no say.
    """
    name = str(action_call.get("next_action") or "")
    needed = int(services().catalogue.access.level_of_action(name))
    if needed == 0:
        return None
    dispatcher = CollectingDispatcher()
    turn = ActionTurn(dispatcher, Tracker.from_dict(action_call["tracker"]), services())
    level = int(turn.identity.level)
    if level >= needed:
        return None
    log.warning("actions.guard.refused", extra={"action": name, "level": level, "needed": needed})
    return {"events": identify_again(turn), "responses": dispatcher.messages}
