"""The conversation store: one object, one database, short transactions."""

from __future__ import annotations

from threading import Lock

from courant.clock import Clock, paris_now
from courant.conversations.alerts import Alerts
from courant.conversations.control import Control
from courant.conversations.database import Database
from courant.conversations.deliveries import Deliveries
from courant.conversations.delivery_failures import DeliveryFailures
from courant.conversations.directory import Directory
from courant.conversations.files import Files
from courant.conversations.identities import Identities
from courant.conversations.inbox import Inbox
from courant.conversations.migrate import migrate
from courant.conversations.outbox import Outbox
from courant.conversations.questions import Questions
from courant.conversations.recent import Recent
from courant.conversations.satisfaction import Satisfactions
from courant.conversations.sealing import Sealer
from courant.conversations.secrets import Secrets
from courant.conversations.task_moves import TaskMoves
from courant.conversations.whatsapp_events import WhatsappEvents
from courant.conversations.whatsapp_notes import WhatsappNotes
from courant.conversations.whatsapp_senders import WhatsappSenders
from courant.settings import Settings


class ConversationStore(
    Directory,
    Inbox,
    Outbox,
    Identities,
    Secrets,
    TaskMoves,
    Recent,
    Questions,
    Files,
    Control,
    Alerts,
    Satisfactions,
    WhatsappEvents,
    WhatsappSenders,
    WhatsappNotes,
    Deliveries,
    DeliveryFailures,
):
    """Everything that is known of conversations. Safe to share between threads and processes."""


_stores: dict[str, ConversationStore] = {}
_lock = Lock()


def open_store(settings: Settings) -> ConversationStore:
    """Return the store of these settings, migrated and ready; one object per database in a process.

    Raises:
        StoreUnreachable: when the database does not answer.
    """
    with _lock:
        url = settings.database_url
        if url not in _stores:
            _stores[url] = open_store_at(url, settings.secret_key)
        return _stores[url]


def open_store_at(url: str, secret_key: str, clock: Clock = paris_now) -> ConversationStore:
    """Return a new store on a database, with a clock of one's own; the database is migrated first.

    Raises:
        StoreUnreachable: when the database does not answer.
    """
    database = Database(url)
    database.check()
    migrate(database)
    return ConversationStore(database, Sealer(secret_key), clock)
