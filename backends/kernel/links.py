"""Signed, expiring links to documents: they open without a token, so they carry their own proof."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from backends.kernel.config import Config
from backends.kernel.problems import Problem, not_found


def signed_name(kind: str, subject: str, now: datetime, config: Config) -> str:
    """Return ``<subject>.<expiry>.<signature>`` for a document of a kind.

    Args:
        kind: What the link opens; a signature is of no use for another kind.
        subject: Id of the document, without a dot.
        now: Present instant.
        config: Secret and life time.
    """
    expiry = int((now + timedelta(minutes=config.link_minutes)).timestamp())
    return f"{subject}.{expiry}.{_signature(kind, subject, expiry, config)}"


def opened(kind: str, name: str, now: datetime, config: Config) -> str:
    """Return the subject of a signed name.

    Raises:
        Problem: 404 when it was not signed here, 410 ``link_expired`` when it is too old.
    """
    subject, _, rest = name.partition(".")
    expiry, _, signature = rest.partition(".")
    if not expiry.isdigit():
        raise not_found("document")
    if not hmac.compare_digest(signature.encode(), _signature(kind, subject, int(expiry), config).encode()):
        raise not_found("document")
    if int(expiry) <= now.timestamp():
        raise Problem(410, "link_expired")
    return subject


def _signature(kind: str, subject: str, expiry: int, config: Config) -> str:
    message = f"{kind}|{subject}|{expiry}".encode()
    digest = hmac.new(config.derive("links").encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()
