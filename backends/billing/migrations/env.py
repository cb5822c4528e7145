"""Alembic environment of the billing context; the kernel hands the connection over."""

from backends.billing.tables import METADATA
from backends.kernel.migrations import run_migrations

run_migrations(METADATA)
