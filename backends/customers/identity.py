"""Recognising a customer by two facts, without telling who is a customer.

An unknown reference and a wrong second fact take the same path: the same queries, the same comparison,
the same attempt recorded, the same answer.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from backends.customers.attempts import Tracks, code_is_due, forget, record, wait_seconds
from backends.customers.masking import contacts
from backends.customers.model import Grant, IdentifyBody
from backends.customers.tables import CONTRACT, CUSTOMER
from backends.kernel.config import Config
from backends.kernel.problems import Problem, too_many_attempts
from backends.kernel.tokens import Caller, expiry, sign

METER_DIGITS = 4


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are, cleaned up."""

    reference: str
    second_fact: str
    tracks: Tracks


def claim_of(body: IdentifyBody, config: Config) -> Claim:
    """Clean up what was given; reference and origin are hashed before anything is stored.

    Raises:
        Problem: 422 when conversation or origin is empty: attempts would be counted together for everybody.
    """
    for field in ("conversation", "origin"):
        if not getattr(body, field).strip():
            raise Problem(422, "invalid_body", f"{field}: is empty", {"field": field})
    reference = _alphanumeric(body.reference)
    key = config.derive("attempts")
    tracks = Tracks(_hash(key, reference), _hash(key, body.origin), body.conversation[:64])
    return Claim(reference, _alphanumeric(body.second_fact), tracks)


def identify(connection: Connection, claim: Claim, config: Config, now: datetime) -> Grant | Problem:
    """Return a grant, or the problem to answer (returned so that the attempt is committed)."""
    wait = wait_seconds(connection, "echec", claim.tracks, now)
    if wait:
        return too_many_attempts(wait)
    customer = _recognised(connection, claim)
    if customer is None:
        record(connection, "echec", claim.tracks, now)
        return Problem(422, "not_recognised")
    # Failures are counted on the customer, whether the customer or the contract number was given.
    due = any(code_is_due(connection, name, now) for name in _names(connection, customer["number"], config))
    if not due:
        forget(connection, claim.tracks)
    origin, conversation = claim.tracks.origin, claim.tracks.conversation
    caller = Caller(customer["number"], 0 if due else 1, conversation, origin, expiry(now, config))
    return grant_for(customer, caller, config)


def grant_for(customer: Any, caller: Caller, config: Config) -> Grant:
    """Return the grant of a caller; nothing but masked contacts is told while a code is due."""
    return Grant(
        level=caller.level,
        customer_number=caller.customer,
        first_name=customer["first_name"] if caller.level else "",
        token=sign(caller, config),
        expires_at=caller.expires_at,
        contacts=contacts(customer["phone"], customer["email"]),
        code_required=caller.level == 0,
    )


def _recognised(connection: Connection, claim: Claim) -> Any:
    number_or_contract = (CUSTOMER.c.number == claim.reference) | (CONTRACT.c.number == claim.reference)
    query = (
        select(CUSTOMER.c.number, CUSTOMER.c.first_name, CUSTOMER.c.phone, CUSTOMER.c.email)
        .add_columns(CONTRACT.c.postcode, CONTRACT.c.meter_serial)
        .select_from(CUSTOMER.join(CONTRACT))
        .where(number_or_contract)
    )
    rows = list(connection.execute(query).mappings())
    # Always compare something, whether or not anybody was found.
    facts = [fact for row in rows for fact in (row["postcode"], row["meter_serial"][-METER_DIGITS:])]
    results = [hmac.compare_digest(claim.second_fact.encode(), fact.encode()) for fact in facts or ["00000"]]
    return rows[0] if rows and any(results) else None


def _names(connection: Connection, customer: str, config: Config) -> list[str]:
    numbers = connection.execute(select(CONTRACT.c.number).where(CONTRACT.c.customer == customer)).scalars()
    key = config.derive("attempts")
    return [_hash(key, number) for number in (customer, *numbers)]


def _alphanumeric(text: str) -> str:
    return "".join(letter for letter in text[:64] if letter.isalnum()).upper()


def _hash(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
