"""The widget's own file: served under a name that holds its hash, so that pages can keep it and check it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, raw

SOURCE = Path(__file__).with_name("widget") / "widget.js"
_COMMENT = re.compile(r"//.*|/\*[^*]*\*/")
_TYPE = "text/javascript; charset=utf-8"
# The file holds nothing private, and an integrity check across sites needs this permission.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_FIVE_MINUTES = "public, max-age=300"


def lean(source: str) -> str:
    """Return a script without indentation, blank lines and comments on lines of their own; lines stay lines."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not _COMMENT.fullmatch(line)) + "\n"


@dataclass(frozen=True)
class WidgetFile:
    """The script that pages load."""

    content: bytes

    @classmethod
    def read(cls, path: Path = SOURCE) -> WidgetFile:
        """Read the script, without what only readers of the source need."""
        return cls(lean(path.read_text(encoding="utf-8")).encode())

    @cached_property
    def version(self) -> str:
        """Short hash of the content, part of its versioned name."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def integrity(self) -> str:
        """Value of the `integrity` attribute."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.content).digest()).decode()

    @cached_property
    def packed(self) -> bytes:
        """The content, compressed once and for all."""
        return gzip.compress(self.content, 9, mtime=0)

    @property
    def name(self) -> str:
        """Versioned name."""
        return f"widget-{self.version}.js"

    def add_to(self, blueprint: Blueprint) -> None:
        """Declare the script under its plain and versioned names, and the JSON that names both."""

        # Sanic writes on the handlers of a blueprint, which it cannot do on methods.
        async def latest(request: Request) -> HTTPResponse:
            return self._serve(request, FOR_FIVE_MINUTES)

        async def versioned(request: Request) -> HTTPResponse:
            return self._serve(request, FOR_A_YEAR)

        async def manifest(_request: Request) -> HTTPResponse:
            body = {"version": self.version, "file": self.name, "integrity": self.integrity}
            return json(body, headers={**_OPEN, "Cache-Control": FOR_FIVE_MINUTES})

        for handler, path in ((latest, "widget.js"), (versioned, self.name), (manifest, "widget.json")):
            blueprint.add_route(handler, f"/{path}", methods=["GET", "HEAD"], name=f"widget_{handler.__name__}")

    def _serve(self, request: Request, caching: str) -> HTTPResponse:
        tag = f'"{self.version}"'
        headers = {**_OPEN, "Cache-Control": caching, "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return empty(304, headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(self.packed, headers={**headers, "Content-Encoding": "gzip"}, content_type=_TYPE)
        return raw(self.content, headers=headers, content_type=_TYPE)
