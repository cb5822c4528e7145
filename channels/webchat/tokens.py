"""Signed session tokens: they name a session, an audience and an end, and nothing personal."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

AUDIENCE = "courant-webchat"
ALGORITHM = "HS256"
_SESSION_BYTES = 24


class BadToken(ValueError):
    """The token is absent, forged, expired or meant for something else."""


@dataclass(frozen=True)
class Session:
    """A visitor's session: its address for the conversation store, and the end of its token."""

    id: str
    expires_at: datetime


class Tokens:
    """Makes and checks tokens with a key of their own."""

    def __init__(self, secret_key: str, life: timedelta) -> None:
        """Derive the key from the project's secret key; tokens live for `life`."""
        self._key = hmac.new(secret_key.encode(), b"courant.webchat.session", hashlib.sha256).hexdigest()
        self.life = life

    @staticmethod
    def new_session() -> str:
        """Return an unguessable session id."""
        return secrets.token_urlsafe(_SESSION_BYTES)

    def issue(self, session: str, now: datetime) -> str:
        """Return a token for a session."""
        claims = {"sid": session, "aud": AUDIENCE, "iat": now, "exp": now + self.life}
        return jwt.encode(claims, self._key, ALGORITHM)

    def read(self, header: str | None, now: datetime) -> Session:
        """Return the session of an `Authorization: Bearer …` header.

        Raises:
            BadToken: whatever is wrong with it; the reason is not told apart.
        """
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer":
            raise BadToken
        # The end is checked against the given clock, below.
        options: Options = {"require": ["sid", "exp", "aud"], "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, self._key, [ALGORITHM], audience=AUDIENCE, options=options)
        except jwt.PyJWTError as error:
            raise BadToken from error
        end = datetime.fromtimestamp(claims["exp"], now.tzinfo)
        if end <= now:
            raise BadToken
        return Session(claims["sid"], end)

    def is_ageing(self, session: Session, now: datetime) -> bool:
        """Tell whether a token has used up a tenth of its life, so that activity should renew it."""
        return session.expires_at - now < self.life * 0.9
