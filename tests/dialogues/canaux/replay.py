"""Runs a dialogue on a channel: real assistant and back ends in this process, the channel's own door and renderer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

import numpy
import pytest
from rasa.core import processor
from rasa.shared.core import events

from backends.gateway import app as gateway
from courant.clients import bundle
from courant.clock import Clock
from courant.conversations import Author, Entry, OutMessage
from custom_components import answer_context, french_entities
from tests.dialogues.bot import plain
from tests.dialogues.canaux.dialogues import Code, Dialogue, Photo, Place, Press, Say, Step
from tests.dialogues.canaux.phone import on_whatsapp
from tests.dialogues.canaux.web import on_the_web
from tests.dialogues.conftest import Brain, World, running_world
from tests.dialogues.understood import pin

TODAY = date(2026, 11, 23)
# Customers take their time between two messages.
SECONDS = 20
PATIENCE_SECONDS = 20.0


class Side(Protocol):
    """A customer's side of a channel. Each act returns once everything that answers it is on the screen."""

    async def say(self, text: str) -> None:
        """Type something."""

    async def press(self, button: str) -> None:
        """Press what the server knows by this id."""

    async def photo(self) -> None:
        """Send a picture."""

    async def place(self, latitude: float, longitude: float) -> None:
        """Share a position."""

    async def hear(self) -> None:
        """Wait for what comes without being asked for."""

    async def news(self) -> list[dict[str, Any]]:
        """What the screen got since the last time, as the channel sent it."""

    @property
    def conversation(self) -> str:
        """Id of the conversation."""

    @property
    def seen(self) -> int:
        """Number of the last entry that `news` has told; 0 before the first one."""


@dataclass(frozen=True)
class Turn:
    """One step and what came of it.

    Attributes:
        step: what the customer did.
        entries: what the assistant said, before any rendering.
        screen: what the channel showed of it.
    """

    step: Step
    entries: tuple[Entry, ...]
    screen: tuple[dict[str, Any], ...]


CHANNELS: Mapping[str, Any] = {"webchat": on_the_web, "whatsapp": on_whatsapp}


async def replay(dialogue: Dialogue, channel: str, brain: Brain, folder: Path) -> list[Turn]:
    """Return the turns of a dialogue on a channel; nobody has used these back ends before."""
    async with _world(dialogue, brain, folder) as world, CHANNELS[channel](world) as side:
        return [await _turn(world, side, step) for step in dialogue.steps]


@asynccontextmanager
async def _world(dialogue: Dialogue, brain: Brain, folder: Path) -> AsyncIterator[World]:
    """The assistant on its day; what has several wordings uses the first one."""
    with pytest.MonkeyPatch.context() as patch:
        # One loop does the work of ten processes here: a service may be late without being down.
        for module in (bundle, gateway):
            patch.setattr(module, "TIMEOUT_SECONDS", PATIENCE_SECONDS)
        async with running_world(folder, brain, TODAY) as world:
            _set_the_clock(patch, world.backends.clock)
            patch.setattr(numpy.random, "choice", lambda options: options[0])
            said = [step for step in dialogue.steps if isinstance(step, Say)]
            pin(world, patch, {step.text: step.means for step in said if step.means})
            yield world


def _set_the_clock(patch: pytest.MonkeyPatch, clock: Clock) -> None:
    """What reads the time of this machine reads the one of the demo."""
    for module in (answer_context, french_entities):
        patch.setattr(module, "paris_now", clock)
    for of_rasa in (events, processor):
        patch.setattr(of_rasa, "time", SimpleNamespace(time=lambda: clock().timestamp()))


async def _turn(world: World, side: Side, step: Step) -> Turn:
    seen = side.seen
    world.backends.clock.advance(seconds=SECONDS)
    await _act(world, side, step)
    said = world.store.messages_after(side.conversation, seen)
    entries = tuple(entry for entry in said if entry.author is not Author.CUSTOMER)
    assert entries, f"silence after {step}"
    return Turn(step, entries, tuple(await side.news()))


async def _act(world: World, side: Side, step: Step) -> None:
    if isinstance(step, Say):
        await side.say(step.text)
    elif isinstance(step, Press):
        await side.press(_offered(world, side.conversation, step.title))
    elif isinstance(step, Code):
        await side.say(await world.backends.last_code())
    elif isinstance(step, Photo):
        await side.photo()
    elif isinstance(step, Place):
        await side.place(step.latitude, step.longitude)
    else:
        world.store.post(side.conversation, None, Author.AGENT, OutMessage(step.text), name=step.name)
        world.door.hub.wake(side.conversation)
        await side.hear()


def _offered(world: World, conversation: str, title: str) -> str:
    """Id of the newest choice whose title begins so."""
    said = [entry for entry in world.store.messages_after(conversation, 0) if entry.author is not Author.CUSTOMER]
    offered = {plain(button.title): button.id for entry in said for button in entry.buttons}
    found = [id for name, id in offered.items() if name.startswith(title)]
    assert found, f"no choice « {title} » among {list(offered)}; the last words were: {said[-1].text}"
    return found[-1]
