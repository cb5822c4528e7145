"""What the pages of the website may load and speak to, and the other headers that protect them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from backends.kernel.config import Config, ConfigError

VARIABLE = "WEBSITE_CHAT_ORIGINS"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_ALWAYS: Mapping[str, str] = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
}


def chat_origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return where the chat widget comes from: ``WEBSITE_CHAT_ORIGINS``, else Rasa on this machine.

    Raises:
        ConfigError: One is not written ``scheme://host[:port]``.
    """
    port = environ.get("RASA_PORT") or "5005"
    given = environ.get(VARIABLE) or f"http://localhost:{port} http://127.0.0.1:{port}"
    origins = tuple(origin.rstrip("/") for origin in re.split(r"[\s,]+", given.strip()))
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ConfigError(f"{VARIABLE}={origin!r}: expected scheme://host[:port]")
    return origins


def page_headers(config: Config, origins: Sequence[str]) -> dict[str, str]:
    """Return the headers of every page and file of the website."""
    return {**_ALWAYS, "Content-Security-Policy": _content_policy(config, origins)}


def outbox_headers() -> dict[str, str]:
    """Return the headers of the outbox page: it shows texts and runs nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    return {**_ALWAYS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}


def _content_policy(config: Config, origins: Sequence[str]) -> str:
    chat = " ".join(origins)
    public = urlsplit(config.public_url)
    here = f"'self' {public.scheme}://{public.netloc}"
    rules = (
        "default-src 'self'",
        f"script-src 'self' {chat}",
        f"connect-src {here} {chat}",
        # Charts come from the services, seen under the public address whatever name the page was opened by.
        f"img-src {here} {chat} data: blob:",
        # The widget puts its style sheet inside its own shadow tree.
        f"style-src 'self' 'unsafe-inline' {chat}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)
