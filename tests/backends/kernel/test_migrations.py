"""Migrations: from nothing to the tables that the code declares, on each database."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backends.kernel.database import Database, open_database
from backends.kernel.migrations import is_current, upgrade, version_table
from tests.backends.servers import config_for
from tests.postgres import own_database

CONTEXTS = ("customers", "billing", "metering", "payments", "outages", "outbox")


def metadata_of(context: str) -> Any:
    return importlib.import_module(f"backends.{context}.tables").METADATA


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path


def check(open_again: Callable[[], Database]) -> None:
    database = open_again()
    name = database.context
    upgrade(database)
    upgrade(database)  # a second time changes nothing
    database.close()
    database = open_again()

    def differences(connection: Any) -> list[Any]:
        options = {"version_table": version_table(name), "compare_type": False}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata_of(name)))

    assert database.read_now(differences) == []
    assert database.read_now(lambda connection: is_current(connection, name))
    database.close()


@pytest.mark.parametrize("context", CONTEXTS)
def test_sqlite_has_the_declared_tables(sqlite: Path, context: str) -> None:
    check(lambda: open_database(context, config_for(sqlite)))


@pytest.mark.postgres
def test_postgresql_has_them_in_a_schema_a_context(sqlite: Path) -> None:
    with own_database() as url:
        for context in CONTEXTS:
            check(partial(open_database, context, config_for(sqlite, database_url=url)))


def test_a_database_without_tables_is_not_current(sqlite: Path) -> None:
    database = open_database("billing", config_for(sqlite))
    assert not database.read_now(lambda connection: is_current(connection, "billing"))
    database.close()
