"""Alembic environment of the payments; the connection is handed over by the kernel."""

from backends.kernel.migrations import run_migrations
from backends.payments.tables import METADATA

run_migrations(METADATA)
