"""A visitor of the web chat: opens a session, sends, reads history and stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from channels.webchat.config import WebchatConfig

SITE = "https://www.solvea-energie.example"
CONFIG = WebchatConfig(origins=frozenset({SITE}))


async def open_session(client: httpx.AsyncClient) -> str:
    """Open a session and speak in its name from now on; gives the token."""
    token = str((await client.post("/session")).json()["token"])
    client.headers["authorization"] = f"Bearer {token}"
    return token


async def send(client: httpx.AsyncClient, text: str, message_id: str = "m1") -> httpx.Response:
    return await client.post("/messages", json={"id": message_id, "text": text})


async def history(client: httpx.AsyncClient, after: int = 0) -> list[dict[str, Any]]:
    return list((await client.get("/history", params={"after": after})).json()["messages"])


@asynccontextmanager
async def events(client: httpx.AsyncClient, after: int = 0) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Read the stream: each event as its fields, heartbeats as `{}`."""
    async with client.stream("GET", "/stream", headers={"last-event-id": str(after)}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")

        async def read() -> AsyncIterator[dict[str, Any]]:
            rest = ""
            async for part in response.aiter_text():
                *blocks, rest = (rest + part).split("\n\n")
                for block in blocks:
                    fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
                    yield {**fields, "data": json.loads(fields["data"])} if fields else {}

        yield read()


async def take(stream: AsyncIterator[dict[str, Any]], kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The data of the next events of a kind."""

    async def read() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        async for event in stream:
            if event.get("event") == kind:
                found.append(event["data"])
            if len(found) == count:
                return found
        raise AssertionError(f"the stream ended after {found}")

    return await asyncio.wait_for(read(), 10)
