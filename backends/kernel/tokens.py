"""Customer tokens: what the identity service signs and every context checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

from backends.kernel.clock import PARIS
from backends.kernel.config import Config
from backends.kernel.problems import Problem

_ISSUER = "courant-identity"
_AUDIENCE = "courant-backends"


@dataclass(frozen=True)
class Caller:
    """On whose behalf a call is made.

    ``level``: 0 a code is due before anything is told, 1 identified, 2 verified by code.
    """

    customer: str
    level: int
    conversation: str
    origin: str
    expires_at: datetime


def sign(caller: Caller, config: Config) -> str:
    """Return the compact token (JWT, HS256) of a caller."""
    claims = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": caller.customer,
        "lvl": caller.level,
        "cnv": caller.conversation,
        "org": caller.origin,
        "exp": caller.expires_at.astimezone(timezone.utc),
    }
    return jwt.encode(claims, config.derive("tokens"), algorithm="HS256")


def expiry(now: datetime, config: Config) -> datetime:
    """Return when a token signed now ends, to the second."""
    return (now + timedelta(minutes=config.token_minutes)).replace(microsecond=0)


def read(token: str, config: Config, now: datetime) -> Caller:
    """Check a token.

    Raises:
        Problem: 401 ``token_expired`` or ``token_invalid``.
    """
    try:
        claims = jwt.decode(
            token,
            config.derive("tokens"),
            algorithms=["HS256"],
            audience=_AUDIENCE,
            issuer=_ISSUER,
            # The expiry is compared with the injected clock below.
            options={"require": ["exp", "sub", "lvl", "cnv", "org"], "verify_exp": False},
        )
    except jwt.PyJWTError:
        raise Problem(401, "token_invalid") from None
    expires_at = datetime.fromtimestamp(claims["exp"], PARIS)
    if expires_at <= now:
        raise Problem(401, "token_expired")
    return Caller(claims["sub"], int(claims["lvl"]), claims["cnv"], claims["org"], expires_at)
