"""The real channel in front of a stand-in that misbehaves: each question is answered once, whatever goes wrong."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from backends.whatsapp.faults import Fault, Kind
from backends.whatsapp.phones import Phone
from channels.texts import project_texts
from courant.conversations import open_store_at
from tests.backends.whatsapp.conftest import until
from tests.backends.whatsapp.courant import PhoneWorld, open_phone_world
from tests.backends.whatsapp.test_events import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS = itertools.count(200)
SECONDS = 40.0
# A second answer would come within this time.
QUIET = 1.5
OVERCOME = [
    {"kind": "refuse", "code": 131016},
    {"kind": "refuse", "code": 130429},
    {"kind": "refuse", "code": 131056, "times": 2},
    {"kind": "slow", "seconds": 2},
    {"kind": "lose_request"},
    {"kind": "lose_answer"},
    {"kind": "early_status"},
    {"kind": "late_status", "seconds": 2},
    {"kind": "no_status"},
    {"kind": "reversed_statuses"},
    {"kind": "duplicate"},
    {"kind": "bad_signature"},
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PhoneWorld]:
    folder = tmp_path_factory.mktemp("whatsapp")
    store = open_store_at(f"sqlite:///{folder}/conversations.db", "k" * 40)
    async with open_phone_world(store, project_texts(), "http://localhost:8000") as opened:
        yield opened
    store.database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(world: PhoneWorld) -> Phone:
    """A new phone, whose holder and the assistant have said hello."""
    added = world.simulator.phones.add("Zoé", f"+33639980{next(NUMBERS)}")
    world.simulator.writing.text(added, "bonjour")
    await until(lambda: said(added, "Vous dites : bonjour"), SECONDS)
    await until(lambda: all(one.status != "sent" for one in added.bubbles.values()))
    return added


def said(phone: Phone, text: str) -> int:
    """How often the business said something on a phone."""
    shown = [one for one in phone.bubbles.values() if not one.mine and one.status != "failed"]
    return sum(str(one.content.get("body", "")).strip() == text for one in shown)


async def fault(world: PhoneWorld, phone: Phone, **what: Any) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{world.url}/simulator/faults", json={**what, "phone": phone.id})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("what", OVERCOME, ids=lambda what: "-".join(str(value) for value in what.values()))
async def test_one_answer_whatever_goes_wrong(world: PhoneWorld, phone: Phone, what: dict[str, Any]) -> None:
    await fault(world, phone, **what)
    world.simulator.writing.text(phone, "question")
    await until(lambda: said(phone, "Vous dites : question"), SECONDS)
    await asyncio.sleep(QUIET)
    assert said(phone, "Vous dites : question") == 1
    assert not any(one.phone == phone.id for one in world.simulator.faults.list())


@pytest.mark.parametrize("kind", ["reorder", "batch"])
async def test_two_messages_that_come_backwards_or_together(world: PhoneWorld, phone: Phone, kind: str) -> None:
    before = len(world.agent.heard)
    await fault(world, phone, kind=kind, times=2)
    world.simulator.writing.text(phone, "je déménage")
    await asyncio.sleep(1.1)  # events tell whole seconds
    world.simulator.writing.text(phone, "en mars")
    await until(lambda: world.agent.texts[before:] == ["je déménage en mars"], SECONDS)


async def test_a_person_who_cannot_receive_is_left_alone(world: PhoneWorld, phone: Phone) -> None:
    await fault(world, phone, kind="fail", code=131026)
    world.simulator.writing.text(phone, "question")
    await until(lambda: any(one.error == 131026 for one in phone.bubbles.values()), SECONDS)
    await asyncio.sleep(QUIET)
    assert said(phone, "Vous dites : question") == 0


async def test_a_photo_whose_link_has_expired_is_fetched_again(world: PhoneWorld, phone: Phone) -> None:
    world.simulator.faults.add(Fault(Kind.MEDIA_GONE))
    before = len(world.agent.heard)
    world.simulator.writing.file(phone, photo(), "image/jpeg", "mon compteur")
    await until(lambda: len(world.agent.heard) > before, SECONDS)
    attachments = (world.agent.heard[-1].metadata or {}).get("attachments")
    assert attachments and attachments[0]["kind"] == "image/jpeg"
    assert world.simulator.faults.list() == ()


async def test_a_photo_that_was_altered_on_the_way_is_not_taken(world: PhoneWorld, phone: Phone) -> None:
    world.simulator.faults.add(Fault(Kind.MEDIA_ALTERED))
    before, shown = len(world.agent.heard), len(phone.bubbles)
    world.simulator.writing.file(phone, photo(), "image/jpeg")
    await until(lambda: len(phone.bubbles) == shown + 2, SECONDS)
    assert len(world.agent.heard) == before
