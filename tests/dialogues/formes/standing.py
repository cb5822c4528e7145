"""A customer at an open question: how to get there, what is known there, what has been written."""

from __future__ import annotations

import contextlib
import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

from channels.incoming import Incoming
from courant.conversations import Author, Button, OutMessage
from courant.packs import Form
from tests.dialogues.bot import CHANNEL, Answer, Customer
from tests.dialogues.conftest import World
from tests.dialogues.formes.paths import PATHS, Path, Said

PERSONAL = "renseignements_sur_solde"


@dataclass
class Standing:
    """A customer to whom a form has asked for a field."""

    world: World
    customer: Customer
    path: Path
    field: str
    question: str
    slots: dict[str, Any]
    writes: int

    @property
    def form(self) -> Form:
        return self.world.services.catalogue.forms[self.path.form]

    @property
    def kind(self) -> str:
        return next(row.kind for row in self.form.fields if row.name == self.field)

    @property
    def earlier(self) -> list[str]:
        """Fields that were asked before and may still be corrected, in their order."""
        asked = list(self.path.answers)
        before = asked[: asked.index(self.field)]
        fixed = self.path.fixed if self.path.fixed <= set(before) else frozenset()
        return [name for name in before if name not in fixed and name not in self.path.completes]

    @property
    def is_last(self) -> bool:
        return self.field == list(self.path.answers)[-1]

    def asked(self) -> str | None:
        """The field whose question is open now."""
        question = self.world.store.asked(self.customer.conversation)
        return question.field if question else None

    async def values(self) -> dict[str, Any]:
        """The form's answers now."""
        tracker = await self.world.agent.tracker_store.retrieve(self.customer.conversation)
        assert tracker is not None
        return {row.name: tracker.get_slot(row.name) for row in self.form.fields}

    async def slot(self, name: str) -> Any:
        tracker = await self.world.agent.tracker_store.retrieve(self.customer.conversation)
        assert tracker is not None
        return tracker.get_slot(name)

    async def say_valid_answer(self) -> Answer:
        return await self.customer.say(await said(self.path.answers[self.field], self.customer))

    async def assert_nothing_changed(self, answer: Answer) -> None:
        """The question is asked again, the answers are kept, nothing was written."""
        assert answer.responses[-1] == self.question, answer.responses
        assert self.asked() == self.field
        assert await self.values() == self.slots
        self.assert_nothing_written()

    def assert_nothing_written(self) -> None:
        assert keyed_writes(self.world, self.customer, self.form.submit) == self.writes

    async def assert_the_answer_is_taken(self) -> None:
        """The form goes on from here; the last answer of a form would write, and is left alone."""
        if self.is_last:
            return
        before = await self.values()
        await self.say_valid_answer()
        kept = self.path.completes.get(self.field, self.field)
        assert (await self.values())[kept] not in (None, before[kept])
        assert self.asked() != self.field


async def stand_at(world: World, path: Path, field: str) -> Standing:
    """Walk a new customer to a question."""
    customer = world.customer()
    answer = await open_form(world, customer, path)
    for name, value in path.answers.items():
        if name in path.detours:
            answer = await customer.say(path.detours[name])
        question = world.store.asked(customer.conversation)
        assert question is not None and question.field == name, f"{question} is asked, {name} was expected"
        if name == field:
            break
        answer = await customer.say(await said(value, customer))
    standing = Standing(world, customer, path, field, answer.responses[-1], {}, 0)
    standing.slots = await standing.values()
    standing.writes = keyed_writes(world, customer, standing.form.submit)
    return standing


async def open_form(world: World, customer: Customer, path: Path) -> Answer:
    """Ask for what the form does, and prove who one is when it needs to know; a public form is not what asks it."""
    is_public = int(world.services.catalogue.forms[path.form].access) == 0
    if path.identity is not None and is_public:
        await press(customer, PERSONAL)
        await customer.verify(*path.identity)
    answer = await (customer.say(path.opening) if path.opening else press(customer, path.intent))
    if path.identity is not None and not is_public:
        answer = await customer.verify(*path.identity)
    for text in path.before:
        answer = await customer.say(text)
    return answer


async def press(customer: Customer, intent: str) -> Answer:
    """Press a button that stands for an intent, as one of the menu."""
    store = customer.door.store
    message = OutMessage("menu", buttons=(Button(intent, f"/{intent}"),))
    number = store.post(customer.conversation, None, Author.ASSISTANT, message)
    issued = store.messages_after(customer.conversation, number - 1)[0].buttons[0]
    accepted = await customer.door.accept(Incoming(CHANNEL, customer.address, uuid.uuid4().hex, button=issued.id))
    await accepted.answered()
    return Answer(tuple(store.answers_to(accepted.inbox_id or "")))


async def said(value: Said, customer: Customer) -> str:
    return value if isinstance(value, str) else await value(customer)


async def complete(standing_path: Path, customer: Customer) -> Answer:
    """Answer every question of a form from its first one on."""
    answer = Answer(())
    for value in standing_path.answers.values():
        answer = await customer.say(await said(value, customer))
    return answer


def path_of(form: str) -> Path:
    return next(path for path in PATHS if path.form == form)


def keyed_writes(world: World, customer: Customer, action: str) -> int:
    """How many writes an action of this conversation has done, over all systems of record."""
    return sum(
        _count(file, f"{customer.conversation}:%:{action}:%") for file in world.backends.config.var.glob("*.sqlite3")
    )


def _count(file: Any, pattern: str) -> int:
    with contextlib.closing(sqlite3.connect(file)) as database:
        tables = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
        if "keyed_write" not in tables:
            return 0
        return int(database.execute("select count(*) from keyed_write where key like ?", (pattern,)).fetchone()[0])
