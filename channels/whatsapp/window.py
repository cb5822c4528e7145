"""The service window: free text only within 24 hours of the customer's last message."""

from __future__ import annotations

from datetime import timedelta

from courant.conversations import ConversationStore

SERVICE = timedelta(hours=24)
# A message that leaves in the last seconds would be refused on arrival.
MARGIN = timedelta(minutes=1)


def is_open(store: ConversationStore, conversation: str) -> bool:
    """Tell whether free text may be sent; Meta's refusal counts more than our clock until the customer writes again."""
    wrote = store.whatsapp_last_message(conversation)
    if wrote is None or store.clock() - wrote >= SERVICE - MARGIN:
        return False
    refused_for = store.window_refused_for(conversation)
    return refused_for is None or wrote > refused_for
