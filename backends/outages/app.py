"""The outages service as an application: its courier tells the assistant what moved."""

from __future__ import annotations

from sanic import Sanic

from backends.kernel.application import create_app
from backends.kernel.courier import run_with
from backends.kernel.events import event_courier
from backends.kernel.service import Service
from backends.outages.api import ROUTES
from backends.outages.tables import METADATA


def create(service: Service, first_delay: float = 1.0) -> Sanic:
    """Return the application.

    Args:
        service: The context at work, its database being migrated.
        first_delay: Seconds before an event that was not taken is posted again.
    """
    app = create_app(service, ROUTES)
    run_with(app, lambda: (event_courier(service.database, METADATA, service.config, first_delay),))
    return app
