"""Alembic migrations, one environment and one version table a context."""

from __future__ import annotations

from pathlib import Path

from alembic import command, context
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection

from backends.kernel.database import Database

_ROOT = Path(__file__).resolve().parent.parent


def alembic_config(name: str) -> AlembicConfig:
    """Return the Alembic configuration of a context."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(_ROOT / name / "migrations"))
    config.attributes["context"] = name
    return config


def upgrade(database: Database) -> None:
    """Bring a database to the newest schema, in one transaction."""
    config = alembic_config(database.context)

    def _work(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{database.context}"'))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    database.write_now(_work)


def is_current(connection: Connection, name: str) -> bool:
    """Whether the schema of a context is the newest one."""
    head = ScriptDirectory.from_config(alembic_config(name)).get_current_head()
    current = MigrationContext.configure(connection, opts={"version_table": version_table(name)})
    return current.get_current_revision() == head


def version_table(name: str) -> str:
    """Return the name of the table that holds the revision of a context."""
    return f"{name}_version"


def run_migrations(metadata: MetaData) -> None:
    """Run by each ``env.py``: migrate through the connection that was handed over."""
    config = context.config
    context.configure(
        connection=config.attributes["connection"],
        target_metadata=metadata,
        version_table=version_table(config.attributes["context"]),
        render_as_batch=True,
    )
    context.run_migrations()
