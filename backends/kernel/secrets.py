"""The secret of a ticket: with the number it lets whoever opened it follow it, without an account."""

from __future__ import annotations

import hashlib
import hmac
import re

from backends.kernel.config import Config
from backends.kernel.journal import KeyedWrite

# 75 bits, in letters and figures that cannot be taken for one another when read aloud.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 15
_GROUP = 5


def secret_of(write: KeyedWrite, config: Config) -> str:
    """Return the secret of the ticket that a keyed write opens, as ``XXXXX-XXXXX-XXXXX``.

    It is computed from the write, so that a replay tells it again although only its digest is stored.
    """
    message = "\n".join((write.caller, write.key, write.fingerprint)).encode()
    drawn = hmac.new(config.derive("ticket-secrets").encode(), message, hashlib.sha256).digest()
    letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in drawn[:_LENGTH])
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def digest(secret: str) -> str:
    """Return what is stored of a secret; case, spaces and dashes do not count."""
    return hashlib.sha256(re.sub(r"[\s-]", "", secret).upper().encode()).hexdigest()


def opens(secret: str, stored: str) -> bool:
    """Whether a secret is the one whose digest is stored."""
    return hmac.compare_digest(digest(secret), stored)
