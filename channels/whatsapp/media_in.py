"""Photos of customers: fetched from Meta, checked, cleaned and kept. A failure never holds back their words."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import Protocol

import structlog

from channels.door import Door
from channels.photos import LARGEST_BYTES, BadPhoto
from channels.whatsapp.client import Media
from channels.whatsapp.errors import GraphProblem, MediaRefused
from courant.conversations import Attachment

logger = structlog.get_logger(__name__)

SECONDS = 10.0
# With the wait for those that are fetched before it; then its words go first.
LONGEST_WAIT = 20.0
AT_ONCE = 4


class PhotoLater(Exception):
    """It cannot be fetched now; another try may succeed."""


class PhotoRefused(Exception):
    """It is no photo that can be used; another try is useless."""


class MediaSource(Protocol):
    """Where the files of customers are."""

    @abstractmethod
    async def media(self, media_id: str, largest: int = ...) -> Media:
        """Return a file, checked."""

    @abstractmethod
    async def mark_read(self, message_id: str, typing: bool = ...) -> None:
        """Show that a message was read."""


class Photos:
    """Fetches a few photos at a time."""

    def __init__(self, door: Door, source: MediaSource) -> None:
        """Fetch from a source, keep through the door."""
        self._door = door
        self._source = source
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, conversation: str, media_id: str) -> Attachment:
        """Return a photo, kept in a conversation.

        Raises:
            PhotoLater: Meta does not answer, or not in time.
            PhotoRefused: too large, changed on the way, or no photo.
        """
        try:
            media = await asyncio.wait_for(self._in_line(media_id), LONGEST_WAIT)
            return await self._door.keep_photo(conversation, media.content)
        except (GraphProblem, asyncio.TimeoutError) as error:
            logger.warning("channels.whatsapp.photo.not_fetched", reason=str(error) or type(error).__name__)
            raise PhotoLater from error
        except (MediaRefused, BadPhoto) as error:
            logger.warning("channels.whatsapp.photo.refused", reason=str(error))
            raise PhotoRefused from error

    async def _in_line(self, media_id: str) -> Media:
        async with self._slots:
            return await asyncio.wait_for(self._source.media(media_id, LARGEST_BYTES), SECONDS)
