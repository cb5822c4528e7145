"""A store on each database: SQLite always, PostgreSQL where a server answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from courant.conversations import ConversationStore, open_store_at
from tests.postgres import own_database

KEY = "a-key-for-tests-that-is-long-enough-to-be-one"


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
    with own_database() as url:
        yield url


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
