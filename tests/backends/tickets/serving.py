"""Runs real Sanic servers on ephemeral ports of this machine."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sanic import Sanic

from backends.kernel.config import CONTEXTS, PROJECT_ROOT, Config

SECRET = "a-secret-of-the-tests-that-is-long-enough"
SERVICE_KEY = "the-service-key-of-the-tests"


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
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = await app.create_server(sock=listener, return_asyncio_server=True)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            await server.before_stop()
            await _stop(server)
            await server.after_stop()


async def _stop(server: object) -> None:
    server.close()  # type: ignore[attr-defined]
    await server.wait_closed()  # type: ignore[attr-defined]
