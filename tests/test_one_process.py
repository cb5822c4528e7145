"""Servers of several kinds run in one process of the tests, one after the other or at once."""

from __future__ import annotations

from uuid import uuid4

import httpx
from sanic import Sanic

from tests.backends.servers import running_backends
from tests.channels.served import listening


async def test_a_back_end_answers_after_another_kind_of_server_has_started() -> None:
    async with running_backends(services=("tickets",), gateway=False) as backends:
        address = f"{backends.addresses['tickets']}/health"
        other = Sanic(f"other_{uuid4().hex}", configure_logging=False)
        # The client connects after that start: an older connection keeps the methods that it began with.
        async with listening(other), httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(address)).status_code == 200
