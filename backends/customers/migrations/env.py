"""Alembic environment of the customers context; the kernel hands the connection over."""

from backends.customers.tables import METADATA
from backends.kernel.migrations import run_migrations

run_migrations(METADATA)
