"""Real servers whose stores fail: their logs tell where, and what kind of error, and nothing that a customer wrote."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backends.kernel.database import Database as BackEndDatabase
from channels.door import _Reading
from channels.incoming import Incoming
from channels.whatsapp.outgoing import Outgoing
from courant.conversations import Inbound, paris_now
from courant.conversations.database import Database
from courant.conversations.whatsapp_senders import Recipient, WhatsappContact
from courant.settings import PROJECT_ROOT
from custom_components.tracker_store import CourantTrackerStore
from tests.end_to_end.running import free_ports

SECRETS = ("4970 1012 3456 7893", "4970101234567893", "482913", "06 39 98 00 01", "rue des Lilas")
TOLD = f"ma carte est {SECRETS[0]}, mon code est {SECRETS[2]}, je suis au {SECRETS[3]}, 12 {SECRETS[4]}"
START_SECONDS = 60


@contextmanager
def running(command: list[str], port: int, folder: Path, **environment: str) -> Iterator[Callable[[], str]]:
    """Run a server; gives what stops it and returns all that it printed."""
    output = folder / "output"
    known = {**os.environ, "COURANT_VAR": str(folder), "SANIC_HOST": "127.0.0.1", **environment}
    with output.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=PROJECT_ROOT, env=known, stdout=stream, stderr=stream
        )

    def printed() -> str:
        server.terminate()
        server.wait(30)
        return output.read_text(encoding="utf-8")

    try:
        wait_for(port, server)
        yield printed
    finally:
        server.kill()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


def errors(printed: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return [line for line in lines if "error" in line]


def assert_nothing_leaked(printed: str) -> None:
    for secret in SECRETS:
        assert secret not in printed
        assert secret.replace(" ", "") not in printed


def test_rasa_tells_where_it_failed_and_not_what_it_was_told(tmp_path: Path) -> None:
    (tmp_path / "credentials.yml").write_text("channels.texte.TexteInput:\n", encoding="utf-8")
    port = free_ports(("rasa",))["rasa"]
    command = ["tests.channels.refusing_server", str(tmp_path / "credentials.yml"), str(port)]
    with running(command, port, tmp_path) as stop:
        for told in (f"refuse : {TOLD}", f"garde : {TOLD}"):
            message = {"conversation": "camille", "text": told}
            httpx.post(f"http://127.0.0.1:{port}/webhooks/texte", json=message, timeout=30)
        printed = stop()
    assert_nothing_leaked(printed)
    # The first message could not be kept: Sanic said so. The answer to the second could not: a lane said so.
    refused, failed = errors(printed)
    assert (refused["logger"], failed["logger"]) == ("sanic.error", "channels.lanes")
    for line in (refused, failed):
        assert "sqlalchemy.exc.IntegrityError" in line["error"]
        assert "channels/door.py:" in line["error"] or "channels/turns.py:" in line["error"]
        assert line["service"] == "rasa"
    assert failed["event"] == "channels.lanes.work.failed"


def test_the_action_server_does_too(tmp_path: Path) -> None:
    port = free_ports(("actions",))["actions"]
    with running(["rasa_sdk", "--actions", "actions", "--port", str(port)], port, tmp_path) as stop:
        call(port, "action_details_consommation")
        with sqlite3.connect(tmp_path / "courant.db") as database:
            for (table,) in database.execute(
                "SELECT name FROM sqlite_master WHERE name LIKE 'conversation%'"
            ).fetchall():
                database.execute(f"DROP TABLE IF EXISTS {table}")
        call(port, "action_details_consommation")
        call(port, TOLD)
        printed = stop()
    assert_nothing_leaked(printed)
    (failed,) = errors(printed)
    assert "sqlalchemy.exc.OperationalError" in failed["error"]
    assert "actions/core/guard.py:" in failed["error"]
    assert failed["service"] == "actions"
    assert "ActionNotFoundException" in printed
    assert '"needed": 2' in printed  # what the guard said of the first call, with its values


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://nobody@localhost/nothing"])
def test_no_error_of_a_database_holds_what_was_to_be_kept(url: str) -> None:
    for engine in (Database(url)._engine, BackEndDatabase("billing", url).engine):
        assert engine.hide_parameters


def test_nor_one_of_the_trackers(tmp_path: Path) -> None:
    store = CourantTrackerStore(host=f"sqlite:///{tmp_path}/tracker.db")
    with pytest.raises(SQLAlchemyError) as error, store.engine.begin() as connection:
        connection.execute(text("INSERT INTO nothing VALUES (:said)"), {"said": TOLD})
    assert "Lilas" not in str(error.value)


def test_what_holds_a_message_does_not_show_it() -> None:
    incoming = Incoming("texte", "camille", "m", TOLD)
    inbound = Inbound("i", "c", "texte", "m", TOLD, None, paris_now())
    contact = WhatsappContact(TOLD, TOLD, TOLD, TOLD)
    for shown in (incoming, inbound, contact, Recipient(TOLD, TOLD), Outgoing({"text": TOLD}, {"text": TOLD})):
        assert "Lilas" not in repr(shown)
    assert "Lilas" not in repr(_Reading(TOLD, None, secret=TOLD))


def call(port: int, action: str) -> None:
    """Have an action run, for a conversation that has the name of a secret."""
    tracker = {
        "sender_id": TOLD,
        "slots": {},
        "latest_message": {"text": TOLD},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    body = {"version": "3.6.2", "domain": {}, "sender_id": TOLD, "next_action": action, "tracker": tracker}
    httpx.post(f"http://127.0.0.1:{port}/webhook", json=body, timeout=30)
