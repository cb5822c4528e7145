"""What happens around the server: the door is opened before it listens, checks stop it from starting half-working."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from sanic import Blueprint, Sanic
from sanic.request import Request

from channels.alarm import Alarm
from channels.assistant import Assistant, Handle
from channels.door import Door
from channels.event_turn import EventTurns
from channels.texts import project_packs
from courant.clients import Clients
from courant.conversations import open_store
from courant.danger import judge
from courant.settings import Settings, settings
from courant.telemetry import configure_logging

logger = structlog.get_logger(__name__)

OWN_TRACKER_STORE = "custom_components.tracker_store.CourantTrackerStore"
LARGEST_BODY = 6_000_000
WATCH_SECONDS = 1.0
SWEEP_SECONDS = 30.0
ALERT_SECONDS = 5.0
# Other processes' clocks may differ a little, and their transactions may end late.
WATCH_MARGIN = timedelta(seconds=15)


class StartRefused(RuntimeError):
    """The server must not start like this; the message says what to change."""


def attach(blueprint: Blueprint, handle: Handle, channel: str, messages: int, seconds: float) -> None:
    """Open the door of the application together with a channel's routes.

    Args:
        blueprint: the channel's routes.
        handle: Rasa's `on_new_message`.
        channel: name of the channel.
        messages: how many messages a conversation of this channel may send…
        seconds: …in so many seconds.
    """
    open_door_with(blueprint, handle)

    async def before_start(app: Sanic, _loop: Any) -> None:
        app.ctx.door.limit(channel, messages, seconds)

    blueprint.listener("before_server_start")(before_start)


def open_door_with(blueprint: Blueprint, handle: Handle) -> None:
    """Open the door of the application together with routes, unless others have opened it already."""

    async def before_start(app: Sanic, _loop: Any) -> None:
        app.config.REQUEST_MAX_SIZE = min(app.config.REQUEST_MAX_SIZE, LARGEST_BODY)
        if not hasattr(app.ctx, "door"):
            # Here because Rasa, however it is started, configures its logs before, and no customer is heard before.
            configure_logging("rasa")
            app.ctx.door = build_door(app, handle)
            app.ctx.door_keepers = []

    async def after_start(app: Sanic, _loop: Any) -> None:
        # An application that brought its own door also keeps it.
        if getattr(app.ctx, "door_keepers", None) == []:
            require_own_tracker_store(app.ctx.agent)
            app.ctx.door_keepers = _keep(app.ctx.door)

    async def before_stop(app: Sanic, _loop: Any) -> None:
        keepers, app.ctx.door_keepers = getattr(app.ctx, "door_keepers", None), None
        if keepers:
            await _dismiss(keepers)
        await app.ctx.door.close()
        if hasattr(app.ctx, "door_clients"):
            await app.ctx.door_clients.aclose()

    blueprint.listener("before_server_start")(before_start)
    blueprint.listener("after_server_start")(after_start)
    blueprint.listener("before_server_stop")(before_stop)


def door_of(request: Request) -> Door:
    """Return the door of the application that serves a request."""
    door: Door = request.app.ctx.door
    return door


def build_door(app: Sanic, handle: Handle) -> Door:
    """Open a door on the project's own store, packs and Rasa agent.

    Raises:
        StoreUnreachable: the database of the conversations does not answer.
        MissingMessages: the packs lack a message that channels say by themselves.
    """
    known = settings()
    require_supported(known)

    async def events_of(conversation: str) -> list[Any]:
        tracker = await app.ctx.agent.tracker_store.retrieve_full_tracker(conversation)
        return [] if tracker is None else list(tracker.events)

    async def slots_of(conversation: str) -> Mapping[str, Any]:
        tracker = await app.ctx.agent.tracker_store.retrieve(conversation)
        return {} if tracker is None else tracker.current_slot_values()

    kind_of_danger("")  # reads the rules now: a first message would wait a second for them
    store = open_store(known)
    catalogue, texts = project_packs()
    assistant = Assistant(handle, events_of, slots_of, EventTurns(lambda: app.ctx.agent).tell)
    app.ctx.door_clients = Clients(known)
    alarm = Alarm(store, app.ctx.door_clients.tickets, texts)
    return Door(store, texts, assistant, kind_of_danger, told_by=catalogue.events, alarm=alarm)


def kind_of_danger(text: str) -> str | None:
    """Return the kind of danger that a text tells of: by its words, and by the model once the assistant is loaded."""
    return judge(text).kind


def require_supported(known: Settings) -> None:
    """Refuse to run beside a store that was asked for and that nothing would use.

    Raises:
        StartRefused: `REDIS_URL` or `RABBITMQ_URL` is set: one process with locks of its own is all there is so far.
    """
    asked = {"REDIS_URL": known.redis_url, "RABBITMQ_URL": known.rabbitmq_url}
    unused = [name for name, url in asked.items() if url]
    if unused:
        raise StartRefused(f"{', '.join(unused)} set, but shared locks and event streams are not supported yet")


def require_own_tracker_store(agent: Any) -> None:
    """Refuse any tracker store but the project's, and take away Rasa's silent fall-back to memory.

    Rasa replaces a store that it cannot import by one in memory, and wraps every store in one that answers from
    memory when the database fails: conversations would be lost without anybody noticing.

    Raises:
        StartRefused: another store is in use.
    """
    wrapped = agent.tracker_store
    store = getattr(wrapped, "_tracker_store", wrapped)
    name = f"{type(store).__module__}.{type(store).__qualname__}"
    if name != OWN_TRACKER_STORE:
        raise StartRefused(f"tracker store {name} in use; endpoints.yml must name {OWN_TRACKER_STORE}")
    agent.tracker_store = store
    if agent.processor is not None:
        agent.processor.tracker_store = store


def _keep(door: Door) -> list[asyncio.Task[None]]:
    async def sweep() -> None:
        door.store.purge_expired()
        await door.resume()

    async def watch() -> None:
        notice_others(door)

    return [
        _repeat(sweep, SWEEP_SECONDS),
        _repeat(watch, WATCH_SECONDS),
        _repeat(door.file_alerts, ALERT_SECONDS),
    ]


def notice_others(door: Door) -> None:
    """Wake the streams of conversations in which another process (console, other server) posted something."""
    if not door.hub.watched:
        return
    recent = door.store.latest_numbers(door.store.clock() - WATCH_MARGIN)
    for conversation in door.hub.watched & recent.keys():
        door.hub.wake(conversation)


def _repeat(work: Callable[[], Awaitable[None]], seconds: float) -> asyncio.Task[None]:
    async def forever() -> None:
        while True:
            try:
                await work()
            except Exception:
                logger.exception("channels.startup.keeper.failed")
            await asyncio.sleep(seconds)

    return asyncio.get_running_loop().create_task(forever())


async def _dismiss(keepers: list[asyncio.Task[None]]) -> None:
    for keeper in keepers:
        keeper.cancel()
    for keeper in keepers:
        with suppress(asyncio.CancelledError):
            await keeper
