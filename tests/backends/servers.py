"""The back ends for tests: real servers on free ports in the running loop, with faults on demand.

    async with running_backends() as backends:
        async with Clients(backends.settings) as clients:
            grant = await clients.customers.identify("10000001", "69003", "conv", "origin")
            backends.break_("billing", "slow")

`backends.environment` is what real processes would need to find these servers.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import shutil
import socket
import tempfile
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from backends.demo.seeding import seed
from backends.kernel import problems
from backends.kernel.clock import Clock, fixed_clock, system_clock
from backends.kernel.config import CONTEXTS, PROJECT_ROOT, Config, derive
from backends.kernel.database import open_database
from backends.kernel.processes import OUTBOX, make_app, migrate, open_service
from backends.outbox.store import Sent, latest

SECRET = "a-secret-of-the-tests-that-is-long-enough"
SLOW_SECONDS = 30.0
NOBODY = "http://127.0.0.1:9"
Fault = Literal["down", "slow", "error", "empty"]


class MovableClock:
    """A clock that tests can move forward."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._moved = timedelta()

    def __call__(self) -> datetime:
        return self._clock() + self._moved

    def advance(self, **amount: float) -> None:
        """Move forward: `clock.advance(minutes=11)`."""
        self._moved += timedelta(**amount)

    def reset(self) -> None:
        """Take back every move."""
        self._moved = timedelta()


@dataclass(frozen=True)
class ServerSettings:
    """The part of `courant.settings` that the clients need."""

    urls: Mapping[str, str]
    secret_key: str
    public_backends_url: str

    def service_url(self, name: str) -> str:
        return self.urls.get(name, NOBODY)


@dataclass
class Backends:
    """Running back ends."""

    config: Config
    clock: MovableClock
    settings: ServerSettings
    addresses: Mapping[str, str]
    faults: dict[str, Fault] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a process that uses these servers."""
        urls = {f"{name.upper()}_URL": url for name, url in self.settings.urls.items()}
        return {**urls, "COURANT_SECRET_KEY": SECRET, "PUBLIC_BACKENDS_URL": self.config.public_url}

    def break_(self, service: str, fault: Fault) -> None:
        """Make a service fail: no answer at all, a slow one, a 500, or an empty body."""
        self.faults[service] = fault

    def mend(self, service: str) -> None:
        """Make a service work again."""
        self.faults.pop(service, None)

    async def outbox(self) -> list[Sent]:
        """Messages that were sent, newest first."""
        database = open_database(OUTBOX, self.config)
        try:
            return await database.read(lambda connection: latest(connection, 100))
        finally:
            database.close()

    async def last_code(self) -> str:
        """The six digits of the newest one-time code."""
        message = next(each for each in await self.outbox() if each.purpose == "code")
        found = re.search(r"\b\d{6}\b", message.text)
        assert found is not None
        return found.group()


@asynccontextmanager
async def running_backends(
    *,
    size: int = 0,
    today: date | None = None,
    services: Sequence[str] = CONTEXTS,
    gateway: bool = True,
    database_url: str | None = None,
) -> AsyncIterator[Backends]:
    """Migrate, seed and serve the back ends.

    Args:
        size: Generated customers beside the six named ones and the edge cases.
        today: Day of the demo and of the stopped clock; by default the present day and the real time.
        services: Which contexts to serve.
        gateway: Also serve the gateway, and let the clients go through it.
        database_url: A PostgreSQL server; by default SQLite files of these servers only.
    """
    clock = MovableClock(fixed_clock(today) if today else system_clock)
    async with AsyncExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="backends-", ignore_cleanup_errors=True))
        sockets = {name: stack.enter_context(_listen()) for name in (*services, "gateway")}
        addresses = {name: f"http://127.0.0.1:{each.getsockname()[1]}" for name, each in sockets.items()}
        config = config_for(Path(directory), addresses, database_url)
        _prepare(config, clock().date(), size)
        through = {name: f"{addresses['gateway']}/{name}" if gateway else addresses[name] for name in services}
        settings = ServerSettings(through, SECRET, config.public_url)
        backends = Backends(config, clock, settings, addresses)
        for name in services:
            service = open_service(name, config, clock)
            stack.callback(service.database.close)
            app = make_app(name, service)
            app.register_middleware(_fault_middleware(name, backends.faults), "request")
            app.error_handler.add(Exception, _told_whole)
            await stack.enter_async_context(served(app, sockets[name]))
        if gateway:
            app = importlib.import_module("backends.gateway.app").create(config)
            await stack.enter_async_context(served(app, sockets["gateway"]))
        yield backends


def config_for(var: Path, addresses: Mapping[str, str] | None = None, database_url: str | None = None) -> Config:
    """A demo configuration whose files are under `var`."""
    known = addresses or {}
    return Config(
        demo=True,
        var=var,
        database_url=database_url,
        interface="127.0.0.1",
        ports={},
        upstreams={name: known.get(name, NOBODY) for name in CONTEXTS},
        public_url=known.get("gateway", NOBODY),
        secret=SECRET,
        service_key=derive(SECRET, "service"),
        supplier_file=PROJECT_ROOT / "brand.yml",
        website=PROJECT_ROOT / "backends" / "website",
        # Nobody: a test must not reach an assistant that happens to run on this machine.
        events_url=f"{NOBODY}/webhooks/evenements",
    )


def _prepare(config: Config, today: date, size: int) -> None:
    if config.database_url is not None:
        migrate(config)
        seed(config, fixed_clock(today), size, force=True)
        return
    for file in _template(today, size).glob("*.sqlite3"):
        shutil.copy(file, config.var / file.name)


@lru_cache(maxsize=8)
def _template(today: date, size: int) -> Path:
    """Databases seeded once for this process; each test works on a copy."""
    keeper = tempfile.TemporaryDirectory(prefix="backends-template-", ignore_cleanup_errors=True)
    _KEEPERS.append(keeper)
    config = config_for(Path(keeper.name))
    migrate(config)
    seed(config, fixed_clock(today), size)
    return Path(keeper.name)


_KEEPERS: list[Any] = []


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


@asynccontextmanager
async def served(app: Sanic, listener: socket.socket) -> AsyncIterator[None]:
    """Serve an application in this loop, on a socket that listens already."""
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    server: Any = await app.create_server(sock=listener, return_asyncio_server=True)
    with _several_in_one_process():
        await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield
    finally:
        await server.before_stop()
        server.close()
        for connection in tuple(server.connections or ()):
            connection.abort()
        await server.wait_closed()
        await server.after_stop()
        Sanic._app_registry.pop(app.name, None)
        # Let aborted connections tell their tasks before the loop is closed.
        await asyncio.sleep(0)


@contextmanager
def _several_in_one_process() -> Iterator[None]:
    # Sanic rewrites its own methods, from their source, whenever an application starts: that works once in a
    # process, or each time in this mode.
    kept, Sanic.test_mode = Sanic.test_mode, True
    try:
        yield
    finally:
        Sanic.test_mode = kept


def _told_whole(request: Request, error: Exception) -> HTTPResponse:
    """What nobody expected also shows where it came from: nothing is secret in a test."""
    traceback.print_exception(type(error), error, error.__traceback__)
    return problems._on_unexpected(request, error)


def _fault_middleware(service: str, faults: Mapping[str, Fault]) -> Any:
    async def fail(request: Request) -> HTTPResponse | None:
        fault = faults.get(service)
        if fault == "error":
            return json({"error": "fault of the tests"}, status=500)
        if fault == "empty":
            return HTTPResponse(b"", status=200)
        if fault == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if fault == "down":
            request.transport.abort()
            await asyncio.sleep(SLOW_SECONDS)
        return None

    return fail
