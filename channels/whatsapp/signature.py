"""The signature of a webhook: HMAC-SHA256 of the bytes as received, with the secret of the Meta app."""

from __future__ import annotations

import hashlib
import hmac
import re

from channels.problems import Problem

HEADER = "x-hub-signature-256"
_FORM = re.compile(r"sha256=[0-9a-f]{64}")


def signature(body: bytes, app_secret: str) -> str:
    """Return the value of `X-Hub-Signature-256` for a body."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def check(body: bytes, signed: str | None, app_secret: str) -> None:
    """Refuse a body that Meta has not signed; raises a 401 problem.

    The bytes are those on the wire: Meta escapes what is not ASCII, and JSON written again would differ.
    """
    if not signed or not _FORM.fullmatch(signed):
        raise Problem(401, "X-Hub-Signature-256 is missing or malformed", code="signature_missing")
    if not hmac.compare_digest(signed, signature(body, app_secret)):
        raise Problem(401, "X-Hub-Signature-256 does not match the body", code="signature_wrong")
