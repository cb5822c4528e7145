"""One database a context: a SQLite file, or a schema of a PostgreSQL server.

The drivers are synchronous: every access from a request runs in a thread, in one short transaction.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine

from backends.kernel.config import Config

T = TypeVar("T")
Work = Callable[[Connection], T]


class Database:
    """The database of one context.

    Args:
        context: Name of the context; with PostgreSQL, of its schema.
        url: SQLAlchemy address; a SQLite one is used as it is.
    """

    def __init__(self, context: str, url: str) -> None:
        self.context = context
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _server_engine(url, context)

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a thread, in a transaction that only reads."""
        return await asyncio.to_thread(self.read_now, work)

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a thread, in a transaction that is committed when it returns."""
        return await asyncio.to_thread(self.write_now, work)

    def read_now(self, work: Work[T]) -> T:
        """Run ``work`` here and now; nothing it writes is kept."""
        with self.engine.connect() as connection:
            return work(connection)

    def write_now(self, work: Work[T]) -> T:
        """Run ``work`` here and now in one transaction."""
        with self.engine.connect().execution_options(courant_write=True) as connection, connection.begin():
            return work(connection)

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def open_database(context: str, config: Config) -> Database:
    """Open the database of a context, by ``BACKENDS_DATABASE_URL`` or as ``var/<context>.sqlite3``."""
    if config.database_url and not config.database_url.startswith("sqlite"):
        return Database(context, config.database_url)
    config.var.mkdir(parents=True, exist_ok=True)
    return Database(context, f"sqlite:///{config.var / context}.sqlite3")


def serialise(connection: Connection, name: str) -> None:
    """Let one transaction at a time pass here, until it ends (SQLite writers already queue)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": zlib.crc32(name.encode())})


def _server_engine(url: str, schema: str) -> Engine:
    # lock_timeout: a stuck writer becomes an error that the caller sees, not a silent queue.
    options = f"-csearch_path={schema} -clock_timeout=5000"
    return create_engine(
        url,
        future=True,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        connect_args={"options": options, "connect_timeout": 3},
    )


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url, future=True, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 5}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: writers have to ask for the lock at once, else two
    # of them can deadlock when both upgrade from reading to writing.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("courant_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
