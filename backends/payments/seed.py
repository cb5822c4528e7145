"""Filling the payments database with the demo: a clean desk, for past payments are billing's, and some plans."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from backends.demo.world import World
from backends.payments.plans.seed import seed_plans
from backends.payments.tables import METADATA

_KEPT = ("audit",)


def seed(connection: Connection, world: World) -> None:
    """Empty every table but the audit trail, then write the plans of the demo."""
    for table in reversed(METADATA.sorted_tables):
        if table.name not in _KEPT:
            connection.execute(delete(table))
    seed_plans(connection, world)
