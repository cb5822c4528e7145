"""Time for what waits: the store's clock, and waits that news can end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime


class Timer:
    """Real time; tests have another one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Tell the time by a clock."""
        self.now = now

    async def wait(self, news: asyncio.Event, seconds: float) -> None:
        """Wait so long, or until there is news."""
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except asyncio.TimeoutError:
            return
        finally:
            news.clear()
