"""Sends the pages that are due, at once and then again until the provider has taken each of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import yaml
from sqlalchemy.engine import Connection

from backends.kernel.clock import system_clock
from backends.kernel.messages import Message, MessageNotSent
from backends.kernel.service import Service
from backends.tickets import paging
from backends.tickets.paging import DuePage

logger = logging.getLogger(__name__)
PURPOSE = "astreinte"
LONGEST_SUBJECT = 90
_WORDINGS = Path(__file__).with_name("libelles.yml")


class Pager:
    """Pages the person on duty about critical tickets.

    Args:
        service: Database and provider.
        phone: Phone of the person on duty, E.164.
        first_delay: Seconds before a failed page is tried again; doubled each time, up to ``longest_delay``.
        longest_delay: Seconds; also how often pages left by a process that died are looked for.
    """

    def __init__(self, service: Service, phone: str, first_delay: float = 1.0, longest_delay: float = 60.0) -> None:
        self._service = service
        self._phone = phone
        self._first_delay = first_delay
        self._longest_delay = longest_delay
        self._awake = asyncio.Event()
        self._wordings: Mapping[str, str] = yaml.safe_load(_WORDINGS.read_text(encoding="utf-8"))

    def wake(self) -> None:
        """Say that a page may be due."""
        self._awake.set()

    async def run(self) -> None:
        """Send what is due, for ever; cancelled when the service stops."""
        failures = 0
        while True:
            self._awake.clear()
            try:
                done = await self.send_due()
            except Exception as error:
                # Nothing may end this loop: a database that is away comes back, a silent pager does not.
                logger.error("tickets.pager.failed", extra={"kind": type(error).__name__})
                done = False
            failures = 0 if done else failures + 1
            await self._sleep(self._pause(failures))

    async def _sleep(self, seconds: float) -> None:
        # Not asyncio.wait_for: in Python 3.10 it swallows a cancellation that comes together with a wake-up,
        # and the service would then never stop.
        awake = asyncio.ensure_future(self._awake.wait())
        try:
            await asyncio.wait({awake}, timeout=seconds)
        finally:
            awake.cancel()

    def _pause(self, failures: int) -> float:
        if failures == 0:
            return self._longest_delay
        return min(self._first_delay * 2.0 ** min(failures - 1, 16), self._longest_delay)

    async def send_due(self) -> bool:
        """Try each page that is due once; return whether none is left."""
        failed: set[int] = set()
        database = self._service.database
        while True:
            page = await database.write(partial(_claim, frozenset(failed)))
            if page is None:
                return not await database.read(paging.any_due)
            if not await self._send(page):
                failed.add(page.ticket_id)

    async def _send(self, page: DuePage) -> bool:
        database = self._service.database
        try:
            await asyncio.to_thread(self._service.messenger.send, self.message(page))
        except Exception as error:
            reason = str(error) if isinstance(error, MessageNotSent) else type(error).__name__
            details = {"ticket": page.number, "attempts": page.attempts, "reason": reason}
            logger.error("tickets.page.failed", extra=details)
            await database.write(lambda c: paging.release(c, page))
            return False
        await database.write(lambda c: paging.mark_sent(c, page, self._service.clock()))
        logger.info("tickets.page.sent", extra={"ticket": page.number, "attempts": page.attempts})
        return True

    def message(self, page: DuePage) -> Message:
        """Return the SMS for the person on duty."""
        wording = self._wordings["astreinte" if page.contact else "astreinte_sans_contact"]
        subject = page.subject if len(page.subject) <= LONGEST_SUBJECT else page.subject[: LONGEST_SUBJECT - 1] + "…"
        text = wording.format(numero=page.number, objet=subject.rstrip(" ."), contact=page.contact)
        return Message("sms", self._phone, text, PURPOSE, self._wordings["astreinte_objet"].format(numero=page.number))


def _claim(passed: frozenset[int], connection: Connection) -> DuePage | None:
    # A claim is about processes, not about customers: it follows the real time.
    return paging.claim(connection, system_clock(), passed)
