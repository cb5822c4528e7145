"""A system event in Rasa: its action runs on the conversation, and whatever the customer was doing stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from channels.collector import Collector, to_out_message
from courant.conversations import Inbound, OutMessage

# The event being told, for its action; empty at any other time.
EVENT_SLOT = "evenement"


class EventTurns:
    """Runs the action that tells an event, without policies, as no user message is there to be understood.

    Rasa's own way, an intent of its own, would open a new session after an hour's silence, count as the customer's
    last message, and disturb stories. Of what the action returns only messages and slots are kept, except those of a
    running form: its question stays open.
    """

    def __init__(self, agent: Callable[[], Any]) -> None:
        """Run on an agent; it is asked for at each event, as it is loaded after the channels."""
        self._agent = agent

    async def tell(self, inbound: Inbound, action: str) -> list[OutMessage]:
        """Run an action and save the conversation; returns what the action said.

        Raises:
            Exception: whatever the action failed with; nothing is saved then, and the event may be told again.
        """
        agent = self._agent()
        async with agent.lock_store.lock(inbound.conversation):
            tracker = await agent.processor.get_tracker(inbound.conversation)
            said = await self._run(agent.processor, tracker, inbound, action)
            await agent.processor.save_tracker(tracker)
        return [message for message in map(to_out_message, said) if message is not None]

    async def _run(
        self, processor: Any, tracker: DialogueStateTracker, inbound: Inbound, action: str
    ) -> list[dict[str, Any]]:
        domain = processor.domain
        tracker.update(SlotSet(EVENT_SLOT, _slot_value(inbound)), domain)
        step = processor._get_action(action)
        output = Collector(inbound.channel, lambda _recipient, _message: None)
        events = await step.run(output, processor.nlg, tracker, domain)
        kept = list(_harmless(events, _protected(tracker, domain)))
        prediction = PolicyPrediction.for_action_name(domain, action, EVENT_SLOT)
        processor._log_action_on_tracker(tracker, step, kept, prediction)
        tracker.update(SlotSet(EVENT_SLOT, None), domain)
        # The next message is the customer's: a form takes it for the answer only if Rasa was listening.
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), domain)
        return [event.message() for event in kept if isinstance(event, BotUttered)]


def _slot_value(inbound: Inbound) -> dict[str, Any]:
    assert inbound.event is not None
    event = inbound.event
    return {
        "inbox_id": inbound.inbox_id,
        "received_at": inbound.received_at.isoformat(),
        "id": event.id,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "data": dict(event.data),
    }


def _protected(tracker: DialogueStateTracker, domain: Any) -> frozenset[str]:
    """Slots that belong to the form that runs."""
    form = domain.forms.get(tracker.active_loop_name) or {}
    return frozenset({REQUESTED_SLOT, EVENT_SLOT, *form.get("required_slots", ())})


def _harmless(events: Iterable[Event], protected: frozenset[str]) -> Iterable[Event]:
    for event in events:
        if isinstance(event, BotUttered) or (isinstance(event, SlotSet) and event.key not in protected):
            yield event
