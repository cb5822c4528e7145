"""A channel on a bare Sanic application, listening on a free port."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from sanic import Request, Sanic
from sanic.response import HTTPResponse, empty

from channels.door import Door


@asynccontextmanager
async def served(channel: Any, door: Door, port: int = 0) -> AsyncIterator[str]:
    """Serve a channel in front of a door; gives the base address of its routes."""
    app = Sanic(f"channel_{uuid4().hex}", configure_logging=False)
    app.ctx.door = door
    # Rasa's server has routes of its own; without any, Sanic cannot say that there is no such page.
    app.add_route(_alive, "/")
    app.blueprint(channel.blueprint(None), url_prefix=f"/webhooks/{channel.name()}")
    async with listening(app, port) as address:
        yield f"{address}/webhooks/{channel.name()}"


async def _alive(_request: Request) -> HTTPResponse:
    return empty()


@asynccontextmanager
async def listening(app: Sanic, port: int = 0) -> AsyncIterator[str]:
    """Run an application in this loop; gives its address."""
    app.config.ACCESS_LOG = False
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        server = await app.create_server(sock=listener, return_asyncio_server=True)
        await started(server)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            await stopped(server)
            Sanic._app_registry.pop(app.name, None)


async def started(server: Any) -> None:
    """Start a server; Sanic rewrites its own methods then, which works once in a process or each time in test mode."""
    Sanic.test_mode = True
    try:
        await server.startup()
    finally:
        Sanic.test_mode = False
    await server.before_start()
    await server.start_serving()
    await server.after_start()


async def stopped(server: Any) -> None:
    """Stop a server as a process that ends does: streams are told to end, then connections are cut."""
    await server.before_stop()
    await server.close()
    await asyncio.sleep(0.05)
    for connection in list(server.connections):
        connection.abort()
    await server.after_stop()


@asynccontextmanager
async def client_of(channel: Any, door: Door, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Serve a channel and give a client that speaks to it."""
    async with served(channel, door) as url, httpx.AsyncClient(base_url=url, headers=headers, timeout=10) as client:
        yield client
