"""Entries of a transcript as the widget receives them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from courant.conversations import Author, Entry, Link

# Only these addresses may become links in a page.
_SCHEMES = ("http", "https")
# « Facture 12 (PDF, lien valable 30 minutes) »: the widget sets apart what stands between the brackets.
_NOTE = re.compile(r" \((PDF\b[^()]*)\)$")


def render(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON values; what is empty is left out."""
    shown = {
        "n": entry.number,
        "author": entry.author.value,
        "name": entry.name,
        "text": entry.text,
        "at": entry.at.isoformat(timespec="seconds"),
        "id": entry.client_id if entry.author is Author.CUSTOMER else None,
        "buttons": [{"id": button.id, "title": button.title} for button in entry.buttons],
        "links": [_link(link) for link in entry.links if _is_web(link.url)],
        "image": entry.image if _is_web(entry.image) else None,
        "alt": entry.image_alt,
        "asks": entry.asks,
        "files": [{"id": one.id, "kind": one.kind} for one in entry.attachments],
    }
    return {key: value for key, value in shown.items() if value not in (None, [], "")}


def _link(link: Link) -> dict[str, Any]:
    note = _NOTE.search(link.title)
    kind = note.group(1) if note else link.kind or _kind(link.url)
    shown = {"title": link.title, "url": link.url, "kind": kind, "size": link.size}
    return {key: value for key, value in shown.items() if value is not None}


def _kind(url: str) -> str | None:
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    return suffix[1:].upper() if suffix in {".pdf", ".ics", ".csv", ".png", ".jpg"} else None


def _is_web(url: str | None) -> bool:
    return url is not None and urlsplit(url).scheme in _SCHEMES
