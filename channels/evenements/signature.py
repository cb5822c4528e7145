"""The signature of an event: HMAC-SHA256 of the raw body, so that only who holds the secret can speak."""

from __future__ import annotations

import hashlib
import hmac

from channels.problems import Problem

PREFIX = "sha256="


def signature(body: bytes, secret: str) -> str:
    """Return the value of `X-Courant-Signature` for a body."""
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def check(body: bytes, signed: str | None, secret: str) -> None:
    """Refuse a body that the sender has not signed; raises a 401 problem."""
    if not signed:
        raise Problem(401, "X-Courant-Signature is missing", code="signature_missing")
    if not hmac.compare_digest(signed.encode(), signature(body, secret).encode()):
        raise Problem(401, "X-Courant-Signature does not match the body", code="signature_wrong")
