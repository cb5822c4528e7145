"""Alerts of dangers: kept until the ticket that calls a person is filed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from courant.conversations.models import alerts
from courant.conversations.part import Part
from courant.conversations.records import Alert


class Alerts(Part):
    """One alert a danger; `set_danger` raises it."""

    def alerts_due(self) -> list[Alert]:
        """Return the alerts that are not filed and may be tried now, oldest first."""
        due = sa.or_(alerts.c.not_before.is_(None), alerts.c.not_before <= self.clock())
        query = sa.select(alerts).where(alerts.c.filed_at.is_(None), due).order_by(alerts.c.id)
        with self.database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Alert(
                row["id"],
                row["conversation"],
                row["kind"],
                self.sealer.open(row["summary_sealed"]),
                row["created_at"],
            )
            for row in rows
        ]

    def alert_filed(self, alert: str, ticket: str) -> None:
        """Record the number of the ticket that calls a person."""
        self._change(alert, filed_at=self.clock(), ticket=ticket)

    def postpone_alert(self, alert: str, until: datetime) -> None:
        """Let an alert that could not be filed wait until a moment."""
        self._change(alert, not_before=until)

    def alert_tickets(self, conversation: str) -> list[str | None]:
        """Return the tickets of the dangers of a conversation, oldest first; None for one that is not filed yet."""
        query = sa.select(alerts.c.ticket).where(alerts.c.conversation == conversation).order_by(alerts.c.id)
        with self.database.read() as connection:
            return [row[0] for row in connection.execute(query)]

    def _change(self, alert: str, **values: object) -> None:
        with self.database.write() as connection:
            connection.execute(sa.update(alerts).where(alerts.c.id == alert).values(**values))
