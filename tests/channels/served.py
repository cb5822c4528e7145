"""A channel on a bare Sanic application, listening on a free port."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from sanic import Sanic

from channels.door import Door


@asynccontextmanager
async def served(channel: Any, door: Door) -> AsyncIterator[str]:
    """Serve a channel in front of a door; gives the base address."""
    app = Sanic(f"channel_{uuid4().hex}", configure_logging=False)
    app.ctx.door = door
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    app.blueprint(channel.blueprint(None), url_prefix=f"/webhooks/{channel.name()}")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=listener, return_asyncio_server=True)
        await started(server)
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/{channel.name()}"
        finally:
            await server.before_stop()
            await server.close()
            for connection in server.connections:
                connection.close_if_idle()
            Sanic._app_registry.pop(app.name, None)


async def started(server: Any) -> None:
    """Start a server; Sanic rewrites its own methods then, which works once in a process or each time in test mode."""
    Sanic.test_mode = True
    try:
        await server.startup()
    finally:
        Sanic.test_mode = False


@asynccontextmanager
async def client_of(channel: Any, door: Door, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Serve a channel and give a client that speaks to it."""
    async with served(channel, door) as url, httpx.AsyncClient(base_url=url, headers=headers, timeout=10) as client:
        yield client
