"""What `courant run` checks before it starts anything."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from courant.cli import main
from courant.cli.locks import Locked, one_after_the_other, only_once
from courant.cli.processes import endpoints_file, processes
from courant.cli.run import PortsTaken, refuse_taken_ports
from courant.settings import PROJECT_ROOT, load_settings


@pytest.fixture
def settings(tmp_path):
    return load_settings({"COURANT_VAR": str(tmp_path)}, PROJECT_ROOT)


def table(settings):
    return processes(settings, Path("models/m.tar.gz"), Path("endpoints.yml"))


def test_one_process_each_on_its_own_port(settings):
    assert {one.name: one.port for one in table(settings)} == {
        "gateway": 8000,
        "customers": 8001,
        "billing": 8002,
        "metering": 8003,
        "tickets": 8004,
        "payments": 8005,
        "outages": 8006,
        "whatsapp_simulator": 8007,
        "actions": 5055,
        "rasa": 5005,
    }


def test_rasa_serves_its_api_behind_the_token_on_the_local_interface(settings):
    command = " ".join(next(one.command for one in table(settings) if one.name == "rasa"))
    assert f"--enable-api --auth-token {settings.rasa_token}" in command
    assert "--interface 127.0.0.1 --port 5005" in command
    assert "--model models/m.tar.gz" in command


def test_ports_follow_the_environment(tmp_path):
    settings = load_settings({"RASA_PORT": "6005", "ACTIONS_PORT": "6055", "COURANT_VAR": str(tmp_path)}, PROJECT_ROOT)
    ports = {one.name: one for one in table(settings)}
    assert "--port 6005" in " ".join(ports["rasa"].command)
    assert "--port 6055" in " ".join(ports["actions"].command)
    assert ports["actions"].variable == "ACTIONS_PORT"


def test_rasa_is_told_where_the_actions_are(tmp_path):
    default = load_settings({"COURANT_VAR": str(tmp_path)}, PROJECT_ROOT)
    assert endpoints_file(default) == PROJECT_ROOT / "endpoints.yml"
    moved = load_settings({"ACTIONS_PORT": "6055", "COURANT_VAR": str(tmp_path)}, PROJECT_ROOT)
    written = yaml.safe_load(endpoints_file(moved).read_text("utf-8"))
    original = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text("utf-8"))
    assert written["action_endpoint"].pop("url") == "http://127.0.0.1:6055/webhook"
    assert original["action_endpoint"].pop("url") == "http://127.0.0.1:5055/webhook"
    assert written == original


def test_taken_ports_are_all_named_with_their_variable(settings):
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        taken = [server.getsockname()[1] for server in (first, second)]
        rows = [replace(one, port=taken[0] if one.name == "billing" else _free()) for one in table(settings)]
        rows = [replace(one, port=taken[1]) if one.name == "rasa" else one for one in rows]
        with pytest.raises(PortsTaken) as raised:
            refuse_taken_ports(rows, "127.0.0.1")
    assert f"{taken[0]} (billing)" in str(raised.value)
    assert "BILLING_PORT" in str(raised.value)
    assert f"{taken[1]} (rasa)" in str(raised.value)
    assert "gateway" not in str(raised.value)


def test_free_ports_are_accepted(settings):
    assert refuse_taken_ports([replace(one, port=_free()) for one in table(settings)], "127.0.0.1") is None


def _free() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def test_a_lock_held_is_refused_with_the_pid_and_free_afterwards(tmp_path):
    lock = tmp_path / "run" / "courant.lock"
    with only_once(lock), pytest.raises(Locked) as raised, only_once(lock):
        pass
    assert raised.value.pid == str(os.getpid())
    with only_once(lock):
        assert lock.read_text("utf-8").strip() == str(os.getpid())


def test_started_twice_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURANT_VAR", str(tmp_path))
    monkeypatch.setattr("courant.cli.run.settings", lambda: load_settings(os.environ, PROJECT_ROOT))
    with only_once(tmp_path / "run" / "courant.lock"):
        assert main(["run"]) == 2
    assert f"tourne déjà (pid {os.getpid()})" in capsys.readouterr().err


def test_a_training_waits_for_the_other_one(tmp_path):
    lock, told, order = tmp_path / ".lock", threading.Event(), []

    def second():
        with one_after_the_other(lock, lambda pid: told.set()):
            order.append("second")

    with one_after_the_other(lock, lambda pid: order.append("must not wait")):
        thread = threading.Thread(target=second)
        thread.start()
        assert told.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
