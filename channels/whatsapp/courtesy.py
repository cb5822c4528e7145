"""Webhooks first: Meta waits for an acknowledgement, and delivers again what takes long. Answers may wait a moment."""

from __future__ import annotations

import asyncio

# As long as webhooks come at less than this distance, there may be another one in the network's buffers.
QUIET = 0.02
LONGEST = 0.1


class Courtesy:
    """Lets one piece of work begin at a time, and only between webhooks; but each one begins soon."""

    def __init__(self) -> None:
        """Begin with no webhook."""
        self._last = 0.0
        self._one = asyncio.Lock()

    def webhook(self) -> None:
        """Note that one has come."""
        self._last = asyncio.get_running_loop().time()

    async def pause(self) -> None:
        """Wait until no webhook is about, at most `LONGEST` seconds after those who asked before."""
        loop = asyncio.get_running_loop()
        async with self._one:
            until = loop.time() + LONGEST
            await asyncio.sleep(0)
            while loop.time() < min(until, self._last + QUIET):
                await asyncio.sleep(QUIET)
