"""One message on its way to a provider, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

TEMPLATE_PART = -1


class ParcelState(str, Enum):
    """How far a message has come. It only moves on; from `FAILED` nothing does."""

    WAITING = "waiting"
    HELD = "held"  # the provider's window is closed: waits for the customer
    SENDING = "sending"  # the call was made, its answer is not known
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True)
class Parcel:
    """One message to a provider: a part of an entry of the transcript.

    Attributes:
        id: its id.
        conversation: whom it goes to.
        number: the entry that it tells.
        part: place among the messages of this entry; `TEMPLATE_PART` for the template that announces it.
        urgent: it tells of a danger and goes before everything else.
        state: how far it has come.
        plain: its simple form is to be sent, because the provider refused the other.
        attempts: how many calls were made.
        message_id: the provider's id, once it is known.
        not_before: moment before which nothing is to be tried.
        error: code of the last error.
    """

    id: str
    conversation: str
    number: int
    part: int
    urgent: bool
    state: ParcelState
    plain: bool
    attempts: int
    message_id: str | None
    not_before: datetime | None
    error: int | None

    @property
    def tag(self) -> str:
        """Mark that the provider repeats in its statuses; another attempt has another one."""
        return f"{self.id}.{self.attempts}"

    @property
    def is_template(self) -> bool:
        """It announces an entry that cannot be sent yet."""
        return self.part == TEMPLATE_PART

    @classmethod
    def of_row(cls, row: Any) -> Parcel:
        """Read a parcel from its row."""
        kept = {name: row[name] for name in cls.__dataclass_fields__}
        return cls(**{**kept, "state": ParcelState(row["state"])})
