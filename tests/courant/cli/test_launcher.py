"""The launcher with real processes: prefixes, logs, deaths, a clean stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

import pytest

from courant.cli.launcher import Launcher
from courant.cli.processes import Process

SERVER = """
import socket, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("child", child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def process(name: str, code: str) -> Process:
    port = free_port()
    return Process(name, (sys.executable, "-c", code, str(port)), port, f"http://localhost:{port}")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as status:
        return status.read().rsplit(")", 1)[1].split()[0] != "Z"


class Session:
    """A launcher and what it said."""

    def __init__(self, tmp_path, *processes: Process) -> None:
        self.lines: list[str] = []
        self.pids: dict[str, int] = {}
        self.ready = asyncio.Event()
        self.launcher = Launcher(processes, tmp_path / "logs", os.environ, self.lines.append, tmp_path)
        self.task = asyncio.create_task(self.launcher.run(self._ready))

    def _ready(self, pids):
        self.pids.update(pids)
        self.ready.set()

    async def until(self, text: str) -> str:
        async with asyncio.timeout(20) if hasattr(asyncio, "timeout") else _deadline(20):
            while True:
                for line in self.lines:
                    if text in line:
                        return line
                await asyncio.sleep(0.02)

    async def stop(self, number: int = signal.SIGINT) -> int:
        os.kill(os.getpid(), number)
        return await asyncio.wait_for(self.task, 30)


class _deadline:
    """`asyncio.timeout` of Python 3.11, enough of it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def __aenter__(self):
        task = asyncio.current_task()
        self.handle = asyncio.get_running_loop().call_later(self.seconds, task.cancel)

    async def __aexit__(self, *_):
        self.handle.cancel()


@pytest.fixture(autouse=True)
def signals_restored():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


async def test_pids_are_given_once_every_port_answers_and_a_signal_stops_all(tmp_path):
    session = Session(tmp_path, process("billing", SERVER), process("gateway", SERVER))
    await asyncio.wait_for(session.ready.wait(), 20)
    assert set(session.pids) == {"billing", "gateway"}
    line = await session.until("billing | child")
    grandchild = int(line.rsplit(" ", 1)[1])
    assert is_alive(grandchild)
    assert await session.stop() == 0
    assert not any(is_alive(pid) for pid in [*session.pids.values(), grandchild])


async def test_output_has_a_prefix_and_goes_to_a_log(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "tickets.log").write_text("yesterday\n", "utf-8")
    session = Session(tmp_path, process("tickets", "print('été')"))
    assert await asyncio.wait_for(session.task, 20) == 1, "nothing runs any more"
    assert "tickets | été" in session.lines
    assert (tmp_path / "logs" / "tickets.log").read_text("utf-8") == "été\n"
    assert (tmp_path / "logs" / "tickets.log.1").read_text("utf-8") == "yesterday\n"


async def test_one_death_is_said_in_one_line_and_the_others_go_on(tmp_path):
    session = Session(tmp_path, process("billing", "import sys; sys.exit(3)"), process("gateway", SERVER))
    said = await session.until("!! billing")
    assert "code 3" in said
    assert "Les autres continuent" in said
    await asyncio.wait_for(session.ready.wait(), 20)
    assert set(session.pids) == {"gateway"}
    assert is_alive(session.pids["gateway"])
    await session.stop()
    assert sum(line.startswith("!!") for line in session.lines) == 1


async def test_what_a_dead_process_left_behind_is_ended(tmp_path):
    code = SERVER[: SERVER.rindex("time.sleep")]
    session = Session(tmp_path, process("billing", code), process("gateway", SERVER))
    grandchild = int((await session.until("billing | child")).rsplit(" ", 1)[1])
    await session.until("!! billing")
    assert not is_alive(grandchild)
    await session.stop()


async def test_a_process_that_ignores_the_request_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("courant.cli.launcher.STOP_SECONDS", 0.3)
    session = Session(tmp_path, process("deaf", STUBBORN))
    await session.until("deaf | deaf")
    pid = session.launcher._running["deaf"].pid
    await session.stop(signal.SIGTERM)
    assert not is_alive(pid)


async def test_an_endless_line_does_not_stop_the_copy(tmp_path, monkeypatch):
    monkeypatch.setattr("courant.cli.launcher.LONGEST_LINE", 1000)
    session = Session(tmp_path, process("loud", "print('x' * 5000); print('end')"))
    await asyncio.wait_for(session.task, 20)
    assert any("end" in line for line in session.lines)
