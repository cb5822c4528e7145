"""The payments as an application, with the couriers that deliver what it owes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sanic import Sanic

from backends.kernel.application import create_app
from backends.kernel.courier import run_with
from backends.kernel.service import Service
from backends.payments import pages_api as pages_api  # declares its routes
from backends.payments.api import ROUTES
from backends.payments.couriers import couriers
from backends.payments.plans import desk_api as desk_api  # declares the routes of plans
from backends.payments.plans.couriers import plan_couriers
from backends.payments.provider import provider


def create(service: Service, environ: Mapping[str, str] = os.environ, first_delay: float = 1.0) -> Sanic:
    """Return the application.

    Args:
        service: The context at work, its database being migrated.
        environ: Where the provider's page and secret are read.
        first_delay: Seconds before a letter that was not taken is tried again.

    Raises:
        ConfigError: The provider is not known in real use.
    """
    played = provider(service.config, environ)
    app = create_app(service, ROUTES)
    app.ctx.provider = played
    run_with(app, lambda: [*couriers(service, played, first_delay), *plan_couriers(service, first_delay)])
    return app
