"""The Graph API of WhatsApp, as far as we use it: send, mark as read, upload and download files."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from channels.whatsapp.errors import GraphProblem, MediaRefused
from channels.whatsapp.filetypes import agrees, real_type

DEFAULT_VERSION = "v23.0"
CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 15.0
LARGEST_MEDIA = 16_000_000
# Links of files live five minutes; a second 404 on a fresh one means that the file is gone.
LINK_TRIES = 2
_VERSION = re.compile(r"/v\d+(\.\d+)?(/|$)")
_META_HOSTS = (".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net")
_CHUNK = 65_536
Json = dict[str, Any]


@dataclass(frozen=True)
class Media:
    """A file that was sent to us: its bytes, checked, and its real type (`image/jpeg`), which its content proves."""

    content: bytes = field(repr=False)
    kind: str


class Graph:
    """One WhatsApp number. One session a process; `aclose` gives it back."""

    def __init__(self, url: str, phone_number_id: str, access_token: str) -> None:
        """Speak for a number.

        Args:
            url: address of the API; `DEFAULT_VERSION` is added when it names no version.
            phone_number_id: id of our number.
            access_token: the system user's token.
        """
        base = url.rstrip("/")
        self._base = base if _VERSION.search(urlsplit(base).path) else f"{base}/{DEFAULT_VERSION}"
        self._number = phone_number_id
        self._token = access_token
        self._opened: aiohttp.ClientSession | None = None

    async def send(self, payload: Mapping[str, Any]) -> str:
        """Send a message and return its id (`wamid.…`).

        Raises:
            GraphProblem: with `lost` when the message may have left all the same.
        """
        answer = await self._call("POST", f"{self._number}/messages", json=dict(payload))
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise GraphProblem(None, "answer without a message id", lost=True) from error

    async def mark_read(self, message_id: str, typing: bool = True) -> None:
        """Show a customer's message as read, and that an answer is being written (it ends with our answer or 25 s).

        Raises:
            GraphProblem: nothing depends on it; log and go on.
        """
        payload: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        if typing:
            payload["typing_indicator"] = {"type": "text"}
        await self._call("POST", f"{self._number}/messages", json=payload)

    async def upload(self, content: bytes, mime: str, filename: str) -> str:
        """Upload a file and return its media id, good for 30 days.

        Raises:
            GraphProblem: it was not taken.
        """
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", mime)
        form.add_field("file", content, filename=filename, content_type=mime)
        answer = await self._call("POST", f"{self._number}/media", data=form)
        if not isinstance(answer.get("id"), str):
            raise GraphProblem(None, "answer without a media id", lost=True)
        return str(answer["id"])

    async def media(self, media_id: str, largest: int = LARGEST_MEDIA) -> Media:
        """Download a file that a customer sent.

        Args:
            media_id: its id in the webhook.
            largest: how many bytes are taken.

        Raises:
            MediaRefused: too large, another file than announced, or not the type it says.
            GraphProblem: it could not be fetched; another try may.
        """
        for left in reversed(range(LINK_TRIES)):
            about = await self._call("GET", media_id, params={"phone_number_id": self._number})
            if _size(about) > largest:
                raise MediaRefused(f"more than {largest} bytes")
            content = await self._download(str(about.get("url") or ""), largest, may_expire=left > 0)
            if content is not None:
                return _checked(content, about)
        raise GraphProblem(None, "the file's link does not answer", 404)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    @property
    def _session(self) -> aiohttp.ClientSession:
        # Made on first use: a session belongs to the running loop.
        if self._opened is None or self._opened.closed:
            timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS)
            self._opened = aiohttp.ClientSession(timeout=timeout)
        return self._opened

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def _call(self, method: str, path: str, **request: Any) -> Json:
        try:
            async with self._session.request(
                method, f"{self._base}/{path}", headers=self._bearer, allow_redirects=False, **request
            ) as answer:
                return _read(answer.status, await answer.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise _network(error) from None  # its frames hold our token, which a log would show

    async def _download(self, url: str, largest: int, may_expire: bool) -> bytes | None:
        """The bytes behind a link; None when it has expired and a fresh one may be asked for."""
        self._require_ours(url)
        try:
            async with self._session.get(url, headers=self._bearer, allow_redirects=False) as answer:
                if answer.status == 404 and may_expire:
                    return None
                if answer.status != 200:
                    raise GraphProblem(None, "the file's link does not answer", answer.status)
                return await _bounded(answer, largest)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise _network(error) from None  # its frames hold our token, which a log would show

    def _require_ours(self, url: str) -> None:
        """Our token goes to Meta's machines only, or to the machine of the API itself (a stand-in)."""
        host, own = urlsplit(url).hostname or "", urlsplit(self._base).hostname
        of_meta = urlsplit(url).scheme == "https" and host.endswith(_META_HOSTS)
        if host != own and not of_meta:
            raise MediaRefused(f"a link to {host or 'nowhere'}")


def _read(status: int, body: bytes) -> Json:
    answer = _object(body)
    raw = answer.get("error")
    error: Json = raw if isinstance(raw, dict) else {}
    if status == 200 and not error:
        return answer
    code = error.get("code")
    data = error.get("error_data")
    details = (data.get("details") if isinstance(data, dict) else None) or error.get("message") or ""
    # A proxy's own 502 or 504 says nothing of what became of the request behind it.
    lost = status >= 500 and not error
    raise GraphProblem(code if isinstance(code, int) else None, str(details), status, lost=lost)


def _object(body: bytes) -> Json:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _network(error: Exception) -> GraphProblem:
    # When no connection was made, the request cannot have left. (A server time-out is one of connecting here.)
    lost = not isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError))
    return GraphProblem(None, type(error).__name__, lost=lost)


def _size(about: Json) -> int:
    try:
        return int(about.get("file_size") or 0)
    except (TypeError, ValueError):
        return 0


async def _bounded(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > largest:
            raise MediaRefused(f"more than {largest} bytes")
    return bytes(content)


def _checked(content: bytes, about: Json) -> Media:
    digest, said = hashlib.sha256(content), about.get("sha256")
    # Hexadecimal here, Base64 in webhooks.
    if said and said not in (digest.hexdigest(), base64.b64encode(digest.digest()).decode()):
        raise MediaRefused("not the file that was announced")
    kind = real_type(content)
    if not agrees(kind, str(about.get("mime_type") or "")):
        raise MediaRefused(f"{kind} in place of {about.get('mime_type')}")
    return Media(content, kind)
