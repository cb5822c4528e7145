"""The simulator in front of the real channel, in one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from backends.kernel.clock import Clock, system_clock
from backends.whatsapp.app import HOLDERS, TEMPLATES, Simulator, application, simulator
from backends.whatsapp.line import Line
from backends.whatsapp.sending import Pace
from backends.whatsapp.templates import approved
from channels.assistant import Assistant
from channels.door import Door
from channels.startup import kind_of_danger
from channels.texts import Texts
from channels.whatsapp.channel import WhatsappInput
from channels.whatsapp.config import WhatsappConfig
from courant.brand import load_brand
from courant.conversations import ConversationStore
from courant.settings import PROJECT_ROOT, WhatsappSettings
from tests.browser.world import free_port
from tests.channels.scripted import ScriptedAgent
from tests.channels.served import listening, served

NUMBER = "100000000000001"
CAMILLE, MOHAMED, ALEX = "33639980001", "33639980002", "33639980199"
PACE = Pace(0.02, 0.05, 0.1)


@dataclass
class PhoneWorld:
    """The simulator, its address, and the assistant at the other end."""

    url: str
    simulator: Simulator
    agent: ScriptedAgent
    store: ConversationStore
    door: Door

    def conversation(self) -> str:
        """The only conversation there is."""
        with self.store.database.read() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM conversation").scalar_one())


@asynccontextmanager
async def open_phone_world(store: ConversationStore, texts: Texts, home: str) -> AsyncIterator[PhoneWorld]:
    """Put a scripted assistant behind the phones."""
    agent = ScriptedAgent()
    assistant = Assistant(agent.handle, agent.events_of, agent.slots_of, agent.tell)
    door = Door(store, texts, assistant, kind_of_danger)
    async with open_phone(door, home) as (url, played):
        await door.resume()
        yield PhoneWorld(url, played, agent, store, door)


@asynccontextmanager
async def open_phone(door: Door, home: str, clock: Clock = system_clock) -> AsyncIterator[tuple[str, Simulator]]:
    """Start the simulator and the channel in front of a door, each on a free port; gives the address of the page."""
    graph_port, hook_port = free_port(), free_port()
    url = f"http://127.0.0.1:{graph_port}"
    webhook = f"http://127.0.0.1:{hook_port}/webhooks/whatsapp/webhook"
    line = Line("Solvéa Énergie", NUMBER, "jeton", "secret", "mot-convenu", webhook)
    brand = load_brand(PROJECT_ROOT / "brand.yml")
    played = simulator(line, approved(TEMPLATES, brand.texts), clock, PACE, first_delay=0.1)
    for name, number, username in HOLDERS:
        played.phones.add(name, number, username)
    settings = WhatsappSettings(url, NUMBER, "jeton", "secret", "mot-convenu")
    channel = WhatsappInput(WhatsappConfig(settings, quiet=0.3, album=0.4, longest=1.0))
    # The simulator last: Sanic rewrites its own methods for each application that starts.
    async with served(channel, door, hook_port), listening(application(played, home), graph_port):
        yield url, played
