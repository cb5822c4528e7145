"""Delivers the letters of one destination, in the background, with back-off, until each is taken."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
from sanic import Sanic
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.clock import system_clock
from backends.kernel.database import Database
from backends.kernel.outgoing import Letter

logger = logging.getLogger(__name__)
# What is this old has lost its meaning.
GIVE_UP_AFTER = timedelta(days=3)
# The letter itself is refused; any other answer may change (not started yet, overloaded, a key being rotated).
REFUSED_FOR_GOOD = (400, 413, 422)
# What is written in the transaction that marks a letter as taken.
Then = Callable[[Connection], None]
Send = Callable[[Letter], Awaitable["Then | None"]]


class NotTaken(Exception):
    """The receiver did not take a letter.

    Args:
        reason: Technical word for the logs.
        for_good: Trying again would change nothing.
    """

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Courier:
    """Delivers to one destination.

    Args:
        database: Where the letters are.
        metadata: Schema of the context.
        destination: Which letters are its own.
        send: Makes one call, raises :class:`NotTaken`; what it returns is written with the mark.
        first_delay: Seconds before a letter that was not taken is tried again; doubled each time.
        longest_delay: Seconds; also how often letters left by a process that died are looked for.
        give_up_after: Age of a letter after which it is not tried any more, None never.
    """

    def __init__(
        self,
        database: Database,
        metadata: MetaData,
        destination: str,
        send: Send,
        first_delay: float = 1.0,
        longest_delay: float = 60.0,
        give_up_after: timedelta | None = GIVE_UP_AFTER,
    ) -> None:
        self.destination = destination
        self._database = database
        self._metadata = metadata
        self._send = send
        self._first_delay = first_delay
        self._longest_delay = longest_delay
        self._give_up_after = give_up_after
        self._awake = asyncio.Event()
        # Those of the same process: what one delivery writes may be a letter of theirs.
        self.peers: Sequence[Courier] = ()

    def wake(self) -> None:
        """Say that a letter may be due."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver what is due, for ever; cancelled when the service stops."""
        while True:
            self._awake.clear()
            try:
                await self.deliver_due()
                pause = await self._pause()
            except Exception as error:
                # Nothing may end this loop: a database that is away comes back, a silent courier does not.
                logger.error("kernel.courier.failed", extra={"kind": type(error).__name__})
                pause = self._first_delay
            await self._sleep(pause)

    async def deliver_due(self) -> None:
        """Try each letter that is due now once."""
        while True:
            letter = await self._database.write(self._claim)
            if letter is None:
                return
            await self._deliver(letter)

    def _claim(self, connection: Connection) -> Letter | None:
        return outgoing.claim(connection, self._metadata, self.destination, system_clock())

    async def _deliver(self, letter: Letter) -> None:
        details = {"destination": self.destination, "letter": letter.uid, "attempts": letter.attempts}
        try:
            then = await self._send(letter)
        except Exception as error:
            reason = str(error) if isinstance(error, NotTaken) else type(error).__name__
            logger.warning("kernel.courier.not_taken", extra={**details, "reason": reason})
            await self._keep(letter, for_good=isinstance(error, NotTaken) and error.for_good)
            return
        await self._database.write(lambda connection: self._taken(connection, letter, then))
        logger.info("kernel.courier.delivered", extra=details)
        for peer in self.peers if then is not None else ():
            peer.wake()

    def _taken(self, connection: Connection, letter: Letter, then: Then | None) -> None:
        outgoing.settle(connection, self._metadata, letter, "livre")
        if then is not None:
            then(connection)

    async def _keep(self, letter: Letter, *, for_good: bool) -> None:
        now = system_clock()
        is_old = self._give_up_after is not None and now - letter.created_at > self._give_up_after
        if is_old or (for_good and self._give_up_after is not None):
            logger.error("kernel.courier.given_up", extra={"destination": self.destination, "letter": letter.uid})
            await self._database.write(lambda c: outgoing.settle(c, self._metadata, letter, "abandonne"))
            return
        seconds = min(self._first_delay * 2.0 ** min(letter.attempts - 1, 16), self._longest_delay)
        until = now + timedelta(seconds=seconds)
        await self._database.write(lambda c: outgoing.postpone(c, self._metadata, letter, until))

    async def _pause(self) -> float:
        due = await self._database.read(lambda c: outgoing.next_due(c, self._metadata, self.destination))
        if due is None:
            return self._longest_delay
        # Not zero: a letter that is due may still be claimed by another process.
        return min(max((due - system_clock()).total_seconds(), 0.05), self._longest_delay)

    async def _sleep(self, seconds: float) -> None:
        # Not asyncio.wait_for: in Python 3.10 it swallows a cancellation that comes together with a wake-up,
        # and the service would then never stop.
        awake = asyncio.ensure_future(self._awake.wait())
        try:
            await asyncio.wait({awake}, timeout=seconds)
        finally:
            awake.cancel()


async def post(url: str, body: bytes, headers: Mapping[str, str], seconds: float = 5.0) -> httpx.Response:
    """Post a letter to its receiver; any answer but a success means that it was not taken.

    Raises:
        NotTaken: With the status, or the kind of failure.
    """
    try:
        async with httpx.AsyncClient(timeout=seconds) as http:
            answer = await http.post(url, content=body, headers={"Content-Type": "application/json", **headers})
    except httpx.HTTPError as error:
        raise NotTaken(type(error).__name__) from None
    if not answer.is_success:
        raise NotTaken(f"HTTP {answer.status_code}", for_good=answer.status_code in REFUSED_FOR_GOOD)
    return answer


def run_with(app: Sanic, couriers: Callable[[], Sequence[Courier]]) -> None:
    """Let couriers work as long as an application runs; ``wake(app)`` hurries them."""

    async def start(app: Sanic, _loop: Any) -> None:
        app.ctx.couriers = tuple(couriers())
        for each in app.ctx.couriers:
            each.peers = app.ctx.couriers
        app.ctx.delivering = [asyncio.create_task(each.run()) for each in app.ctx.couriers]

    async def stop(app: Sanic, _loop: Any) -> None:
        for task in app.ctx.delivering:
            task.cancel()
        for task in app.ctx.delivering:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")


def wake(app: Sanic) -> None:
    """Say to every courier of an application that a letter may be due."""
    for courier in app.ctx.couriers:
        courier.wake()
