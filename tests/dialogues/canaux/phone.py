"""Somebody with a phone: writes through Meta's webhook as the simulator plays it, reads what the Graph API was sent.

The simulator refuses what Meta refuses (`backends/whatsapp/checks.py`): what is on the phone has passed its checks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from backends.whatsapp.app import Simulator
from backends.whatsapp.phones import Bubble, Phone
from courant.conversations import ParcelState
from tests.backends.whatsapp.courant import CAMILLE, open_phone
from tests.channels.whatsapp.line import until
from tests.dialogues.canaux.picture import picture
from tests.dialogues.conftest import World

SECONDS = 20.0
_ARRIVED = (ParcelState.DELIVERED, ParcelState.READ)


@dataclass
class Holder:
    """One phone in somebody's hand."""

    world: World
    simulator: Simulator
    phone: Phone
    seen: int = 0
    _shown: set[str] = field(default_factory=set)

    @property
    def conversation(self) -> str:
        """Id of the conversation, once something was written."""
        (found,) = self.world.store.latest_numbers(self.world.store.clock().replace(year=2000))
        return str(found)

    async def say(self, text: str) -> None:
        """Type something."""
        await self._answered(self.simulator.writing.text(self.phone, text))

    async def press(self, button: str) -> None:
        """Touch a choice, or type its number where choices are a numbered text."""
        offer = next((one for one in self._told() if button in str(one.content)), None)
        if offer is not None:
            await self._answered(self.simulator.writing.press(self.phone, offer.id, button))
            return
        said = self.world.store.messages_after(self.conversation, 0)
        choices = next(one.buttons for one in reversed(said) if button in [each.id for each in one.buttons])
        await self.say(str([each.id for each in choices].index(button) + 1))

    async def photo(self) -> None:
        """Send a picture."""
        await self._answered(self.simulator.writing.file(self.phone, picture(), "image/jpeg"))

    async def place(self, latitude: float, longitude: float) -> None:
        """Share a position."""
        where = {"latitude": latitude, "longitude": longitude}
        await self._answered(self.simulator.writing.location(self.phone, where))

    async def hear(self) -> None:
        """Wait for what comes without being asked for."""
        await until(self._is_quiet, SECONDS)

    async def news(self) -> list[dict[str, Any]]:
        """Messages as the Graph API got them, in the order of sending, but for who they are sent to."""
        new = [one for one in self._told() if one.id not in self._shown]
        self._shown |= {one.id for one in new}
        self.seen = self.world.store.last_number(self.conversation)
        return [{"type": one.type, one.type: one.content} for one in new]

    def _told(self) -> list[Bubble]:
        return [one for one in self.phone.bubbles.values() if not one.mine]

    async def _answered(self, mine: Bubble) -> None:
        await until(lambda: mine.status != "waiting", SECONDS)
        await self.hear()

    def _is_quiet(self) -> bool:
        """Nothing waits to be read, to be answered or to be delivered."""
        store = self.world.store
        if store.whatsapp_due() or store.unhandled() or not store.latest_numbers(store.clock().replace(year=2000)):
            return False
        parcels = store.parcels(self.conversation)
        is_planned = store.delivery_cursor(self.conversation) == store.last_number(self.conversation)
        return is_planned and bool(parcels) and all(one.state in _ARRIVED for one in parcels)


@asynccontextmanager
async def on_whatsapp(world: World) -> AsyncIterator[Holder]:
    """Take up a phone in front of a world; nothing is on it yet."""
    home = world.backends.config.public_url
    async with open_phone(world.door, home, world.backends.clock) as (_, simulator):
        yield Holder(world, simulator, simulator.phones.get(CAMILLE))
