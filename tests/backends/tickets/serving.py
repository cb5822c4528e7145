"""Runs real Sanic servers on ephemeral ports of this machine."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sanic import Sanic

from backends.kernel.config import CONTEXTS, PROJECT_ROOT, Config, derive

SECRET = "a-secret-of-the-tests-that-is-long-enough"
SERVICE_KEY = derive(SECRET, "service")


def free_port() -> int:
    """A port on which nothing listens at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def config_for(var: Path, *, demo: bool = True, database_url: str | None = None, **upstreams: str) -> Config:
    """A configuration whose files are under ``var``; a service that is not named has nobody listening."""
    return Config(
        demo=demo,
        var=var,
        database_url=database_url,
        interface="127.0.0.1",
        ports={},
        upstreams={name: upstreams.get(name, f"http://127.0.0.1:{free_port()}") for name in CONTEXTS},
        public_url="http://localhost:8000",
        secret=SECRET,
        service_key=SERVICE_KEY,
        supplier_file=PROJECT_ROOT / "brand.yml",
        website=var / "website",
        messages_url=None if demo else "http://127.0.0.1:9/messages",
    )


@asynccontextmanager
async def serving(app: Sanic) -> AsyncIterator[str]:
    """Run an application in this loop; gives its address."""
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server: Any = await app.create_server(sock=listener, return_asyncio_server=True)
        with _several_in_one_process():
            await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            await server.before_stop()
            await server.close()
            for connection in server.connections:
                connection.close_if_idle()
            await server.after_stop()
            Sanic._app_registry.pop(app.name, None)


@contextmanager
def _several_in_one_process() -> Iterator[None]:
    # Sanic rewrites its own methods whenever an application starts, from their source: that works once in a
    # process, or each time in this mode.
    kept, Sanic.test_mode = Sanic.test_mode, True
    try:
        yield
    finally:
        Sanic.test_mode = kept
