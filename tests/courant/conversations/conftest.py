"""A store on each database: SQLite always, PostgreSQL where a server answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from courant.conversations import ConversationStore, open_store_at

SERVER = os.environ.get("COURANT_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test")
KEY = "a-key-for-tests-that-is-long-enough-to-be-one"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server (COURANT_TEST_POSTGRES names another one)")


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **kwargs: float) -> None:
        self.now += timedelta(**kwargs)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """A database of its own on the local server, for one run of the tests."""
    admin = sa.create_engine(SERVER, future=True, isolation_level="AUTOCOMMIT")
    name = f"courant_{uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError:
        pytest.skip("no PostgreSQL server; set COURANT_TEST_POSTGRES")
    yield sa.engine.make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The same database, emptied."""
    engine = sa.create_engine(postgres_database, future=True)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/conversations.db"


@pytest.fixture
def store(url: str, clock: MovableClock) -> Iterator[ConversationStore]:
    opened = open_store_at(url, KEY, clock)
    yield opened
    opened.database.close()


@pytest.fixture
def conversation(store: ConversationStore) -> str:
    return store.conversation_for("webchat", "session-1")
