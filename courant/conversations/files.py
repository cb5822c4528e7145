"""Files that customers send: kept encrypted, readable in their own conversation only.

A file that belongs to a task is also readable in the conversation that took this task up (`TaskMoves.claim_task`).
"""

from __future__ import annotations

import secrets as random_source
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import files
from courant.conversations.part import Part
from courant.conversations.records import Attachment, StoredFile

_ID_BYTES = 24


class Files(Part):
    """Photos and documents. Channels check and clean them before."""

    def keep_file(self, conversation: str, kind: str, content: bytes) -> Attachment:
        """Keep a file of a media type (`image/jpeg`); its id cannot be guessed."""
        attachment = Attachment(random_source.token_urlsafe(_ID_BYTES), kind)
        values = {
            "id": attachment.id,
            "conversation": conversation,
            "kind": kind,
            "size": len(content),
            "content_sealed": self.sealer.seal_bytes(content),
            "created_at": self.clock(),
        }
        with self.database.write() as connection:
            connection.execute(sa.insert(files).values(**values))
        return attachment

    def attachment(self, conversation: str, file: str) -> Attachment | None:
        """Return what is known of a file without reading it, None when this conversation may not read it."""
        query = sa.select(files.c.id, files.c.kind).where(files.c.id == file, _readable_in(conversation))
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else Attachment(row.id, row.kind)

    def file(self, conversation: str, file: str) -> StoredFile | None:
        """Return a file, None when this conversation may not read it."""
        query = sa.select(files).where(files.c.id == file, _readable_in(conversation))
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        return StoredFile(row["id"], row["kind"], self.sealer.open_bytes(row["content_sealed"]))


def _readable_in(conversation: str) -> Any:
    return sa.or_(files.c.conversation == conversation, files.c.also_in == conversation)
