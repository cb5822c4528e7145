"""The contexts as processes: opening, migrating and serving them."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from contextlib import closing
from typing import Any

from sanic import Sanic

from backends.kernel.application import create_app
from backends.kernel.clock import Clock, system_clock
from backends.kernel.config import CONTEXTS, Config
from backends.kernel.database import open_database
from backends.kernel.messages import HttpMessenger, Messenger
from backends.kernel.migrations import upgrade
from backends.kernel.service import Service

OUTBOX = "outbox"


def open_service(name: str, config: Config, clock: Clock = system_clock) -> Service:
    """Open the database and the provider of messages of a context."""
    return Service(name, config, open_database(name, config), clock, messenger(config, clock))


def messenger(config: Config, clock: Clock) -> Messenger:
    """Return what messages leave through: the demo outbox, or ``MESSAGES_URL`` in real use."""
    if not config.demo and config.messages_url:
        return HttpMessenger(config.messages_url, config.service_key)
    from backends.outbox.store import DemoMessenger

    return DemoMessenger(open_database(OUTBOX, config), clock)


def make_app(name: str, service: Service) -> Sanic:
    """Return the application of a context; a context with background work has its own ``app.create``."""
    if importlib.util.find_spec(f"backends.{name}.app") is not None:
        create: Callable[..., Sanic] = importlib.import_module(f"backends.{name}.app").create
        return create(service)
    routes: Any = importlib.import_module(f"backends.{name}.api").ROUTES
    return create_app(service, routes)


def migrate(config: Config) -> None:
    """Bring every database to its newest schema."""
    for name in (*CONTEXTS, OUTBOX):
        with closing(open_database(name, config)) as database:
            upgrade(database)


def prepare(name: str) -> None:
    """Do what a context wants done before its first request; slow imports, mostly."""
    if name == "metering":
        importlib.import_module("backends.metering.chart").prepare()
