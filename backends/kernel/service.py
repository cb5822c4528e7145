"""What a running context is made of, and what a handler receives."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from sanic import Request
from sanic.exceptions import InvalidUsage

from backends.kernel.clock import Clock
from backends.kernel.config import Config
from backends.kernel.database import Database
from backends.kernel.journal import KeyedWrite, fingerprint
from backends.kernel.messages import Messenger
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller, read
from backends.kernel.wire import decode

T = TypeVar("T")
LONGEST_KEY = 200


class Access(Enum):
    """Who may call a route."""

    PUBLIC = "public"
    SERVICE = "service"
    CODE_DUE = "code_due"
    IDENTIFIED = "identifie"
    VERIFIED = "verifie"


_LEVELS = {Access.CODE_DUE: 0, Access.IDENTIFIED: 1, Access.VERIFIED: 2}


@dataclass(frozen=True)
class Service:
    """A context at work."""

    name: str
    config: Config
    database: Database
    clock: Clock
    messenger: Messenger

    @property
    def today(self) -> date:
        """The present day in Paris."""
        return self.clock().date()


@dataclass(frozen=True)
class Call:
    """One request that was let in."""

    request: Request
    service: Service
    token: Caller | None

    @property
    def caller(self) -> Caller:
        """The customer on whose behalf the call is made."""
        if self.token is None:
            raise Problem(401, "token_missing")
        return self.token

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.service.clock()

    def body(self, model: type[T]) -> T:
        """Read the JSON body as a dataclass, or answer 422."""
        try:
            raw = self.request.json
        except InvalidUsage as error:
            raise Problem(400, "invalid_json") from error
        return decode(model, raw)

    def number(self, name: str, default: int, highest: int, lowest: int = 1) -> int:
        """Read a whole number of the query, or answer 422."""
        text = self.request.args.get(name, str(default))
        if not text.isdecimal() or not lowest <= int(text) <= highest:
            raise Problem(422, "invalid_query", f"{name}: between {lowest} and {highest}", {"field": name})
        return int(text)

    def day(self, name: str) -> date:
        """Read a required day of the query, or answer 422."""
        try:
            return date.fromisoformat(self.request.args.get(name, ""))
        except ValueError:
            raise Problem(422, "invalid_query", f"{name}: YYYY-MM-DD", {"field": name}) from None

    def keyed(self, caller: str) -> KeyedWrite:
        """Read the ``Idempotency-Key``, or answer 400."""
        key: str = self.request.headers.get("Idempotency-Key", "")
        if not 0 < len(key) <= LONGEST_KEY:
            raise Problem(400, "idempotency_key_missing", f"1 to {LONGEST_KEY} characters")
        request = self.request
        return KeyedWrite(caller, key, fingerprint(request.method, request.path, request.body), self.now)


def admit(request: Request, service: Service, access: Access) -> Call:
    """Let a request in.

    Raises:
        Problem: 401 or 403 with the reason.
    """
    bearer = _bearer(request)
    token = read(bearer, service.config, service.clock()) if bearer else None
    call = Call(request, service, token)
    if access is Access.SERVICE:
        _check_service_key(request, service)
    elif access in _LEVELS and call.caller.level < _LEVELS[access]:
        raise Problem(403, "level_too_low", extra={"level": _LEVELS[access]})
    return call


def _bearer(request: Request) -> str | None:
    header: Any = request.headers.get("Authorization", "")
    return str(header)[7:] if str(header).startswith("Bearer ") else None


def _check_service_key(request: Request, service: Service) -> None:
    given = str(request.headers.get("X-Service-Key", ""))
    if not hmac.compare_digest(given.encode(), service.config.service_key.encode()):
        raise Problem(403, "service_key_invalid")
