"""One request to the Graph API, made from an entry of the transcript: its full form, its simple form, its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
# Where the id of the uploaded file goes.
MEDIA_ID = "\0media"


@dataclass(frozen=True)
class MediaSource:
    """A file to fetch from our own systems and to upload.

    Attributes:
        url: where it is.
        kind: `image` or `document`.
        filename: name that the customer sees.
    """

    url: str = field(repr=False)
    kind: str
    filename: str


@dataclass(frozen=True)
class Outgoing:
    """A message as WhatsApp wants it, but for its recipient.

    Attributes:
        body: `{"type": T, T: …}`.
        plain: the same said in a bare text, for when WhatsApp refuses the other; None when it is one already.
        media: file that the body needs.
    """

    body: Json = field(repr=False)
    plain: Json | None = field(default=None, repr=False)
    media: MediaSource | None = None

    def payload(self, plain: bool, media_id: str | None = None) -> Json:
        """Return what is sent, in its full or simple form."""
        if plain and self.plain is not None:
            return self.plain
        filled: Json = _filled(self.body, media_id)
        return filled

    def needs_media(self, plain: bool) -> MediaSource | None:
        """Return the file to upload before it can be sent in this form."""
        return None if plain and self.plain is not None else self.media


def text_message(text: str) -> Json:
    """A bare text."""
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def interactive(kind: str, text: str, action: Json, header: Json | None = None) -> Json:
    """A text with something to touch."""
    inside: Json = {"type": kind, "body": {"text": text}, "action": action}
    return {"type": "interactive", "interactive": {**inside, "header": header} if header else inside}


def media_body(media: MediaSource, caption: str = "") -> Json:
    """A file, maybe with words."""
    content: Json = media_object(media)
    return {"type": media.kind, media.kind: {**content, "caption": caption} if caption else content}


def media_object(media: MediaSource) -> Json:
    """How a message names an uploaded file."""
    return {"id": MEDIA_ID, **({"filename": media.filename} if media.kind == "document" else {})}


def _filled(value: Any, media_id: str | None) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, media_id) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, media_id) for inner in value]
    return media_id if value == MEDIA_ID else value
