"""Conversations: the one truth about who is speaking, what was said and what is still open.

Rasa's tracker holds what policies need and can be rebuilt; identity, transcript, inbox, outbox, open task, takeover and
danger are here. Rasa's `sender_id` is the id of a conversation, its `message_id` an inbox id.
"""

from courant.clock import Clock, paris_now
from courant.conversations.database import StoreUnreachable
from courant.conversations.messages import Button, IssuedButton, Link, OutMessage
from courant.conversations.part import UnknownConversation
from courant.conversations.records import Author, Entry, ExpectedSecret, Identity, Inbound, Received, Task
from courant.conversations.store import ConversationStore, open_store, open_store_at

__all__ = [
    "Author",
    "Button",
    "Clock",
    "ConversationStore",
    "Entry",
    "ExpectedSecret",
    "Identity",
    "Inbound",
    "IssuedButton",
    "Link",
    "OutMessage",
    "Received",
    "StoreUnreachable",
    "Task",
    "UnknownConversation",
    "open_store",
    "open_store_at",
    "paris_now",
]
