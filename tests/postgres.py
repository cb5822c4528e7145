"""The PostgreSQL server of the tests: one address for all of them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

# A server where databases may be created, not a database to write into: every test makes its own and drops it.
SERVER = os.environ.get("COURANT_TEST_POSTGRES") or "postgresql://postgres@127.0.0.1:5432/postgres"
HOW_TO_START = (
    f"no PostgreSQL at {SERVER}: start one (apt-get install postgresql && service postgresql start) "
    "or set COURANT_TEST_POSTGRES to a server on which databases may be created"
)


def require_postgres() -> None:
    """Skip with the way to start a server when there is none."""
    engine = create_engine(SERVER, future=True, connect_args={"connect_timeout": 2})
    try:
        engine.connect().close()
    except OperationalError:
        pytest.skip(HOW_TO_START)
    finally:
        engine.dispose()


@contextmanager
def own_database() -> Iterator[str]:
    """Make a database that nothing else uses; give its address; drop it."""
    require_postgres()
    name = f"courant_test_{secrets.token_hex(4)}"
    admin = create_engine(SERVER, future=True, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
