"""Start-up patch of one Rasa method: an action that cannot be run is never silence.

Rasa 3.6.21 logs the failure of an action and goes on as if it had run: after a general answer the customer would wait
for a personal part that never comes. The failure speaks instead (`utter_incident`). Validators are left alone, because
their answers are slots; so are the actions that have nothing to say. A test fails when Rasa's version changes.
"""

from __future__ import annotations

from typing import List

import structlog
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

logger = structlog.get_logger(__name__)

INCIDENT = "utter_incident"
SILENT = ("action_session_start",)
# Set while a system event is told: a failure there is told again later, the customer has asked for nothing.
EVENT_SLOT = "evenement"
_run = RemoteAction.run


async def run(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> List[Event]:
    """Run an action; tell the customer when it cannot be run at all."""
    try:
        events: List[Event] = await _run(self, output_channel, nlg, tracker, domain)
        return events
    except ActionExecutionRejection:
        raise
    except Exception:
        if self.name() in SILENT or self.name().startswith("validate_") or tracker.get_slot(EVENT_SLOT):
            raise
        incident = _incident(tracker)
        logger.exception("failed_actions.action.failed", action=self.name(), incident=incident)
        draft = await nlg.generate(INCIDENT, tracker, output_channel.name(), incident=incident)
        return [create_bot_utterance({**draft, "utter_action": INCIDENT})] if draft else []


def _incident(tracker: DialogueStateTracker) -> str:
    """A reference that leads to the log line: the end of the message's id."""
    message = next((event for event in reversed(tracker.events) if isinstance(event, UserUttered)), None)
    return str(message.message_id if message else "")[-8:].upper()


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless)."""
    setattr(RemoteAction, "run", run)  # noqa: B010  mypy refuses the plain form
