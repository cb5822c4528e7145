"""The logs of the action server: masked JSON lines, however it is started."""

from __future__ import annotations

import sys

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Sanic

from courant.telemetry import configure_logging

of_the_sdk = pluggy.HookimplMarker("rasa_sdk")


def install_logs() -> None:
    """Be asked by the SDK when a server starts, after it has configured its own logs; twice is harmless."""
    plugin = sys.modules[__name__]
    if not plugin_manager().is_registered(plugin):
        plugin_manager().register(plugin)


@of_the_sdk
def attach_sanic_app_extensions(app: Sanic) -> None:
    """Configure the logs of a server that is about to start; actions in another process (tests) leave them alone."""
    configure_logging("actions")
