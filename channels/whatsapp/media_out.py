"""Files on their way to customers: fetched from our own systems, checked, then uploaded; Meta fetches none itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import aiohttp

from channels.whatsapp.client import CONNECT_SECONDS, TOTAL_SECONDS
from channels.whatsapp.filetypes import real_type
from channels.whatsapp.outgoing import MediaSource
from courant.conversations import Link

DOCUMENT, IMAGE = "document", "image"
PDF = "application/pdf"
_ALLOWED = {DOCUMENT: (PDF,), IMAGE: ("image/jpeg", "image/png")}
_LARGEST = {DOCUMENT: 16_000_000, IMAGE: 5_000_000}
_LONGEST_NAME = 100
_UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
_KIND_IN_TITLE = re.compile(r"[\s ]*\(PDF[^)]*\)[\s ]*$", re.IGNORECASE)
Fetch = Callable[[MediaSource], Awaitable["FetchedFile"]]


class FileUnavailable(Exception):
    """A file of our own systems cannot be had, or is not what it says; the customer gets the link instead."""


@dataclass(frozen=True)
class FetchedFile:
    """A file and its real type."""

    content: bytes
    mime: str


def source_of_document(link: Link, unnamed: str) -> MediaSource | None:
    """Return the document behind a link, None when the link leads to a page."""
    is_pdf = (link.kind or "").upper() == "PDF" or PurePosixPath(urlsplit(link.url).path).suffix.lower() == ".pdf"
    return MediaSource(link.url, DOCUMENT, filename(link.title, unnamed, ".pdf")) if is_pdf else None


def source_of_image(url: str | None, alt: str | None, unnamed: str) -> MediaSource | None:
    """Return the picture of an entry."""
    return MediaSource(url, IMAGE, filename(unnamed, unnamed, "")) if url and is_web(url) else None


def is_web(url: str) -> bool:
    """Tell whether an address may be shown to customers as a link."""
    return urlsplit(url).scheme in ("http", "https")


def filename(title: str, unnamed: str, suffix: str) -> str:
    """Return a title as the name of a file: « Facture n° 12 (PDF) » becomes « Facture n° 12.pdf »."""
    bare = _KIND_IN_TITLE.sub("", title).removesuffix(suffix) if suffix else title
    name = " ".join(_UNSAFE.sub(" ", bare).split()).strip(". ")[:_LONGEST_NAME].strip(". ")
    return f"{name or unnamed}{suffix}"


async def fetch(source: MediaSource) -> FetchedFile:
    """Fetch a file.

    Raises:
        FileUnavailable: it does not come, is too large, or is neither a PDF nor a picture that WhatsApp shows.
    """
    timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(source.url) as answer:
            if answer.status != 200:
                raise FileUnavailable(f"status {answer.status}")
            content = await answer.content.read(_LARGEST[source.kind] + 1)
            while chunk := await answer.content.read(_LARGEST[source.kind] + 1):
                content += chunk
                if len(content) > _LARGEST[source.kind]:
                    break
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
        raise FileUnavailable(type(error).__name__) from error
    return _checked(source, content)


def _checked(source: MediaSource, content: bytes) -> FetchedFile:
    if len(content) > _LARGEST[source.kind]:
        raise FileUnavailable(f"more than {_LARGEST[source.kind]} bytes")
    mime = real_type(content)
    if mime not in _ALLOWED[source.kind]:
        raise FileUnavailable(f"{mime} in place of a {source.kind}")
    return FetchedFile(content, mime)
