"""Metering as an application: its courier tells the assistant what a person decided."""

from __future__ import annotations

from sanic import Sanic

from backends.kernel.application import create_app
from backends.kernel.courier import run_with
from backends.kernel.events import event_courier
from backends.kernel.service import Service
from backends.metering import readings_api as readings_api  # declares its routes
from backends.metering.api import ROUTES
from backends.metering.rules import reading_rules
from backends.metering.tables import METADATA


def create(service: Service, first_delay: float = 1.0) -> Sanic:
    """Return the application.

    Args:
        service: The context at work, its database being migrated.
        first_delay: Seconds before an event that was not taken is posted again.

    Raises:
        ConfigError: A rule of readings is absent.
    """
    reading_rules(service.config.supplier_file)
    app = create_app(service, ROUTES)
    run_with(app, lambda: (event_courier(service.database, METADATA, service.config, first_delay),))
    return app
