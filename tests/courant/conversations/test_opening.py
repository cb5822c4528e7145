"""Opening the store: migrations, several processes at once, and refusal when the database is away."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from courant.conversations import StoreUnreachable, open_store, open_store_at
from courant.conversations.database import Database
from courant.conversations.migrate import VERSION_TABLE, current_revision, head_revision, migrate
from courant.conversations.models import metadata
from courant.settings import PROJECT_ROOT, load_settings

OPEN = "import sys; from courant.conversations import open_store_at as o; print(o(sys.argv[1], 'k' * 32).exists('x'))"


def test_migrations_build_the_tables_of_the_models(store):
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_a_store_is_migrated_to_this_code_and_back(url):
    database = Database(url)
    migrate(database)
    assert current_revision(database) == head_revision()
    with database.write() as connection:
        connection.execute(sa.text("SELECT last_number FROM conversation"))
    database.close()


def test_processes_that_start_together_agree(url):
    commands = [[sys.executable, "-c", OPEN, url] for _ in range(3)]
    running = [
        subprocess.Popen(one, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for one in commands
    ]
    results = [process.communicate(timeout=60) for process in running]
    assert [out.strip() for out, _ in results] == ["False"] * 3, results


def test_what_one_store_writes_another_reads(url, clock):
    key = "k" * 32
    one, two = open_store_at(url, key, clock), open_store_at(url, key, clock)
    conversation = one.conversation_for("webchat", "session-1")
    assert two.conversation_for("webchat", "session-1") == conversation
    one.database.close()
    two.database.close()


def test_an_absent_server_is_named_without_its_password():
    with pytest.raises(StoreUnreachable) as refusal:
        open_store_at("postgresql://courant:hidden-word@127.0.0.1:1/courant", "k" * 32)
    assert "127.0.0.1:1" in str(refusal.value)
    assert "hidden-word" not in str(refusal.value)


def test_a_process_opens_each_database_once(tmp_path):
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/a.db", "COURANT_MODE": "demo"}
    known = load_settings(environment, PROJECT_ROOT)
    assert open_store(known) is open_store(known)
