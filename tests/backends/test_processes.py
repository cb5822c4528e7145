"""`python -m backends`: what operators type."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from backends.kernel.config import CONTEXTS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COURANT_", "BACKENDS_"))}
    return {**kept, "COURANT_VAR": str(var), **more}


def run(var: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backends", *arguments],
        env=environment(var, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_migrate_makes_a_database_a_context(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    names = {path.stem for path in tmp_path.glob("*.sqlite3")}
    assert names == {*CONTEXTS, "outbox"}


@pytest.mark.parametrize(
    ("arguments", "more", "told"),
    [
        (("seed",), {"COURANT_MODE": "production"}, "BACKENDS_SECRET_KEY"),
        (("billing",), {"COURANT_MODE": "nonsense"}, "COURANT_MODE"),
        (("nothing",), {}, "invalid choice"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], more: dict[str, str], told: str
) -> None:
    done = run(tmp_path, *arguments, **more)
    assert done.returncode == 2 and told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_service_serves_and_stops_on_a_signal(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "backends", "billing"],
        env=environment(tmp_path, BILLING_PORT=str(port)),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        answer = wait_for(f"http://127.0.0.1:{port}/health", process)
        assert answer.json() == {"status": "ok", "service": "billing"}
        assert httpx.get(f"http://127.0.0.1:{port}/ready").status_code == 503  # not migrated
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    lines = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
    done = [line for line in lines if line["event"] == "backends.request.done"]
    assert [(line["route"], line["status"]) for line in done][-2:] == [("/health", 200), ("/ready", 503)]


def wait_for(url: str, process: subprocess.Popen[str]) -> httpx.Response:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")
