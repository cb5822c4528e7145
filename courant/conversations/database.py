"""Connections of the store: SQLite embedded (WAL, waits when busy) or PostgreSQL, migrated when opened."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from courant.settings import sqlalchemy_url

BUSY_SECONDS = 10


class StoreUnreachable(RuntimeError):
    """The database of the conversations cannot be used; the message carries no password."""


class _LeaveSqlite(sqlite.dml.OnConflictDoNothing):  # type: ignore[misc]  # SQLAlchemy 1.4 has no type hints
    """Leaves an existing row alone, whatever key it is known by: there is nothing in it that could differ."""

    inherit_cache = True
    _traverse_internals: tuple[Any, ...] = ()


class _LeaveServer(postgresql.dml.OnConflictDoNothing):  # type: ignore[misc]  # SQLAlchemy 1.4 has no type hints
    """The same for PostgreSQL."""

    inherit_cache = True
    _traverse_internals: tuple[Any, ...] = ()


class _IntoSqlite(sqlite.Insert):  # type: ignore[misc]  # SQLAlchemy 1.4 has no type hints
    """An insertion that is compiled once a table: SQLAlchemy's own, each time, takes longer than inserting."""

    inherit_cache = True
    _post_values_clause = _LeaveSqlite()


class _IntoServer(postgresql.Insert):  # type: ignore[misc]  # SQLAlchemy 1.4 has no type hints
    """The same for PostgreSQL."""

    inherit_cache = True
    _post_values_clause = _LeaveServer()


class Database:
    """An engine with short transactions: `read()` and `write()`; `together()` makes one of several."""

    def __init__(self, url: str) -> None:
        """Prepare an engine; nothing is opened before the first transaction."""
        self.url = sa.engine.make_url(sqlalchemy_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self.url) if self.is_sqlite else _server_engine(self.url)
        self._writer = self._engine.execution_options(immediate=True)
        self._reader = self._engine.execution_options(reads=True)
        self._joined = threading.local()

    @contextmanager
    def read(self) -> Iterator[Any]:
        """Give a connection for queries."""
        joined = getattr(self._joined, "connection", None)
        if joined is not None:
            yield joined
            return
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Any]:
        """Give a connection for one transaction, committed at the end, rolled back on an exception."""
        joined = getattr(self._joined, "connection", None)
        if joined is not None:
            yield joined
            return
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread reads and writes inside: all of it is kept, or nothing.

        Nothing may be awaited inside: another task of the thread would write into the same transaction.
        """
        with self.write() as connection:
            before = getattr(self._joined, "connection", None)
            self._joined.connection = connection
            try:
                yield
            finally:
                self._joined.connection = before

    def insert_if_absent(self, connection: Any, table: Any, values: Mapping[str, Any]) -> bool:
        """Insert a row unless it breaks a unique key; tell whether it was inserted."""
        return bool(connection.execute(self._insertion(table), dict(values)).rowcount == 1)

    def insert_all_absent(self, connection: Any, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, which have the same columns, but for those that break a unique key."""
        if rows:
            connection.execute(self._insertion(table), [dict(row) for row in rows])

    def _insertion(self, table: Any) -> Any:
        return _IntoSqlite(table) if self.is_sqlite else _IntoServer(table)

    def check(self) -> None:
        """Prove that the database answers.

        Raises:
            StoreUnreachable: when it does not.
        """
        try:
            with self.read() as connection:
                connection.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError as error:
            raise StoreUnreachable(f"{self.url!r}: {type(error).__name__}") from error

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _server_engine(url: Any) -> Any:
    return sa.create_engine(url, future=True, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=10)


def _sqlite_engine(url: Any) -> Any:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: a transaction that reads first and writes later fails at
    # once when another process wrote meanwhile, whatever the time-out.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    options = connection.get_execution_options()
    if options.get("reads"):
        return  # one query sees one state without a transaction; opening one takes longer than the query
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")
