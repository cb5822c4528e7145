"""What a message says: words, a pressed button, a photo, a place, or something that the assistant cannot read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from courant.conversations import Location

LONGEST_LABEL = 200
_PICTURE = "image/"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Notice:
    """An honest answer to what cannot be read: a message of the packs, and what stands in the transcript."""

    message: str
    label: str


VOICE = Notice("utter_whatsapp_vocal", "whatsapp_vocal_envoye")
VIDEO = Notice("utter_whatsapp_video", "whatsapp_video_envoyee")
DOCUMENT = Notice("utter_whatsapp_document", "whatsapp_document_envoye")
STICKER = Notice("utter_whatsapp_autocollant", "whatsapp_autocollant_envoye")
CONTACTS = Notice("utter_whatsapp_contact", "whatsapp_contact_envoye")
ORDER = Notice("utter_whatsapp_commande", "whatsapp_commande_envoyee")
UNKNOWN = Notice("utter_whatsapp_inconnu", "whatsapp_inconnu_envoye")
UNHEARD = Notice("utter_whatsapp_repeter", "whatsapp_inconnu_envoye")
NOT_HANDLED = Notice("utter_whatsapp_non_traite", "whatsapp_inconnu_envoye")
PHOTO_LOST = Notice("utter_whatsapp_photo_perdue", "photo_envoyee")
PHOTO_BAD = Notice("utter_whatsapp_photo_illisible", "photo_envoyee")
NOTICES = (VOICE, VIDEO, DOCUMENT, STICKER, CONTACTS, ORDER, UNKNOWN, UNHEARD, NOT_HANDLED, PHOTO_LOST, PHOTO_BAD)


@dataclass(frozen=True)
class Content:
    """A message as the door may take it.

    Attributes:
        text: what was typed, or the words on what was pressed.
        button: id of what was pressed.
        photo: media id of a picture.
        location: place that was shared.
        notice: what to answer when it, or a part of it, cannot be read.
    """

    text: str = ""
    button: str | None = None
    photo: str | None = None
    location: Location | None = None
    notice: Notice | None = None


def content_of(kind: str, raw: Json) -> Content:
    """Read a message of a type of Meta's; an unknown type is something that cannot be read."""
    reader = _READERS.get(kind)
    return Content(notice=UNKNOWN) if reader is None else reader(_part(raw, kind))


def _text(part: Json) -> Content:
    said = _words(part, "body")
    return Content(text=said) if said else Content(notice=UNHEARD)


def _interactive(part: Json) -> Content:
    kind = part.get("type")
    if kind in ("button_reply", "list_reply"):
        reply = _part(part, str(kind))
        return _pressed(_words(reply, "id"), _words(reply, "title"))
    # A form of Meta's own comes back as `nfm_reply`: none is ever offered here.
    return Content(notice=UNKNOWN if kind else UNHEARD)


def _template_button(part: Json) -> Content:
    return _pressed(_words(part, "payload"), _words(part, "text"))


def _pressed(button: str, title: str) -> Content:
    if not button and not title:
        return Content(notice=UNHEARD)
    return Content(text=title, button=button or None)


def _image(part: Json) -> Content:
    photo = _words(part, "id")
    return Content(_words(part, "caption"), photo=photo) if photo else _with_caption(PHOTO_LOST)(part)


def _document(part: Json) -> Content:
    # A photo sent « as a document » keeps its full size; it is a photo all the same.
    if _words(part, "mime_type").startswith(_PICTURE):
        return _image(part)
    return _with_caption(DOCUMENT)(part)


def _with_caption(notice: Notice) -> Callable[[Json], Content]:
    return lambda part: Content(_words(part, "caption"), notice=notice)


def _location(part: Json) -> Content:
    latitude, longitude = _degrees(part, "latitude", 90), _degrees(part, "longitude", 180)
    if latitude is None or longitude is None:
        return Content(notice=UNHEARD)
    label = ", ".join(one for one in (_words(part, "name"), _words(part, "address")) if one)
    return Content(location=Location(latitude, longitude, label[:LONGEST_LABEL] or None))


def _degrees(part: Json, name: str, most: int) -> float | None:
    try:
        value = float(str(part.get(name)).replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def _part(raw: Json, name: str) -> Json:
    part = raw.get(name)
    return part if isinstance(part, Mapping) else {}


def _words(part: Json, name: str) -> str:
    value = part.get(name)
    return value.strip() if isinstance(value, str) else ""


_READERS: Mapping[str, Callable[[Json], Content]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _template_button,
    "image": _image,
    "document": _document,
    "video": _with_caption(VIDEO),
    "audio": _with_caption(VOICE),
    "sticker": _with_caption(STICKER),
    "contacts": _with_caption(CONTACTS),
    "order": lambda part: Content(_words(part, "text"), notice=ORDER),
    "location": _location,
}
