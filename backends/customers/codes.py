"""One-time codes: six digits, ten minutes, three tries. Kept as keyed hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from backends.customers.tables import CODE
from backends.kernel.clock import instant, stamp
from backends.kernel.database import serialise
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller

LIFE = timedelta(minutes=10)
TRIES = 3
DIGITS = 6


def make_code(connection: Connection, caller: Caller, key: str, now: datetime) -> tuple[str, datetime]:
    """Make a code for a conversation; it replaces the one before. Returns the code and its expiry."""
    close_codes(connection, caller)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    salt, expires_at = secrets.token_hex(16), (now + LIFE).replace(microsecond=0)
    row = {
        "customer": caller.customer,
        "conversation": caller.conversation,
        "salt": salt,
        "digest": _digest(code, salt, key),
        "expires_at": stamp(expires_at),
        "tries": 0,
        "open": True,
    }
    connection.execute(insert(CODE).values(row))
    return code, expires_at


def close_codes(connection: Connection, caller: Caller) -> None:
    """Make the codes of a conversation worthless."""
    connection.execute(update(CODE).where(CODE.c.conversation == caller.conversation).values(open=False))


def check_code(connection: Connection, caller: Caller, given: str, key: str, now: datetime) -> Problem | None:
    """Try a code: None when it is right (it is then used up), else the problem to answer.

    The problem is returned, not raised, so that the try is committed.
    """
    serialise(connection, f"code:{caller.conversation}")
    mine = (CODE.c.conversation == caller.conversation) & (CODE.c.customer == caller.customer)
    row = connection.execute(select(CODE).where(mine & CODE.c.open)).mappings().one_or_none()
    if row is None or instant(row["expires_at"]) <= now:
        return Problem(410, "code_expired")
    right = hmac.compare_digest(row["digest"], _digest(_digits(given), row["salt"], key))
    tries = row["tries"] + 1
    still_open = not right and tries < TRIES
    connection.execute(update(CODE).where(CODE.c.id == row["id"]).values(tries=tries, open=still_open))
    return None if right else Problem(422, "wrong_code", extra={"remaining": TRIES - tries})


def _digits(given: str) -> str:
    return "".join(letter for letter in given if letter.isdecimal())


def _digest(code: str, salt: str, key: str) -> str:
    # Six digits are guessed in no time from a plain hash: the key, which is not in the database, is what protects.
    return hmac.new(key.encode(), f"{salt}:{code}".encode(), hashlib.sha256).hexdigest()
