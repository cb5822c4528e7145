"""WhatsApp as Rasa's input channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint, Sanic

from channels.outlet import outlet
from channels.startup import StartRefused, attach
from channels.texts import MissingMessages, Texts
from channels.turns import Handle
from channels.whatsapp.client import Graph
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.content import NOTICES
from channels.whatsapp.delivery import Delivery
from channels.whatsapp.receiving import Receiver
from channels.whatsapp.webhook import Webhook
from courant.settings import SettingsError, settings

CHANNEL = "whatsapp"


class WhatsappInput(InputChannel):
    """Webhook under `/webhooks/whatsapp/webhook`; answers leave through the Graph API."""

    def __init__(self, config: WhatsappConfig) -> None:
        """Speak for the number of this configuration."""
        self._config = config

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, also the last part of its address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WhatsappInput:
        """Read the channel's section of the credentials file; the number and its secrets are in the environment.

        Raises:
            StartRefused: the number, or a secret without which anybody could speak for Meta, is absent.
        """
        try:
            return cls(WhatsappConfig.read(credentials, settings()))
        except SettingsError as error:
            raise StartRefused(str(error)) from error

    def get_output_channel(self) -> OutputChannel | None:
        """Return a channel for messages that answer nothing."""
        return outlet(CHANNEL)

    def blueprint(self, on_new_message: Handle) -> Blueprint:
        """Return the routes."""
        blueprint = Blueprint("courant_whatsapp")
        Webhook(self._config).add_to(blueprint)
        # The door first: what comes here is handed to it.
        attach(blueprint, on_new_message, CHANNEL, self._config.messages, self._config.seconds)
        blueprint.listener("before_server_start")(self._open)
        blueprint.listener("after_server_start")(self._start)
        blueprint.listener("before_server_stop")(self._stop)
        return blueprint

    async def _open(self, app: Sanic, _loop: Any) -> None:
        require_notices(app.ctx.door.texts)
        number = self._config.number
        graph = Graph(number.api_url, number.phone_number_id, number.access_token)
        app.ctx.whatsapp_graph = graph
        clients = getattr(app.ctx, "door_clients", None)  # an application that brought its own door has none
        app.ctx.whatsapp_delivery = Delivery(app.ctx.door, graph, clients and clients.tickets)
        app.ctx.whatsapp = Receiver(app.ctx.door, graph, app.ctx.whatsapp_delivery, self._config)

    async def _start(self, app: Sanic, _loop: Any) -> None:
        app.ctx.whatsapp.start()  # first: what Meta told of our messages meanwhile spares sending them again
        await app.ctx.whatsapp_delivery.start()

    async def _stop(self, app: Sanic, _loop: Any) -> None:
        await app.ctx.whatsapp.stop()
        await app.ctx.whatsapp_delivery.stop()
        await app.ctx.whatsapp_graph.aclose()


def require_notices(texts: Texts) -> None:
    """Refuse to start without words for what cannot be read.

    Raises:
        MissingMessages: naming what the packs lack.
    """
    absent = [one for notice in NOTICES for one in (notice.message, notice.label) if not _has(texts, one)]
    if absent:
        names = dict.fromkeys(name.removeprefix("utter_") for name in absent)
        raise MissingMessages(f"data/packs: messages and wordings: {', '.join(names)}")


def _has(texts: Texts, name: str) -> bool:
    try:
        texts.message(name) if name.startswith("utter_") else texts.wording(name)
    except KeyError:
        return False
    return True
