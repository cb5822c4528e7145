"""Starts everything on free ports with databases of its own, and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from courant.cli.processes import BACK_ENDS
from courant.settings import PROJECT_ROOT

NAMES = ("gateway", *BACK_ENDS, "whatsapp_simulator", "actions", "rasa")
LABELS = {"billing": "Facturation", "rasa": "Assistant"}
START_SECONDS = 240


@dataclass(frozen=True)
class Running:
    """The processes of one run."""

    site: str
    rasa: str
    pids: dict[str, int]
    log: Path

    def kill(self, name: str) -> None:
        """End one process the hard way."""
        os.kill(self.pids[name], signal.SIGKILL)


def free_ports(names: tuple[str, ...]) -> dict[str, int]:
    """Ports that nobody uses now."""
    sockets = {name: socket.socket() for name in names}
    for each in sockets.values():
        each.bind(("127.0.0.1", 0))
    ports = {name: each.getsockname()[1] for name, each in sockets.items()}
    for each in sockets.values():
        each.close()
    return ports


@contextmanager
def everything(var: Path) -> Iterator[Running]:
    """Run all processes, wait until they are ready; Ctrl-C at the end must stop them all."""
    ports = free_ports(NAMES)
    environment = {
        **os.environ,
        **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
        "COURANT_VAR": str(var),
        "PYTHONUNBUFFERED": "1",
    }
    log = var / "run.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "courant", "run"],
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            printed = _wait(process, log)
            pids = {name: _pid(printed, ports[name]) for name in NAMES}
            yield Running(f"http://localhost:{ports['gateway']}", f"http://localhost:{ports['rasa']}", pids, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _wait(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        printed = log.read_text(encoding="utf-8")
        if "Assistant (Rasa)" in printed:
            return printed
        assert process.poll() is None, printed[-3000:]
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8")[-3000:])


def _pid(printed: str, port: int) -> int:
    found = re.search(rf"localhost:{port}\S*\s+pid (\d+)", printed)
    assert found is not None, printed[-3000:]
    return int(found[1])
