"""The four clients together, on one set of settings."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import httpx

from courant.clients.billing import BillingClient
from courant.clients.customers import CustomersClient
from courant.clients.metering import MeteringClient
from courant.clients.outages import OutagesClient
from courant.clients.payments import PaymentsClient
from courant.clients.plans import PlansClient
from courant.clients.tickets import TicketsClient
from courant.clients.transport import HttpPool, ServiceTransport

TIMEOUT_SECONDS = 2.0


class ClientSettings(Protocol):
    """What the clients need to know; :mod:`courant.settings` provides it."""

    @property
    def secret_key(self) -> str:
        """Secret from which the service key is derived when ``BACKENDS_SERVICE_KEY`` is absent."""
        ...

    def service_url(self, name: str) -> str:
        """Address of a service (``customers``, ``billing``, ``metering``, ``tickets``)."""
        ...


class Clients:
    """Every system of record behind typed methods.

    Safe to keep for the life of a process and to use from several event loops in turn.

    Args:
        settings: Addresses and secret.
        turn_id: Returns the id of the running turn; sent as ``X-Request-ID`` so that logs can be joined.
        http: Makes the HTTP client; replaceable in tests.
    """

    def __init__(
        self,
        settings: ClientSettings,
        turn_id: Callable[[], str | None] = lambda: None,
        http: Callable[[], httpx.AsyncClient] | None = None,
    ) -> None:
        self._settings = settings
        self._turn_id = turn_id
        self._pool = HttpPool(http or (lambda: httpx.AsyncClient(timeout=TIMEOUT_SECONDS)))
        self._service_key = service_key(settings.secret_key)
        self.customers = CustomersClient(self._transport("customers"))
        self.billing = BillingClient(self._transport("billing"))
        self.metering = MeteringClient(self._transport("metering"))
        self.tickets = TicketsClient(self._transport("tickets"))
        payments = self._transport("payments")  # one circuit breaker for what is one service
        self.payments, self.plans = PaymentsClient(payments), PlansClient(payments)
        self.outages = OutagesClient(self._transport("outages"))

    async def __aenter__(self) -> Clients:
        """Nothing to open: connections are made on first use."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections of this loop."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        await self._pool.aclose()

    def _transport(self, service: str) -> ServiceTransport:
        return ServiceTransport(
            service, self._settings.service_url(service), self._pool, self._headers, budget=TIMEOUT_SECONDS
        )

    def _headers(self) -> dict[str, str]:
        headers = {"X-Service-Key": self._service_key, "Accept": "application/json"}
        turn = self._turn_id()
        return {**headers, "X-Request-ID": turn} if turn else headers


def service_key(secret: str) -> str:
    """The key that tells the systems of record that a call comes from the assistant.

    ``BACKENDS_SERVICE_KEY`` (or the file ``BACKENDS_SERVICE_KEY_FILE``) when set, else derived from ``secret``.
    """
    configured = os.environ.get("BACKENDS_SERVICE_KEY")
    if not configured and (path := os.environ.get("BACKENDS_SERVICE_KEY_FILE")):
        configured = Path(path).read_text(encoding="utf-8").strip()
    return configured or hmac.new(secret.encode(), b"courant.backends.service", hashlib.sha256).hexdigest()
