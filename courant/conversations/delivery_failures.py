"""What could not be delivered, and whether a person was told of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from courant.conversations.models import conversations, deliveries
from courant.conversations.parcels import TEMPLATE_PART, Parcel, ParcelState
from courant.conversations.part import Part


class DeliveryFailures(Part):
    """Parcels that were given up."""

    def unreported_failures(self, channel: str) -> list[Parcel]:
        """Return what could not be delivered and nobody was told of, oldest first; announcements do not count."""
        query = (
            sa.select(deliveries)
            .join(conversations, conversations.c.id == deliveries.c.conversation)
            .where(
                conversations.c.channel == channel,
                conversations.c.closed_at.is_(None),
                deliveries.c.state == ParcelState.FAILED.value,
                deliveries.c.part != TEMPLATE_PART,
                deliveries.c.reported_at.is_(None),
            )
            .order_by(deliveries.c.seq)
        )
        with self.database.read() as connection:
            return [Parcel.of_row(row) for row in connection.execute(query).mappings()]

    def report_failures(self, conversation: str) -> None:
        """Record that a person was told of what could not be delivered in a conversation."""
        new = (deliveries.c.state == ParcelState.FAILED.value, deliveries.c.reported_at.is_(None))
        statement = sa.update(deliveries).where(deliveries.c.conversation == conversation, *new)
        with self.database.write() as connection:
            connection.execute(statement.values(reported_at=self.clock()))

    def failures_reported_since(self, conversation: str, moment: datetime) -> bool:
        """Tell whether a person was told of a failure in this conversation since a moment."""
        query = sa.select(deliveries.c.id).where(
            deliveries.c.conversation == conversation, deliveries.c.reported_at >= moment
        )
        with self.database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None
