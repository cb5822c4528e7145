"""The business number that the stand-in plays, and where its events go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backends.kernel.config import Config, ConfigError
from backends.kernel.supplier import supplier

ACCOUNT_ID = "100000000000000"
# From the range that the French regulator keeps for fiction.
DISPLAY_NUMBER = "33465712020"
_NEEDED = ("WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")


@dataclass(frozen=True)
class Line:
    """A business number.

    Attributes:
        name: who it belongs to, as phones show it.
        phone_number_id: its id in addresses of the API and in events.
        token: bearer token of the API.
        app_secret: signs the events.
        verify_token: shown in the handshake of the webhook.
        webhook: address of Courant's webhook.
    """

    name: str
    phone_number_id: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    webhook: str


def line_of(config: Config, environment: Mapping[str, str]) -> Line:
    """Return the line of the demo.

    Args:
        config: says who the supplier is.
        environment: variables, those of ``.env.demo`` included (:func:`backends.kernel.config.environment`).

    Raises:
        ConfigError: outside the demo, or a variable is absent.
    """
    if not config.demo:
        raise ConfigError("COURANT_MODE: the WhatsApp simulator exists in demo mode only")
    absent = [name for name in _NEEDED if not environment.get(name)]
    if absent:
        raise ConfigError(f"{', '.join(absent)}: set it in the environment or in .env.demo")
    assistant = environment.get("RASA_URL") or f"http://127.0.0.1:{environment.get('RASA_PORT') or 5005}"
    webhook = environment.get("WHATSAPP_WEBHOOK_URL") or f"{assistant.rstrip('/')}/webhooks/whatsapp/webhook"
    number, token, app_secret, verify_token = (environment[name] for name in _NEEDED)
    return Line(supplier(config.supplier_file).name, number, token, app_secret, verify_token, webhook)
