"""The payment provider: where its page is, and what it signs its notifications with.

In demo mode the page and the provider are played by this context, and plainly say so. In real use the page is the
provider's own: it is given the payment, signed. For a link whose amount may not be told in the conversation, a page of
this context comes before it, with the amount and the bills.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from backends.kernel.config import Config, ConfigError
from backends.kernel.problems import not_found

PAGE_VARIABLE = "PAYMENTS_PAGE_URL"
SECRET_VARIABLE = "PAYMENTS_PROVIDER_SECRET"
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Provider:
    """Who takes the money. ``page_url`` None: played here, for the demo."""

    public_url: str
    secret: str = field(repr=False)
    page_url: str | None = None

    @property
    def is_played(self) -> bool:
        """Whether this context plays the provider."""
        return self.page_url is None

    def address(self, reference: str, amount_cents: int) -> str:
        """Return where a link is paid; always the same for a link, and of no use for another."""
        if self.page_url is None:
            return self.own_page(reference)
        asked = {"reference": reference, "amount_cents": amount_cents, "currency": "EUR"}
        return f"{self.page_url}?{urlencode({**asked, 'signature': self._proof(str(sorted(asked.items())))})}"

    def own_page(self, reference: str) -> str:
        """Return where this context shows what a link pays: the demo pays there, real use goes on to the provider."""
        return f"{self.public_url}/payments/pages/{self.page_name(reference)}"

    def page_name(self, reference: str) -> str:
        """Return ``<reference>.<proof>``, which cannot be guessed from the reference."""
        return f"{reference}.{self._proof(reference)}"

    def opened(self, name: str) -> str:
        """Return the reference of a page's name.

        Raises:
            Problem: 404 when it was not made here.
        """
        reference, _, proof = name.partition(".")
        if not hmac.compare_digest(proof.encode(), self._proof(reference).encode()):
            raise not_found("payment")
        return reference

    def _proof(self, subject: str) -> str:
        digest = hmac.new(self.secret.encode(), f"page|{subject}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:18]).decode()


def provider(config: Config, environ: Mapping[str, str]) -> Provider:
    """Return the provider of an environment; in demo mode it is played unless one is named.

    Raises:
        ConfigError: Its page or its secret is missing in real use.
    """
    page, secret = environ.get(PAGE_VARIABLE), environ.get(SECRET_VARIABLE)
    if config.demo and not page:
        return Provider(config.public_url, secret or config.derive("payment-provider"))
    if not page or not page.startswith("https://"):
        raise ConfigError(f"{PAGE_VARIABLE}={page!r}: the https address of the provider's payment page is needed")
    if not secret or len(secret) < SHORTEST_SECRET:
        raise ConfigError(f"{SECRET_VARIABLE}: the provider's secret of {SHORTEST_SECRET} characters is needed")
    return Provider(config.public_url, secret, page.rstrip("?"))
