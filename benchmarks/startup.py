"""From a cold start of the real server to its first answer, and the memory that it takes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.children import environment
from benchmarks.report import Figure, Section
from benchmarks.subject import WARM_UP, Subject
from courant.cli.processes import processes
from courant.settings import load_settings

STARTS = 3
QUESTION = "quels sont vos moyens de paiement ?"
LONGEST = 120.0  # seconds
SETTLED = 20.0  # seconds after which the model of names, loaded in the background, is there
NAMES = (
    ("cold start to first answer", "s", "<= 6"),
    ("cold start to first answer, processor time", "s", ""),
    ("memory then, without spaCy", "MB", "<= 700"),
    ("memory with spaCy", "MB", "<= 1000"),
)


def run(subject: Subject) -> Section:
    """Start once to compile the modules, then three times; tell the medians of these."""
    runs = []
    for number in range(1 + STARTS):
        with tempfile.TemporaryDirectory() as folder:
            measured = _start(subject, Path(folder), named=number == STARTS)
        if measured is None:
            return Section("Start", skipped="the server gives no answer")
        runs.append(measured)
    columns = [median(column) for column in list(zip(*runs[1:], strict=True))[:-1]]
    values = [*columns, runs[-1][-1]]
    figures = [Figure(name, value, unit, aim) for (name, unit, aim), value in zip(NAMES, values, strict=True)]
    return Section("Start", tuple(figures), note=f"The Rasa server alone; median of {STARTS} starts.")


def _start(subject: Subject, folder: Path, named: bool) -> tuple[float, float, float, float] | None:
    """Return seconds to the first answer, seconds of processor, megabytes then and, when `named`, with spaCy."""
    port = _free_port()
    started = time.perf_counter()
    with _server(subject, folder, port) as server:
        while not _says(port, QUESTION):
            if server.poll() is not None or time.perf_counter() - started > LONGEST:
                return None
            time.sleep(0.02)
        first = (time.perf_counter() - started, _processor(server.pid), _memory(server.pid))
        if named:
            _says(port, WARM_UP[-1])
            time.sleep(SETTLED)
        return (*first, _memory(server.pid))


@contextmanager
def _server(subject: Subject, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server as `courant run` does, on databases of its own."""
    known = load_settings({**os.environ, "RASA_PORT": str(port), "COURANT_MODE": "demo"}, subject.root)
    everything = processes(known, subject.model, subject.root / "endpoints.yml")
    command = next(one.command for one in everything if one.name == "rasa")
    own = {name: f"sqlite:///{folder / name}.sqlite3" for name in ("DATABASE_URL", "TRACKER_DATABASE_URL")}
    variables = {**environment(subject.root), **own, "COURANT_MODE": "demo"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=subject.root, env=variables, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def _says(port: int, text: str) -> bool:
    """Say something through the text door; tell whether an answer came."""
    body = {"conversation": "bench", "message_id": f"{time.time_ns()}", "text": text}
    content = {"Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{port}/webhooks/texte/", json.dumps(body).encode(), content)
    try:
        with urlopen(request, timeout=LONGEST) as answer:
            return bool(json.load(answer)["messages"])
    except (URLError, OSError):
        return False


def _processor(pid: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    """Megabytes that a process holds (RSS)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
