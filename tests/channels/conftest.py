"""A door in front of a scripted assistant, on a store of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from channels.alarm import Alarm
from channels.assistant import Assistant
from channels.door import Door
from channels.presence import Presence
from channels.startup import kind_of_danger
from channels.texts import Texts
from channels.webchat import WebchatInput
from courant.brand import load_brand
from courant.conversations import ConversationStore, open_store_at
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT
from tests.channels.scripted import ScriptedAgent
from tests.channels.served import client_of
from tests.channels.visitor import CONFIG, SITE

WORLD = Path(__file__).with_name("packs")
KEY = "a-key-for-tests-that-is-long-enough-to-be-one"

TOLD_BY = {"paiement.resultat": "action_paiement_resultat", "panne.suivi": "action_panne_suivi"}

OpenDoor = Callable[..., Door]


@pytest.fixture(scope="session")
def texts() -> Texts:
    brand = load_brand(PROJECT_ROOT / "brand.yml")
    return Texts(load_catalogue(WORLD, brand=brand), brand.texts)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    opened = open_store_at(f"sqlite:///{tmp_path}/conversations.db", KEY)
    yield opened
    opened.database.close()


@pytest.fixture
def agent() -> ScriptedAgent:
    return ScriptedAgent()


@pytest.fixture
def open_door(store: ConversationStore, texts: Texts) -> OpenDoor:
    """Open a door as a process of its own: each one stands for a restart of the server."""
    boots = iter(range(100))

    def opened(agent: ScriptedAgent, alarm: Alarm | None = None) -> Door:
        presence = Presence("host", 1, f"boot{next(boots)}")
        assistant = Assistant(agent.handle, agent.events_of, agent.slots_of, agent.tell)
        return Door(store, texts, assistant, kind_of_danger, presence, TOLD_BY, alarm)

    return opened


@pytest.fixture
def door(open_door: OpenDoor, agent: ScriptedAgent) -> Door:
    return open_door(agent)


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the web chat that speaks from a page of an allowed site."""
    async with client_of(WebchatInput(CONFIG), door, origin=SITE) as found:
        yield found
