"""Rasa's tracker store: SQL by the project's settings, refusing to start rather than waiting or forgetting."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any, Dict, List, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from courant.settings import settings, sqlalchemy_url
from custom_components.live_trackers import LiveTrackers
from custom_components.recent_turns import shortened

BUSY_MILLISECONDS = 10_000
_STORED = "courant_stored"  # attribute of a tracker: how many of its events are in the database, or stand for such


class TrackerStoreUnreachable(RuntimeError):
    """The database of the trackers does not answer; the message carries no password."""


class CourantTrackerStore(SQLTrackerStore):
    """Keeps trackers where `TRACKER_DATABASE_URL` says, else in `var/`.

    What it returns for a turn is shortened (`recent_turns`); `retrieve_full_tracker` returns every event.
    """

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
            self._keep_connections(address)
        self.engine.hide_parameters = True  # an error of the database would hold what the customer said
        self._live = LiveTrackers()

    def _keep_connections(self, address: str) -> None:
        """Rasa opens a SQLite file anew for each transaction, which takes longer than the transaction."""
        options = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
        engine: Any = sa.create_engine(address, poolclass=QueuePool, connect_args=options)
        sa.event.listen(engine, "connect", _set_up_sqlite)
        self.engine, self.sessionmaker = engine, sessionmaker(bind=engine)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the last session of a conversation, without its middle when it is long."""
        with self.engine.connect() as connection:
            last_event = self._last_event(connection, sender_id)
        if last_event is None:
            return None
        tracker = self._live.take(sender_id, last_event)
        if tracker is None:
            tracker = await super().retrieve(sender_id)
            tracker = tracker and _as_stored(shortened(tracker))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events of a conversation, then publish them."""
        new = self._new_events(tracker)
        with self.engine.begin() as connection:
            if new:
                connection.execute(sa.insert(self.SQLEvent), [_row(tracker.sender_id, event) for event in new])
            last_event = self._last_event(connection, tracker.sender_id)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        _as_stored(tracker)
        if last_event is not None:
            self._live.keep(_as_stored(shortened(tracker)), last_event)

    def _new_events(self, tracker: DialogueStateTracker) -> List[Event]:
        """Return what was added since the tracker was read; of one that was made elsewhere, what is not stored yet."""
        stored: Optional[int] = getattr(tracker, _STORED, None)
        if stored is not None:
            return list(islice(tracker.events, stored, None))
        with self.session_scope() as session:
            return list(self._additional_events(session, tracker))

    def _last_event(self, connection: Any, sender_id: str) -> Optional[int]:
        event = self.SQLEvent
        number: Optional[int] = connection.execute(
            sa.select([sa.func.max(event.id)]).where(event.sender_id == sender_id)
        ).scalar()
        return number


def _as_stored(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Note on a tracker that all its events are in the database; it is returned."""
    setattr(tracker, _STORED, len(tracker.events))
    return tracker


def _row(sender_id: str, event: Event) -> Dict[str, Any]:
    """Return an event as Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


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
