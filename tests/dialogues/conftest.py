"""The whole assistant in one process: model, actions, store, door, and the real back ends on free ports."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
import structlog
from rasa.core.agent import Agent
from rasa_sdk.executor import ActionExecutor

from actions.core.services import Services, turn_id, use_services
from channels.alarm import Alarm
from channels.assistant import Assistant
from channels.door import Door
from channels.event_turn import EventTurns
from channels.startup import kind_of_danger
from channels.texts import Texts
from courant.brand import load_brand
from courant.cli import models
from courant.clients import Clients
from courant.conversations import ConversationStore, open_store_at
from courant.conversations.models import tasks
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT
from custom_components.supervisor.customer import use_store
from custom_components.tracker_store import CourantTrackerStore
from tests.backends.servers import SECRET, Backends, running_backends
from tests.dialogues.bot import Customer
from tests.dialogues.endpoint import InProcessEndpoint


@dataclass
class World:
    """Everything a dialogue runs on."""

    agent: Agent
    endpoint: InProcessEndpoint
    backends: Backends
    store: ConversationStore
    services: Services
    door: Door

    def customer(self, address: str = "") -> Customer:
        """Somebody who begins a conversation."""
        return Customer(self.door, self.backends.outbox, address)

    def take_over(self) -> None:
        """Let actions and components of this process use this assistant: another one may have been used since."""
        use_services(self.services)
        use_store(self.store)

    def mend(self) -> None:
        """Everything works again, and no task of an earlier test waits for its customer."""
        with self.store.database.write() as connection:
            connection.execute(sa.delete(tasks))
        self.mend_services()

    def mend_services(self) -> None:
        """Everything works again."""
        self.backends.faults.clear()
        self.endpoint.faults.clear()
        for client in vars(self.services.clients).values():
            if hasattr(client, "_call"):
                client._call.breaker.succeeded()  # circuits that a former test opened


@dataclass(frozen=True)
class Brain:
    """The trained model with its actions: what takes time to load, and remembers conversations only."""

    agent: Agent
    endpoint: InProcessEndpoint


def load_brain(folder: Path) -> Brain:
    """Load the newest model; its trackers live in `folder`."""
    # Not kept for good by the loggers that are used meanwhile: other tests of this process listen to all of them.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), cache_logger_on_first_use=False
    )
    model = models.latest(PROJECT_ROOT)
    assert model is not None, "no model: run `make train` first"
    executor = ActionExecutor()
    executor.register_package("actions")
    endpoint = InProcessEndpoint(executor)
    trackers = CourantTrackerStore(host=f"sqlite:///{folder / 'rasa.sqlite3'}")
    return Brain(Agent.load(str(model), tracker_store=trackers, action_endpoint=endpoint), endpoint)


@asynccontextmanager
async def running_world(folder: Path, brain: Brain | None = None, today: date | None = None) -> AsyncIterator[World]:
    """Start everything; the databases live in `folder`, the clock stands still at ten if there is a day."""
    brain = brain or load_brain(folder)
    brand = load_brand(PROJECT_ROOT / "brand.yml")
    catalogue = load_catalogue(PROJECT_ROOT / "data" / "packs", brand=brand)
    async with running_backends(today=today) as backends, Clients(backends.settings, turn_id=turn_id.get) as clients:
        store = open_store_at(f"sqlite:///{folder / 'courant.sqlite3'}", SECRET, backends.clock)
        services = Services(clients, store, catalogue, brand, backends.clock)
        use_services(services)
        use_store(store)
        texts = Texts(catalogue, brand.texts)
        alarm = Alarm(store, clients.tickets, texts)
        assistant = assistant_of(brain.agent)
        door = Door(store, texts, assistant, kind_of_danger, told_by=catalogue.events, alarm=alarm)
        door.limit("texte", 1000)
        yield World(brain.agent, brain.endpoint, backends, store, services, door)
        await door.close()
        use_services(None)
        use_store(None)


def assistant_of(agent: Agent) -> Assistant:
    async def events_of(conversation: str) -> list[Any]:
        tracker = await agent.tracker_store.retrieve_full_tracker(conversation)
        return [] if tracker is None else list(tracker.events)

    async def slots_of(conversation: str) -> Mapping[str, Any]:
        tracker = await agent.tracker_store.retrieve(conversation)
        return {} if tracker is None else tracker.current_slot_values()

    return Assistant(agent.handle_message, events_of, slots_of, EventTurns(lambda: agent).tell)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One assistant for all dialogues: each customer has an own conversation."""
    async with running_world(tmp_path_factory.mktemp("dialogues")) as world:
        yield world


@pytest.fixture
def world(shared_world: World) -> World:
    """The assistant with nothing broken, at the present time."""
    shared_world.take_over()
    shared_world.backends.clock.reset()
    shared_world.mend()
    return shared_world


@pytest.fixture
def customer(world: World) -> Customer:
    """Somebody new."""
    return world.customer()


@pytest.fixture
def new_customer(world: World) -> Callable[[], Customer]:
    """Makes somebody new each time."""
    return world.customer
