"""Whatever dies while a form writes, it is written once: one line in the test of a form.

    @pytest.mark.parametrize("kill", KILLS, ids=str)
    async def test_one_plan_whatever_dies(world: World, kill: Kill) -> None:
        await assert_written_once(world, path_of("echelonnement_form"), kill)

The customer is walked to the last question of the path, whose answer writes. A kill says what dies and when; then
everything is started again, the message is replayed, or the customer tries again, and the writes are counted.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from channels.incoming import Accepted, Incoming
from tests.dialogues.bot import CHANNEL, Answer, Customer
from tests.dialogues.conftest import World
from tests.dialogues.formes.paths import Path
from tests.dialogues.formes.standing import Standing, keyed_writes, open_form, said, stand_at
from tests.dialogues.interventions import restarted

KEY_HEADER = "idempotency-key"
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Kill:
    """What dies, and when."""

    name: str

    def __str__(self) -> str:
        return self.name


BEFORE_THE_TURN = Kill("everything-before-the-turn")
AFTER_THE_WRITE = Kill("everything-after-the-write")
BEFORE_THE_TRACKER = Kill("rasa-before-the-tracker-is-saved")
BEFORE_THE_OUTBOX = Kill("rasa-before-the-outbox")
AFTER_THE_OUTBOX = Kill("rasa-after-the-outbox")
ACTION_SERVER = Kill("action-server-after-its-writes")
BACK_END = Kill("back-end-after-the-write")
BACK_END_FOR_GOOD = Kill("back-end-after-the-write-and-it-stays-down")
KILLS = (
    BEFORE_THE_TURN,
    AFTER_THE_WRITE,
    BEFORE_THE_TRACKER,
    BEFORE_THE_OUTBOX,
    AFTER_THE_OUTBOX,
    ACTION_SERVER,
    BACK_END,
    BACK_END_FOR_GOOD,
)
# After these the turn ends with an apology, and the customer tries again.
TRIED_AGAIN = (ACTION_SERVER, BACK_END_FOR_GOOD)


async def assert_written_once(world: World, path: Path, kill: Kill, writes: int = 1, after: int = 1) -> Answer:
    """Walk a customer to the answer that writes, kill, recover, and count.

    Args:
        world: the assistant.
        path: the form; its last answer is the one that writes.
        kill: what dies.
        writes: how many keyed writes the form does.
        after: which of them the kill follows, from 1.

    Returns:
        What the customer read in the end.
    """
    standing = await stand_at(world, path, list(path.answers)[-1])
    answer = await confirm(standing, kill, after)
    if kill in TRIED_AGAIN:
        answer = await _try_again(standing)
    done = keyed_writes(world, standing.customer, standing.form.submit) - standing.writes
    assert done == writes, f"{done} writes instead of {writes} after {kill}"
    assert answer.entries and "utter_incident" not in answer.responses, answer.responses
    responses = [name for name in answer.responses if name]
    assert len(responses) == len(set(responses)), f"something was said twice: {responses}"
    assert world.store.unhandled(standing.customer.conversation) == []
    return answer


async def confirm(standing: Standing, kill: Kill, after: int = 1) -> Answer:
    """Give the last answer while something dies; returns what is said once everything runs again."""
    world, customer = standing.world, standing.customer
    text = await said(standing.path.answers[standing.field], customer)
    if kill is BEFORE_THE_TURN:
        inbox_id = world.store.receive(customer.conversation, CHANNEL, uuid.uuid4().hex, text).inbox_id
        return await _replayed(world, inbox_id)
    if kill is AFTER_THE_WRITE:
        with _answers_of_writes(world, standing, after, _Hang()) as moment:
            return await _killed(world, customer, text, moment)
    if kill in (BEFORE_THE_TRACKER, BEFORE_THE_OUTBOX, AFTER_THE_OUTBOX):
        with _hanging(*_place(world, kill)) as moment:
            return await _killed(world, customer, text, moment)
    if kill is ACTION_SERVER:
        with _action_server_dies(world, standing.form.submit):
            return await customer.say(text)
    lost = _Lose(for_good=kill is BACK_END_FOR_GOOD)
    with _answers_of_writes(world, standing, after, lost):
        return await customer.say(text)


async def _try_again(standing: Standing) -> Answer:
    """The customer asks once more, and confirms what is read back."""
    world, customer = standing.world, standing.customer
    world.mend()
    path = standing.path
    again = Path(path.form, path.intent, path.answers, before=path.before)  # who they are is known
    await open_form(world, customer, again)
    asked = world.store.asked(customer.conversation)
    assert asked is not None and asked.field == standing.field, f"{asked} is asked: the read-back was expected"
    return await customer.say(await said(path.answers[standing.field], customer))


async def _killed(world: World, customer: Customer, text: str, moment: asyncio.Event) -> Answer:
    accepted = await customer.door.accept(Incoming(CHANNEL, customer.address, uuid.uuid4().hex, text=text))
    await asyncio.wait_for(moment.wait(), PATIENCE_SECONDS)
    await _die(accepted)
    assert accepted.inbox_id is not None
    return await _replayed(world, accepted.inbox_id)


async def _die(accepted: Accepted) -> None:
    assert accepted.turn is not None
    accepted.turn.cancel()
    await asyncio.wait({accepted.turn})


async def _replayed(world: World, inbox_id: str) -> Answer:
    """Start every process again and let it take up what the dead ones left."""
    with restarted(world) as door:
        await door.resume()
        await door.close()
    return Answer(tuple(world.store.answers_to(inbox_id)))


def _place(world: World, kill: Kill) -> tuple[Any, str]:
    """The object and the method that never returns."""
    if kill is BEFORE_THE_TRACKER:
        return world.agent.processor, "save_tracker"
    return world.store, "post" if kill is BEFORE_THE_OUTBOX else "mark_handled"


@contextmanager
def _hanging(owner: Any, method: str) -> Iterator[asyncio.Event]:
    """Let a method never return, once: the process dies in it. Gives the moment at which it is called."""
    moment = asyncio.Event()
    works = asyncio.iscoroutinefunction(getattr(owner, method))

    def die() -> None:
        vars(owner).pop(method, None)  # the next process works
        moment.set()

    async def hang(*_args: Any, **_kwargs: Any) -> Any:
        die()
        await asyncio.Event().wait()

    def stop(*_args: Any, **_kwargs: Any) -> Any:
        die()
        raise asyncio.CancelledError

    setattr(owner, method, hang if works else stop)
    try:
        yield moment
    finally:
        vars(owner).pop(method, None)


@contextmanager
def _action_server_dies(world: World, action: str) -> Iterator[None]:
    """The action does its work; its answer never reaches Rasa."""
    original = world.endpoint.request

    async def request(method: str = "post", *args: Any, **kwargs: Any) -> Any:
        answer = await original(method, *args, **kwargs)
        if kwargs["json"]["next_action"] == action:
            raise ConnectionError("the action server died")
        return answer

    world.endpoint.request = request  # type: ignore[method-assign]
    try:
        yield
    finally:
        del world.endpoint.request


class _Lose:
    """The back end has written, its answer is lost."""

    def __init__(self, for_good: bool) -> None:
        self.for_good = for_good

    async def __call__(self, moment: asyncio.Event) -> None:
        moment.set()
        raise httpx.RemoteProtocolError("the back end died")


class _Hang:
    """The back end has written, and whoever waits for the answer dies waiting."""

    for_good = False

    async def __call__(self, moment: asyncio.Event) -> None:
        moment.set()
        await asyncio.Event().wait()


@contextmanager
def _answers_of_writes(world: World, standing: Standing, after: int, fate: Any) -> Iterator[asyncio.Event]:
    """Do something to the answer of the n-th write of a form's end, which the back end has done."""
    client = world.services.clients._pool.current()
    send, moment, count = client.send, asyncio.Event(), 0
    mark = f":{standing.form.submit}:"

    async def sent(request: httpx.Request, **kwargs: Any) -> httpx.Response:
        nonlocal count
        answer = await send(request, **kwargs)
        if mark in request.headers.get(KEY_HEADER, ""):
            count += 1
            if count == after or (fate.for_good and count > after):
                await fate(moment)
        return answer

    client.send = sent  # type: ignore[method-assign]
    try:
        yield moment
    finally:
        del client.send
