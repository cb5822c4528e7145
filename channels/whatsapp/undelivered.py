"""Answers that did not arrive: a person is told, by a ticket, once a day and conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from channels.whatsapp.wordings import Wordings
from courant.clients import BackendError, TicketsClient
from courant.conversations import ConversationStore, Parcel

logger = structlog.get_logger(__name__)

CHANNEL = "whatsapp"
ONE_DAY = timedelta(days=1)
PAUSE = timedelta(minutes=1)


class Undelivered:
    """Files what the store says has failed; what cannot be filed is tried again."""

    def __init__(self, store: ConversationStore, tickets: TicketsClient, words: Wordings) -> None:
        """File with a ticket system."""
        self._store = store
        self._tickets = tickets
        self._words = words
        self._not_before: datetime | None = None

    async def file_due(self) -> None:
        """Tell of each conversation in which something failed."""
        now = self._store.clock()
        if self._not_before is not None and now < self._not_before:
            return
        first: dict[str, Parcel] = {}
        for parcel in self._store.unreported_failures(CHANNEL):
            first.setdefault(parcel.conversation, parcel)
        for conversation, parcel in first.items():
            try:
                if not self._store.failures_reported_since(conversation, now - ONE_DAY):
                    await self._file(parcel)
            except BackendError:
                logger.exception("channels.whatsapp.undelivered.not_filed", conversation=conversation)
                self._not_before = now + PAUSE
                return
            self._store.report_failures(conversation)

    async def _file(self, parcel: Parcel) -> None:
        code = "?" if parcel.error is None else str(parcel.error)
        await self._tickets.create(
            kind="reponse_non_remise",
            priority="haute" if parcel.urgent else "normale",
            subject=self._words.non_remis,
            summary=self._words.non_remis_resume.format(code=code),
            contact=None,
            customer_token=None,
            conversation=parcel.conversation,
            key=f"{parcel.conversation}:{parcel.id}:non_remis:0",
        )
