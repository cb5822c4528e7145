"""Alembic environment of the tickets; the connection is handed over by the kernel."""

from backends.kernel.migrations import run_migrations
from backends.tickets.models import metadata

run_migrations(metadata)
