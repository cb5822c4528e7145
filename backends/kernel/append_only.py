"""Triggers that make a table append-only, for the migrations."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_FUNCTION = """CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"""
_SERVER = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"""


def forbid_changes(connection: Connection, table: str) -> None:
    """Make the database refuse updates and deletions on a table."""
    if connection.dialect.name == "postgresql":
        statements = [_FUNCTION, _SERVER]
    else:
        statements = [_SQLITE.replace("{verb}", verb) for verb in ("UPDATE", "DELETE")]
    for statement in statements:
        connection.execute(text(statement.format(table=table)))
