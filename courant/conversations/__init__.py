"""Conversations: the one truth about who is speaking, what was said and what is still open.

Rasa's tracker holds what policies need and can be rebuilt; identity, transcript, inbox, outbox, open task, takeover and
danger are here. Rasa's `sender_id` is the id of a conversation, its `message_id` an inbox id.
"""

from courant.clock import Clock, paris_now
from courant.conversations.database import StoreUnreachable
from courant.conversations.messages import Button, IssuedButton, Link, OutMessage
from courant.conversations.parcels import Parcel, ParcelState
from courant.conversations.part import UnknownConversation
from courant.conversations.recent import Said
from courant.conversations.records import (
    Alert,
    Asked,
    Attachment,
    Author,
    Entry,
    ExpectedSecret,
    Identity,
    Inbound,
    Location,
    Received,
    StoredFile,
    SystemEvent,
    Task,
)
from courant.conversations.store import ConversationStore, open_store, open_store_at
from courant.conversations.whatsapp_events import KeptEvent, RawEvent, Stage
from courant.conversations.whatsapp_notes import Handed
from courant.conversations.whatsapp_senders import Recipient, WhatsappContact

__all__ = [
    "Alert",
    "Asked",
    "Attachment",
    "Author",
    "Button",
    "Clock",
    "ConversationStore",
    "Entry",
    "ExpectedSecret",
    "Handed",
    "Identity",
    "Inbound",
    "IssuedButton",
    "KeptEvent",
    "Link",
    "Location",
    "OutMessage",
    "Parcel",
    "ParcelState",
    "RawEvent",
    "Received",
    "Recipient",
    "Said",
    "Stage",
    "StoreUnreachable",
    "StoredFile",
    "SystemEvent",
    "Task",
    "UnknownConversation",
    "WhatsappContact",
    "open_store",
    "open_store_at",
    "paris_now",
]
