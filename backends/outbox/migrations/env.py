"""Alembic environment of the outbox context; the kernel hands the connection over."""

from backends.kernel.migrations import run_migrations
from backends.outbox.tables import METADATA

run_migrations(METADATA)
