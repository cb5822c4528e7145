"""The files of the demo website."""

from __future__ import annotations

import asyncio
import hashlib
import html
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from sanic import Request
from sanic.response import HTTPResponse

from backends.kernel.problems import not_found

INDEX = "index.html"
# Written in a page where the address of the chat is needed.
CHAT_MARK = b"{{chat_url}}"
# Named here: what the machine's own table says of some of them differs from one system to the next.
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_TEXTS = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


class Website:
    """Serves the files of a directory; ``index.html`` stands for its directory.

    Args:
        root: Directory of the website.
        headers: Headers of every answer.
        chat_url: Replaces ``{{chat_url}}`` in pages.
    """

    def __init__(self, root: Path, headers: Mapping[str, str], chat_url: str) -> None:
        self._root = root.resolve()
        self._headers = headers
        self._chat_url = html.escape(chat_url).encode()

    async def serve(self, request: Request, path: str = "") -> HTTPResponse:
        """Answer with a file, or 304 when the browser has it already."""
        found = await asyncio.to_thread(self._read, unquote(path))
        if found is None:
            raise not_found("page")
        content, media_type = found
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {**self._headers, "ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return HTTPResponse(status=304, headers=headers)
        return HTTPResponse(content, headers=headers, content_type=media_type)

    def _read(self, path: str) -> tuple[bytes, str] | None:
        file = self._file(path)
        if file is None:
            return None
        content, media_type = file.read_bytes(), content_type(file)
        if file.suffix == ".html":
            content = content.replace(CHAT_MARK, self._chat_url)
        return content, media_type

    def _file(self, path: str) -> Path | None:
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            return None
        file = (self._root / path.strip("/")).resolve()
        if not file.is_relative_to(self._root):
            return None
        if file.is_dir():
            file = file / INDEX
        return file if file.is_file() else None


def content_type(file: Path) -> str:
    """Return the media type of a file by its name; texts are in UTF-8."""
    known = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{known}; charset=utf-8" if known.startswith(_TEXTS) else known
