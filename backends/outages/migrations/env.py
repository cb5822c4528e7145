"""Alembic environment of the outages context; the kernel hands the connection over."""

from backends.kernel.migrations import run_migrations
from backends.outages.tables import METADATA

run_migrations(METADATA)
