"""Calls a person for each danger: a critical ticket, filed again and again until the ticket system has it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from channels.texts import Texts
from courant.clients import TicketsClient
from courant.conversations import Alert, ConversationStore

logger = structlog.get_logger(__name__)

SHORTEST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=1)


class Alarm:
    """Files the alerts that the store holds. Whoever raises one wakes it; a keeper wakes it now and then too."""

    def __init__(self, store: ConversationStore, tickets: TicketsClient, texts: Texts) -> None:
        """File the alerts of a store with a ticket system."""
        self._store = store
        self._tickets = tickets
        self._texts = texts
        self._filing: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """Say that an alert was raised; returns at once."""
        self._again = True
        if self._filing is None or self._filing.done():
            self._filing = asyncio.get_running_loop().create_task(self._file_all())

    async def settled(self) -> None:
        """Wait until what was begun is over, filed or not."""
        if self._filing is not None:
            await asyncio.shield(self._filing)

    async def file_due(self) -> None:
        """Try each alert that is due once."""
        for alert in self._store.alerts_due():
            await self._file(alert)

    async def _file_all(self) -> None:
        while self._again:
            self._again = False
            try:
                await self.file_due()
            except Exception:
                # The keeper tries again: nothing that goes wrong here may lose an alert.
                logger.exception("channels.alarm.alerts.unreadable")

    async def _file(self, alert: Alert) -> None:
        try:
            # Without the customer's token, which may expire before the ticket is filed: the key of another caller
            # would be another ticket.
            ticket = await self._tickets.create(
                kind=f"urgence_{alert.kind}",
                priority="critique",
                subject=self._texts.wording(f"urgence_{alert.kind}", "urgence_inconnu"),
                summary=self._summary(alert),
                contact=None,
                customer_token=None,
                conversation=alert.conversation,
                key=f"{alert.conversation}:{alert.id}:alerte_danger:0",
            )
        except Exception:
            logger.exception("channels.alarm.ticket.not_filed", kind=alert.kind, conversation=alert.conversation)
            self._store.postpone_alert(alert.id, self._store.clock() + self._wait(alert))
            return
        self._store.alert_filed(alert.id, ticket.number)

    def _wait(self, alert: Alert) -> timedelta:
        age = self._store.clock() - alert.created_at
        return min(max(age / 2, SHORTEST_WAIT), LONGEST_WAIT)

    def _summary(self, alert: Alert) -> str:
        customer = self._store.known_customer(alert.conversation)
        return f"{customer} : {alert.summary}" if customer else alert.summary
