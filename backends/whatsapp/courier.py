"""Posts events to Courant's webhook as Meta does: signed, again and again until it answers 200."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from backends.whatsapp.events import signed, written
from backends.whatsapp.faults import DEFAULT_COPIES, Faults, Kind
from backends.whatsapp.line import Line

logger = logging.getLogger(__name__)

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
TIMEOUT_SECONDS = 10.0
Value = Mapping[str, Any]
Done = Callable[[], None]


@dataclass(frozen=True)
class _Parcel:
    """One post: the values that it carries and who wants to know that they arrived."""

    values: tuple[Value, ...]
    done: tuple[Done, ...]


class Courier:
    """Delivers events in the background.

    Args:
        line: whose webhook and secret.
        faults: what to do wrong.
        first_delay: seconds before a second try; then twice as long each time, a minute at most.
    """

    def __init__(self, line: Line, faults: Faults, first_delay: float = FIRST_DELAY) -> None:
        self._line = line
        self._faults = faults
        self._first_delay = first_delay
        self._held: list[_Parcel] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: httpx.AsyncClient | None = None

    def open(self) -> None:
        """Make the connections' pool, on the loop that will use it."""
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=50, keepalive_expiry=2)
        self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)

    async def close(self) -> None:
        """Give up what was not taken, and close the pool."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    def post(self, value: Value, done: Done | None = None, phone: str | None = None) -> None:
        """Have a customer's event delivered, rightly or as the faults say.

        Args:
            value: what happened.
            done: called when Courant has acknowledged it.
            phone: id of the phone that it comes from.
        """
        parcel = _Parcel((value,), (done,) if done else ())
        for kind in (Kind.REORDER, Kind.BATCH):
            if self._faults.peek(kind, phone) is not None:
                self._hold(parcel, kind, phone)
                return
        copies = DEFAULT_COPIES if self._faults.take(Kind.DUPLICATE, phone) else 1
        for _ in range(copies):
            self.run(self._deliver(parcel, badly=self._faults.take(Kind.BAD_SIGNATURE, phone) is not None))

    def post_status(self, value: Value) -> None:
        """Have a status delivered; the faults of customers' events leave it alone."""
        self.run(self.deliver(value))

    async def deliver(self, value: Value) -> None:
        """Deliver an event and return once it is acknowledged."""
        await self._deliver(_Parcel((value,), ()), badly=False)

    async def forward(self, body: bytes) -> int:
        """Sign any body, post it once and return the status of the answer; 0 when there is none."""
        return await self._once(body, signed(body, self._line.app_secret))

    def let_go(self) -> None:
        """Deliver what the faults still hold back."""
        held, self._held = self._held, []
        if held:
            self._release(held, Kind.REORDER)

    async def shake_hands(self, challenge: str) -> bool:
        """Verify the webhook as Meta does when it is set up."""
        query = {"hub.mode": "subscribe", "hub.verify_token": self._line.verify_token, "hub.challenge": challenge}
        try:
            answer = await self._client().get(self._line.webhook, params=query)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and answer.text == challenge

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, until the courier closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("backends.whatsapp.background.failed", exc_info=task.exception())

    def _hold(self, parcel: _Parcel, kind: Kind, phone: str | None) -> None:
        """Keep a parcel until its fault has as many as it wants, then let them go."""
        self._held.append(parcel)
        self._faults.take(kind, phone)
        if self._faults.peek(kind, phone) is not None:
            return
        held, self._held = self._held, []
        self._release(held, kind)

    def _release(self, held: Sequence[_Parcel], kind: Kind) -> None:
        if kind is Kind.REORDER:
            self.run(self._backwards(held))
            return
        whole = _Parcel(_joined([each.values for each in held]), _joined([each.done for each in held]))
        self.run(self._deliver(whole, badly=False))

    async def _backwards(self, parcels: Sequence[_Parcel]) -> None:
        for parcel in reversed(parcels):
            await self._deliver(parcel, badly=False)

    async def _deliver(self, parcel: _Parcel, badly: bool) -> None:
        body = written(parcel.values)
        if badly:
            await self._once(body, signed(body, f"not {self._line.app_secret}"))
        delay = self._first_delay
        while await self.forward(body) != 200:
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
        for done in parcel.done:
            done()

    async def _once(self, body: bytes, headers: Mapping[str, str]) -> int:
        try:
            answer = await self._client().post(self._line.webhook, content=body, headers=dict(headers))
        except httpx.HTTPError as error:
            logger.warning("backends.whatsapp.webhook.unreachable", extra={"kind": type(error).__name__})
            return 0
        if answer.status_code != 200:
            logger.warning("backends.whatsapp.webhook.refused", extra={"status": answer.status_code})
        return answer.status_code

    def _client(self) -> httpx.AsyncClient:
        assert self._http is not None, "open() first"
        return self._http


def _joined(parts: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(each for part in parts for each in part)
