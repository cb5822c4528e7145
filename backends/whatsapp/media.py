"""Media kept by the stand-in: what businesses upload, and what customers send."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PIL import Image, UnidentifiedImageError

from backends.whatsapp.errors import GraphError

URL_LIFE = timedelta(minutes=5)
MOST_BYTES_KEPT = 300_000_000
_MB = 1_000_000
# Largest size in bytes by media type, as Meta publishes it.
IMAGES = {"image/jpeg": 5 * _MB, "image/png": 5 * _MB}
STICKERS = {"image/webp": 500_000}
AUDIO = dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * _MB)
VIDEO = dict.fromkeys(("video/mp4", "video/3gpp"), 16 * _MB)
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = dict.fromkeys(
    (
        "application/pdf",
        "text/plain",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        f"{OFFICE}.wordprocessingml.document",
        f"{OFFICE}.spreadsheetml.sheet",
        f"{OFFICE}.presentationml.presentation",
    ),
    100 * _MB,
)
LIMITS = {**IMAGES, **STICKERS, **AUDIO, **VIDEO, **DOCUMENTS}
# Which media types a message of each type may carry.
CARRIED = {"image": IMAGES, "sticker": STICKERS, "audio": AUDIO, "video": VIDEO, "document": LIMITS}


@dataclass
class Medium:
    """A file. ``urls`` are the secrets of its download addresses and when each was given."""

    id: str
    content: bytes
    kind: str
    urls: dict[str, datetime] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Digest in hexadecimal, as the API tells it."""
        return hashlib.sha256(self.content).hexdigest()


class MediaShelf:
    """The files, the oldest ones leaving when they are too many."""

    def __init__(self) -> None:
        self._media: OrderedDict[str, Medium] = OrderedDict()

    def upload(self, content: bytes, kind: str) -> Medium:
        """Keep a file that a business uploads.

        Raises:
            GraphError: 100 for a type that Meta does not take, or too large a file.
        """
        bare = bare_kind(kind)
        if bare not in LIMITS:
            raise GraphError(100, f"Param file must be a file with one of the following types: {', '.join(LIMITS)}")
        if not 0 < len(content) <= LIMITS[bare]:
            raise GraphError(100, f"file size {len(content)}: between 1 and {LIMITS[bare]} bytes for {bare}")
        if bare in IMAGES and not _is_picture(content):
            raise GraphError(131053, "the file is not the picture that its type says")
        return self.keep(content, kind)

    def keep(self, content: bytes, kind: str) -> Medium:
        """Keep a file as it is."""
        medium = Medium(str(10**15 + secrets.randbelow(9 * 10**15)), content, kind)
        self._media[medium.id] = medium
        while sum(len(each.content) for each in self._media.values()) > MOST_BYTES_KEPT and len(self._media) > 1:
            self._media.popitem(last=False)
        return medium

    def get(self, id: str) -> Medium | None:
        """Return a file."""
        return self._media.get(id)

    def carried(self, type_: str, id: str) -> Medium:
        """Return the file that a message of a type carries.

        Raises:
            GraphError: 131009 when there is no such file, or not of a type that the message may carry.
        """
        medium = self.get(id)
        if medium is None:
            raise GraphError(131009, f"{type_}.id: no such media")
        if bare_kind(medium.kind) not in CARRIED[type_]:
            raise GraphError(131053, f"a {type_} message cannot carry {medium.kind}")
        return medium


def bare_kind(kind: str) -> str:
    """Return a media type without its parameters."""
    return kind.split(";")[0].strip().lower()


def new_url(medium: Medium, now: datetime) -> str:
    """Return the secret of a download address that lives five minutes."""
    secret = secrets.token_urlsafe(24)
    medium.urls = {name: given for name, given in medium.urls.items() if now - given < URL_LIFE}
    medium.urls[secret] = now
    return secret


def url_lives(medium: Medium, secret: str, now: datetime) -> bool:
    """Whether a download address still opens."""
    given = medium.urls.get(secret)
    return given is not None and now - given < URL_LIFE


def _is_picture(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True
