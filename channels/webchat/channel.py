"""The web chat as Rasa's input channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint

from channels.outlet import outlet
from channels.startup import attach
from channels.turns import Handle
from channels.webchat.config import WebchatConfig
from channels.webchat.content import CHANNEL
from channels.webchat.files import WidgetFile
from channels.webchat.routes import Routes
from channels.webchat.tokens import Tokens
from courant.settings import settings


class WebchatInput(InputChannel):
    """Sessions, stream, messages and the widget's file, under `/webhooks/webchat/`."""

    def __init__(self, config: WebchatConfig) -> None:
        """Serve with this configuration."""
        self._config = config

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, also the last part of its address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WebchatInput:
        """Read the channel's section of the credentials file."""
        return cls(WebchatConfig.from_credentials(credentials))

    def get_output_channel(self) -> OutputChannel | None:
        """Return a channel for messages that answer nothing."""
        return outlet(CHANNEL)

    def blueprint(self, on_new_message: Handle) -> Blueprint:
        """Return the routes."""
        blueprint = Blueprint("courant_webchat")
        Routes(self._config, Tokens(settings().secret_key, self._config.token_life)).add_to(blueprint)
        WidgetFile.read().add_to(blueprint)
        attach(blueprint, on_new_message, CHANNEL, self._config.messages, self._config.seconds)
        return blueprint
