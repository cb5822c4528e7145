"""Alembic environment of the metering context; the kernel hands the connection over."""

from backends.kernel.migrations import run_migrations
from backends.metering.tables import METADATA

run_migrations(METADATA)
