"""The pager stops when its service does, whatever it was doing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backends.kernel.clock import system_clock
from backends.kernel.migrations import upgrade
from backends.kernel.processes import open_service
from backends.tickets.pager import Pager
from tests.backends.servers import config_for


class IdlePager(Pager):
    """Has nothing to send, so that only its waiting is tried."""

    async def send_due(self) -> bool:
        return True


@pytest.mark.parametrize("ticks", range(6))
async def test_a_wake_up_does_not_swallow_the_stop(tmp_path: Path, ticks: int) -> None:
    service = open_service("tickets", config_for(tmp_path), system_clock)
    upgrade(service.database)
    pager = IdlePager(service, "+33639980199")
    running = asyncio.create_task(pager.run())
    await asyncio.sleep(0.01)
    pager.wake()
    for _ in range(ticks):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait({running}, timeout=2)
    service.database.close()
    assert done and running.cancelled()
