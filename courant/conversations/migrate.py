"""Brings the tables of the store to the version of this code, with one process at a time at work."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from courant.conversations.database import Database

VERSION_TABLE = "conversation_version"
_LOCK_NUMBER = 6_720_431
_SCRIPTS = Path(__file__).with_name("migrations")


def alembic_config() -> Config:
    """Return the Alembic settings of the store's migrations."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Apply the missing migrations; does nothing when the tables are up to date."""
    if revision == "head" and current_revision(database) == head_revision():
        return
    with _alone(database), database.write() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def current_revision(database: Database) -> str | None:
    """Return the version of the tables, None when there are none."""
    with database.read() as connection:
        if not sa.inspect(connection).has_table(VERSION_TABLE):
            return None
        version: str | None = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
        return version


def head_revision() -> str | None:
    """Return the version that this code needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    held: Any = _file_lock(database) if database.is_sqlite else _server_lock(database)
    with held:
        yield


@contextmanager
def _file_lock(database: Database) -> Iterator[None]:
    with Path(f"{database.url.database}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _server_lock(database: Database) -> Iterator[None]:
    with database.read() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:number)"), {"number": _LOCK_NUMBER})
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:number)"), {"number": _LOCK_NUMBER})
