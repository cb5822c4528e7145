"""The outage system seen from its other side: what sources say, what was written, what it posts."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from backends.kernel.clock import PARIS
from backends.kernel.database import open_database
from courant.conversations import Attachment, Entry, Location, SystemEvent
from courant.french.dates import format_time
from tests.dialogues.bot import CHANNEL, Answer, Customer, plain
from tests.dialogues.conftest import World

# Said in so many ways in the packs; this one leaves no doubt about intent and urgency.
CUT = "je n'ai plus d'électricité chez moi"
_streets = itertools.count(1)


def new_street() -> str:
    """A street where nothing has happened yet."""
    return f"rue du Test {next(_streets)}"


class Feed:
    """A source that tells what it knows."""

    def __init__(self, world: World) -> None:
        self.world = world

    def ago(self, minutes: float) -> datetime:
        return self.world.backends.clock() - timedelta(minutes=minutes)

    def hour(self, minutes: float) -> str:
        """An instant so many minutes ago, as customers read its hour."""
        return plain(format_time(self.ago(minutes).astimezone(PARIS)))

    def forget_sources(self) -> None:
        """No source has spoken yet."""
        database = open_database("outages", self.world.backends.config)
        try:
            database.write_now(lambda connection: connection.execute(sa.text("DELETE FROM source")))
        finally:
            database.close()

    async def post(self, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        backends = self.world.backends
        headers = {"X-Service-Key": backends.config.service_key, "Idempotency-Key": uuid.uuid4().hex}
        async with httpx.AsyncClient(base_url=backends.addresses["outages"], trust_env=False) as http:
            answer = await http.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def outage(self, street: str | None, **changes: Any) -> str:
        """Tell an outage of a street of Dijon (of all of it without one); returns its number."""
        area = {"commune": "Dijon", "department": "21", "postcode": "21000", "street": street}
        body = {
            "energy": "electricite",
            "reference": uuid.uuid4().hex,
            "source": "Enedis",
            "source_at": self.ago(10).isoformat(),
            "started_at": self.ago(90).isoformat(),
            "distributor": "Enedis",
            "status": "confirmee",
            "areas": [area],
        }
        return str((await self.post("/outages", {**body, **changes}))["number"])

    async def say(self, number: str, **said: Any) -> None:
        await self.post(f"/outages/{number}/updates", {"source_at": self.ago(0).isoformat(), **said})

    async def mass(self, scope: str, value: str = "", active: bool = True) -> None:
        await self.post("/mass-outages", {"scope": scope, "value": value, "active": active})

    async def beat(self, source: str = "Enedis", energy: str = "electricite", minutes: float = 2) -> None:
        """The source is listened to and has nothing more to say."""
        await self.post(f"/sources/{source}", {"energy": energy, "at": self.ago(minutes).isoformat()}, "PUT")


class Neighbour:
    """A customer, and what the outage system holds of them."""

    def __init__(self, customer: Customer, world: World) -> None:
        self.customer = customer
        self.world = world

    async def say(self, text: str) -> Answer:
        return await self.customer.say(text)

    async def press(self, title: str, answer: Answer) -> Answer:
        return await self.customer.press(title, answer)

    async def all(self, *messages: str) -> Answer:
        """Say one thing after the other; returns the last answer."""
        answers = [await self.say(message) for message in messages]
        return answers[-1]

    async def report(self, street: str, *more: str) -> Answer:
        """From the first words to the question that follows the place."""
        return await self.all(CUT, "non", f"12 {street}, 21000 Dijon", *more)

    async def to_the_read_back(self, street: str) -> Answer:
        return await self.report(street, "toute la rue", "pas de photo", "06 39 98 12 34")

    async def share(self, latitude: float, longitude: float) -> Answer:
        """Share a position."""
        return await self._send(location=Location(latitude, longitude))

    async def photo(self) -> Answer:
        """Send a photo."""
        door = self.customer.door
        kept = door.store.keep_file(self.customer.conversation, "image/jpeg", b"\xff\xd8\xff\xe0 a photo")
        return await self._send(attachments=(kept,))

    async def _send(self, location: Location | None = None, attachments: tuple[Attachment, ...] = ()) -> Answer:
        from channels.incoming import Incoming

        incoming = Incoming(
            CHANNEL, self.customer.address, uuid.uuid4().hex, attachments=attachments, location=location
        )
        accepted = await self.customer.door.accept(incoming)
        await accepted.answered()
        return Answer(tuple(self.customer.door.store.answers_to(accepted.inbox_id or "")))

    def rows(self, query: str) -> list[Any]:
        database = open_database("outages", self.world.backends.config)
        try:
            return database.read_now(lambda connection: connection.execute(sa.text(query)).all())
        finally:
            database.close()

    def reports(self) -> list[Any]:
        """What this conversation reported, oldest first."""
        mine = f"conversation = '{self.customer.conversation}'"
        return self.rows(f"SELECT * FROM outage_ticket WHERE {mine} ORDER BY id")

    async def hear(self) -> list[Entry]:
        """Hand the door what the outage system would post to this conversation; returns what it told."""
        conversation = self.customer.conversation
        before = self.customer.door.store.last_number(conversation)
        for row in self.rows(f"SELECT body FROM outgoing WHERE lane = '{conversation}' ORDER BY id"):
            body = json.loads(row.body)
            event = SystemEvent(body["id"], body["kind"], datetime.fromisoformat(body["at"]), body["data"])
            await (await self.customer.door.notify(conversation, event)).answered()
        await asyncio.sleep(0)
        return self.customer.door.store.messages_after(conversation, before)
