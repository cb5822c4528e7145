"""The ticket service as an application."""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import Any

from sanic import Sanic

from backends.kernel.application import create_app
from backends.kernel.service import Service
from backends.tickets.api import ROUTES
from backends.tickets.duty import duty_phone
from backends.tickets.pager import Pager


def create(service: Service, phone: str | None = None, first_delay: float = 1.0) -> Sanic:
    """Return the application; its pager runs with it.

    Args:
        service: The context at work, its database being migrated.
        phone: Phone of the person on duty; by default what the environment or the supplier file says.
        first_delay: Seconds before a page that failed is tried again.

    Raises:
        ConfigError: Nobody can be paged.
    """
    number = phone or duty_phone(service.config, os.environ)
    app = create_app(service, ROUTES)

    async def start(app: Sanic, _loop: Any) -> None:
        app.ctx.pager = Pager(service, number, first_delay)
        app.ctx.paging = asyncio.create_task(app.ctx.pager.run())

    async def stop(app: Sanic, _loop: Any) -> None:
        app.ctx.paging.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await app.ctx.paging

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")
    return app
