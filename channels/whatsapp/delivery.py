"""Delivers what the outbox holds to WhatsApp, and follows what becomes of it."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

import structlog

from channels.hub import Hub
from channels.whatsapp.client import Graph
from channels.whatsapp.errors import GraphProblem
from channels.whatsapp.events import StatusUpdate
from channels.whatsapp.lane import CHANNEL, Lane, Tools
from channels.whatsapp.look import Look, project_look
from channels.whatsapp.media_out import Fetch, fetch
from channels.whatsapp.pacing import Pacing
from channels.whatsapp.reactions import LOST_SECONDS, Reactions
from channels.whatsapp.sender import Sender
from channels.whatsapp.statuses import FAILED, Statuses
from channels.whatsapp.timer import Timer
from channels.whatsapp.undelivered import Undelivered
from courant.clients import TicketsClient
from courant.conversations import ConversationStore, Entry, Parcel

logger = structlog.get_logger(__name__)

SWEEP_SECONDS = 3.0
# Most sweeps look at what another process wrote lately; now and then, at everything.
RECENT, FULL_EVERY = timedelta(minutes=1), 20
STOP_SECONDS = 3.0
MOST_CALLS = 32


class Speaking(Protocol):
    """What delivery needs of the door."""

    store: ConversationStore
    hub: Hub


class Delivery:
    """One worker a conversation that has something to say; what a stopped process left is taken up at the start."""

    def __init__(
        self,
        door: Speaking,
        graph: Graph,
        tickets: TicketsClient | None = None,
        look: Look | None = None,
        fetch_file: Fetch = fetch,
        timer: Timer | None = None,
    ) -> None:
        """Deliver a door's outbox through one number.

        Args:
            door: whose store and hub are used.
            graph: the number.
            tickets: where a person is told of what did not arrive; None for nowhere but the log.
            look: words and templates; those of the project by default.
            fetch_file: fetches documents and pictures from our own systems.
            timer: time, by the store's clock unless a test has its own.

        Raises:
            MissingWordings: the packs lack words that WhatsApp needs.
            TemplateError: the file of templates is written wrongly.
        """
        store, look, timer = door.store, look or project_look(), timer or Timer(door.store.clock)
        sender = Sender(store, graph, look.renderer, look.templates, fetch_file)
        self._store, self._hub, self._renderer = store, door.hub, look.renderer
        self._pacing = Pacing(timer.now)
        reactions = Reactions(store, self._pacing, sender.is_simple, self._given_up)
        self._statuses = Statuses(store, reactions)
        calls = asyncio.Semaphore(MOST_CALLS)
        self._tools = Tools(store, sender, self._pacing, reactions, self._statuses, timer, calls, asyncio.Lock())
        self._undelivered = None if tickets is None else Undelivered(store, tickets, look.words)
        self._lanes: dict[tuple[str, bool], tuple[Lane, asyncio.Task[None]]] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self.failures = 0

    @property
    def stopped(self) -> bool:
        """Meta refuses everything until an operator mends something (token, rights, payment)."""
        return self._pacing.stopped

    async def start(self) -> None:
        """Listen to the hub, and take up what waits."""
        self._store.expect_statuses(self._store.clock() + timedelta(seconds=LOST_SECONDS))
        self._hub.listen(self.wake)
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())

    async def stop(self) -> None:
        """End the workers after their calls; a call that lasts is given up, and its message looked after later."""
        sweeper, self._sweeper = self._sweeper, None
        tasks = [task for _, task in self._lanes.values()]
        for lane, _ in self._lanes.values():
            lane.close()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in (*tasks, *([sweeper] if sweeper else [])):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def wake(self, conversation: str) -> None:
        """Say that a conversation may have something to send; of other channels, nothing happens."""
        if self._sweeper is None:
            return
        lane = self._lane(conversation)
        if lane is None:
            if self._store.channel_of(conversation) != CHANNEL:
                return
            lane = self._begin(Lane(conversation, self._tools))
        else:
            lane.news.set()
        if self._lane(conversation, dangers_only=True) is None and self._hurries(lane):
            self._begin(Lane(conversation, self._tools, dangers_only=True))

    def _hurries(self, lane: Lane) -> bool:
        """A danger waits neither for the end of a slow call nor behind other conversations."""
        crowded = lane.waiting and self._tools.turn.locked()
        return lane.calling or (crowded and self._store.danger(lane.conversation) is not None)

    def on_status(self, update: StatusUpdate) -> None:
        """Follow one of our messages."""
        conversation = self._statuses.apply(update)
        if conversation is not None and (self._lane(conversation) or update.status == FAILED):
            self.wake(conversation)

    def is_numbered(self, entry: Entry) -> bool:
        """Tell whether the choices of an entry were shown as numbers, one of which may be typed."""
        return self._renderer.is_numbered(entry) or (
            bool(entry.buttons) and self._store.sent_plainly(entry.buttons[0].id, entry.number)
        )

    def _lane(self, conversation: str, dangers_only: bool = False) -> Lane | None:
        found = self._lanes.get((conversation, dangers_only))
        return None if found is None else found[0]

    def _begin(self, lane: Lane) -> Lane:
        task = asyncio.get_running_loop().create_task(self._run(lane))
        self._lanes[lane.conversation, lane.dangers_only] = lane, task
        return lane

    async def _run(self, lane: Lane) -> None:
        try:
            await lane.run()
        except Exception:
            # The next sweep takes it up: nothing that goes wrong here may lose a message.
            logger.exception("channels.whatsapp.delivery.lane.failed", conversation=lane.conversation)
        finally:
            del self._lanes[lane.conversation, lane.dangers_only]
            if lane.dangers_only and (other := self._lane(lane.conversation)) is not None:
                other.news.set()

    async def _sweep(self) -> None:
        for sweep in itertools.count():
            recent = self._store.clock() - RECENT if sweep % FULL_EVERY else None
            try:
                for conversation in self._store.conversations_to_deliver(CHANNEL, recent):
                    self.wake(conversation)
                if self._undelivered is not None:
                    await self._undelivered.file_due()
            except Exception:
                logger.exception("channels.whatsapp.delivery.sweep.failed")
            await asyncio.sleep(SWEEP_SECONDS)

    def _given_up(self, parcel: Parcel, problem: GraphProblem) -> None:
        self.failures += 1
