"""The base of every action: nothing fails in silence, and a retry works."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from ulid import ULID

from actions.core.services import services, turn_id
from actions.core.turn import ActionTurn, Choice
from courant.clients import BackendUnavailable, Forbidden

log = logging.getLogger(__name__)

Events = list[EventType]
IDENTITY_FORM = "identite_form"
# Reasons for which a system of record wants the customer to identify again; any other refusal is a fault of ours.
IDENTITY_LOST = ("token_missing", "token_invalid", "token_expired", "level_too_low")


class CourantAction(Action, ABC):
    """An action with an error boundary; subclasses say their `action` name and write `act`."""

    action: str

    def name(self) -> str:
        """The name by which the packs call it."""
        return self.action

    @abstractmethod
    async def act(self, turn: ActionTurn) -> Events:
        """Answer the customer; errors of back ends may simply be raised."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Run `act` inside the error boundary."""
        turn = ActionTurn(dispatcher, tracker, services())
        return await bounded(turn, self.name(), self.act)


async def bounded(turn: ActionTurn, name: str, act: Callable[[ActionTurn], Awaitable[Events]]) -> Events:
    """Run an action; a failure becomes a clear answer, a log line with an incident number, and a way to retry."""
    turn_id.set(turn.message_id)
    before = len(turn.dispatcher.messages)
    try:
        return await act(turn)
    except BackendUnavailable as error:
        log.warning("actions.base.backend_unavailable", extra={"action": name, "service": error.service})
        del turn.dispatcher.messages[before:]  # half an answer would mislead
        turn.say("service_indisponible", choices=_retry(turn), service=turn.wording(f"service_{error.service}"))
        return []
    except Forbidden as error:
        if error.code not in IDENTITY_LOST:
            return _incident(turn, name, before)
        log.warning("actions.base.identity_lost", extra={"action": name, "code": error.code})
        # Else the identity form would find the level sufficient, resume the request and be refused again, for ever.
        turn.services.store.revoke(turn.conversation)
        del turn.dispatcher.messages[before:]
        return identify_again(turn)
    except Exception:
        return _incident(turn, name, before)


def _incident(turn: ActionTurn, name: str, before: int) -> Events:
    """Log the exception being handled under a number that the customer is told."""
    incident = str(ULID())[-8:]
    log.exception("actions.base.incident", extra={"action": name, "incident": incident})
    del turn.dispatcher.messages[before:]
    turn.say("incident", choices=_retry(turn), incident=incident)
    return []


def identify_again(turn: ActionTurn) -> Events:
    """The level is short: run nothing, ask who the customer is, and let the request resume by itself."""
    return [
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        SlotSet("demande", turn.request),
        FollowupAction(IDENTITY_FORM),
    ]


def _retry(turn: ActionTurn) -> list[Choice]:
    intent = turn.request.get("intent")
    if intent not in turn.services.catalogue.capabilities:
        return []
    entities = {row["entity"]: row["value"] for row in turn.request.get("entities") or [] if _is_plain(row)}
    return [Choice(turn.wording("bouton_reessayer"), str(intent), entities or None)]


def _is_plain(row: dict[str, Any]) -> bool:
    try:
        json.dumps(row.get("value"))
    except TypeError:
        return False
    return bool(row.get("entity"))
