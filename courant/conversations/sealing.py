"""Encryption of what must not be readable in the database, and keyed hashes to look it up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet


class Sealer:
    """Seals and opens short texts with keys derived from the project's secret key."""

    def __init__(self, secret_key: str) -> None:
        """Derive one key for encryption and another for hashes, so that neither tells about the other."""
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret_key, "seal")))
        self._hash_key = _derive(secret_key, "hash")

    def seal(self, text: str) -> str:
        """Encrypt a text."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt a sealed text; raises `cryptography.fernet.InvalidToken` under another key."""
        return self._fernet.decrypt(sealed.encode()).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """Encrypt the content of a file."""
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Decrypt the content of a file."""
        return self._fernet.decrypt(bytes(sealed))

    def seal_json(self, value: Any) -> str:
        """Encrypt a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False))

    def open_json(self, sealed: str) -> Any:
        """Decrypt a JSON value."""
        return json.loads(self.open(sealed))

    def fingerprint(self, *parts: str) -> str:
        """Return a keyed hash (hexadecimal) of the parts: stable, and useless without the key."""
        return hmac.new(self._hash_key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def _derive(secret_key: str, purpose: str) -> bytes:
    return hmac.new(secret_key.encode(), f"courant.conversations.{purpose}".encode(), hashlib.sha256).digest()
