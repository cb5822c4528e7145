"""What happens around a dialogue: the end of a session, a restart of every process, a system event."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.core.base import Events
from actions.core.event import CourantEvent
from actions.core.services import use_services
from actions.core.turn import ActionTurn
from channels.alarm import Alarm
from channels.door import Door
from channels.presence import Presence
from channels.startup import kind_of_danger
from channels.texts import Texts
from courant.clock import paris_now
from courant.conversations import SystemEvent, open_store_at
from custom_components.live_trackers import LiveTrackers
from tests.backends.servers import SECRET
from tests.dialogues.bot import Answer, Customer
from tests.dialogues.conftest import World, assistant_of

NEWS = "essai.nouvelle"
NEWS_SAID = "utter_remerciement"
# An action of the domain that these tests do not use otherwise: its place is lent to the one that tells news.
NEWS_ACTION = "action_demande_suivante"


@dataclass
class News:
    """What was told, and how often telling it has to fail first."""

    told: list[SystemEvent] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    fails: int = 0


def _teller(news: News) -> CourantEvent:
    # Made here, not in the module: the action server registers every class of actions that it can see.
    class Tell(CourantEvent):
        action = NEWS_ACTION

        async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
            news.keys.append(turn.key(self.action))
            if news.fails:
                news.fails -= 1
                raise ConnectionError("a system of record is down")
            news.told.append(event)
            turn.say(NEWS_SAID.removeprefix("utter_"))
            # Whatever it returns, a form that runs is left alone.
            return [SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_conseiller")]

    return Tell()


def event(number: str = "", **data: Any) -> SystemEvent:
    """A system event that just happened."""
    return SystemEvent(number or uuid.uuid4().hex, NEWS, paris_now(), data)


def new_door(world: World, **told_by: str) -> Door:
    """The door of a process that has just started."""
    texts = Texts(world.services.catalogue, world.services.brand.texts)
    return Door(
        world.store,
        texts,
        assistant_of(world.agent),
        kind_of_danger,
        Presence.of_this_process(),
        told_by={NEWS: NEWS_ACTION, **world.services.catalogue.events, **told_by},
        alarm=Alarm(world.store, world.services.clients.tickets, texts),
    )


@contextmanager
def telling(world: World) -> Iterator[News]:
    """An action that tells news, for as long as the context lasts."""
    actions = world.endpoint.executor.actions
    kept, news = actions[NEWS_ACTION], News()
    actions[NEWS_ACTION] = _teller(news).run
    try:
        yield news
    finally:
        actions[NEWS_ACTION] = kept


async def hear_news(world: World, customer: Customer) -> Answer:
    """Send one event into a conversation; returns what it made the assistant say."""
    with telling(world):
        accepted = await new_door(world).notify(customer.conversation, event())
        await accepted.answered()
    return Answer(tuple(world.store.answers_to(accepted.inbox_id or "")))


def end_session(world: World, customer: Customer) -> None:
    """The customer's next message comes a day later: the session and the identity have ended."""
    processor = world.agent.processor
    assert processor is not None
    expired = processor._has_session_expired
    mine = customer.conversation

    def once(tracker: Any) -> bool:
        if tracker.sender_id != mine:
            return bool(expired(tracker))
        processor._has_session_expired = expired
        return True

    processor._has_session_expired = once
    world.store.revoke(mine)


@contextmanager
def restarted(world: World) -> Iterator[Door]:
    """Every process starts anew on the same databases; gives the new door."""
    store = open_store_at(str(world.store.database.url), SECRET, world.backends.clock)
    world.agent.tracker_store._live = LiveTrackers()
    use_services(replace(world.services, store=store))
    try:
        yield new_door(world)
    finally:
        use_services(world.services)
        store.database.close()
