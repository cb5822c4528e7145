"""Rasa's tracker store: SQL by the project's settings, refusing to start rather than waiting or forgetting."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from courant.settings import settings, sqlalchemy_url
from custom_components.live_trackers import LiveTrackers

BUSY_MILLISECONDS = 10_000


class TrackerStoreUnreachable(RuntimeError):
    """The database of the trackers does not answer; the message carries no password."""


class CourantTrackerStore(SQLTrackerStore):
    """Keeps trackers where `TRACKER_DATABASE_URL` says, else in `var/`."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """Open the database.

        Args:
            domain: domain of the loaded model.
            event_broker: where Rasa publishes events.
            host: `url` of the endpoints file; wins over the settings.
            kwargs: other keys of the endpoints file.

        Raises:
            TrackerStoreUnreachable: when the database does not answer. Rasa's own class waits for ever.
        """
        url = sa.engine.make_url(sqlalchemy_url(host or settings().tracker_database_url))
        _prepare(url)
        address = url.render_as_string(hide_password=False)
        super().__init__(domain=domain, host=address, event_broker=event_broker, **kwargs)
        if url.get_backend_name() == "sqlite":
            sa.event.listen(self.engine, "connect", _set_up_sqlite)
            self.engine.dispose()
        self._live = LiveTrackers()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the last session of a conversation."""
        tracker = self._live.take(sender_id, self._last_event(sender_id))
        return tracker or await super().retrieve(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events of a conversation."""
        await super().save(tracker)
        last_event = self._last_event(tracker.sender_id)
        if last_event is not None:
            self._live.keep(tracker, last_event)

    def _last_event(self, sender_id: str) -> Optional[int]:
        with self.session_scope() as session:
            last = session.query(sa.func.max(self.SQLEvent.id)).filter(self.SQLEvent.sender_id == sender_id)
            number: Optional[int] = last.scalar()
            return number


def _prepare(url: Any) -> None:
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    try:
        engine.connect().close()
    except sa.exc.SQLAlchemyError as error:
        raise TrackerStoreUnreachable(f"{url!r}: {type(error).__name__}") from error
    finally:
        engine.dispose()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")
