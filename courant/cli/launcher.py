"""Starts processes side by side, shows their output with a prefix each, and stops them all without orphans."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from courant.cli.processes import Process

STOP_SECONDS = 10.0
START_SECONDS = 180.0
POLL_SECONDS = 0.25
LIBRARY_WARNING = re.compile(r"site-packages/.*: \w*Warning: |importlib\._bootstrap>:\d+: \w*Warning: ")
LONGEST_LINE = 2**20
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Noise:
    """Tells which lines only the log keeps: warnings of Rasa's libraries about one another, with their source line."""

    def __init__(self) -> None:
        self._source_follows = False

    def is_noise(self, text: str) -> bool:
        """Whether a line is such a warning, or the line of code that follows one."""
        if self._source_follows and text.startswith("  "):
            return True
        self._source_follows = bool(LIBRARY_WARNING.search(text))
        return self._source_follows


class Launcher:
    """Runs a set of processes until it is told to stop or the last one has ended.

    A process that ends by itself does not stop the others: one line says so. Each process leads its own
    process group, so that stopping it stops whatever it started.
    """

    def __init__(
        self,
        processes: Sequence[Process],
        logs: Path,
        environment: Mapping[str, str],
        say: Callable[[str], None],
        root: Path,
    ) -> None:
        self._processes = processes
        self._logs = logs
        self._environment = dict(environment)
        self._say = say
        self._root = root
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._ended: set[str] = set()
        self._stop = asyncio.Event()
        self._width = max(len(process.name) for process in processes)

    async def run(self, ready: Callable[[Mapping[str, int]], None]) -> int:
        """Start everything, call `ready` with the pids once every port answers, then wait.

        Returns:
            0 after a requested stop, 1 when every process has ended by itself.
        """
        self._logs.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        for number in STOPPING:
            loop.add_signal_handler(number, self._stop.set)
        watchers = [asyncio.create_task(self._watch(process)) for process in self._processes]
        everything = asyncio.gather(*watchers)
        stopping = asyncio.create_task(self._stop.wait())
        waiting: list[asyncio.Future[Any]] = [everything, stopping]
        starting = asyncio.create_task(self._announce(ready))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            return 0 if self._stop.is_set() else 1
        finally:
            starting.cancel()
            stopping.cancel()
            await self._end()
            await everything

    async def _watch(self, process: Process) -> None:
        """Start one process, copy its output, report its end."""
        child = await asyncio.create_subprocess_exec(
            *process.command,
            cwd=self._root,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        self._running[process.name] = child
        log = self._logs / f"{process.name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        if self._stop.is_set():
            _signal(child.pid, signal.SIGKILL)
        copying = asyncio.create_task(self._copy(process.name, child, log))
        code = await child.wait()
        _signal(child.pid, signal.SIGKILL)  # whatever it started and left behind
        await copying
        del self._running[process.name]
        self._ended.add(process.name)
        if not self._stop.is_set():
            self._say(f"!! {process.name} s'est arrêté (code {code}). Les autres continuent. Journal : {log}")

    async def _copy(self, name: str, child: asyncio.subprocess.Process, log: Path) -> None:
        assert child.stdout is not None
        with log.open("w", encoding="utf-8", buffering=1) as copy:
            shown = Noise()
            while line := await _next_line(child.stdout):
                text = line.decode("utf-8", "replace").rstrip()
                copy.write(text + "\n")
                if not shown.is_noise(text):
                    self._say(f"{name:<{self._width}} | {text}")

    async def _announce(self, ready: Callable[[Mapping[str, int]], None]) -> None:
        """Wait until each port answers or its process has ended, then hand the pids over."""
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        await asyncio.gather(*(self._answers(process, deadline) for process in self._processes))
        ready({name: child.pid for name, child in self._running.items()})

    async def _answers(self, process: Process, deadline: float) -> None:
        while asyncio.get_running_loop().time() < deadline:
            if process.name in self._ended:
                return
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", process.port)
                writer.close()
                return
            await asyncio.sleep(POLL_SECONDS)
        self._say(f"!! {process.name} ne répond pas encore sur le port {process.port}.")

    async def _end(self) -> None:
        """Ask every process group to stop, then force those that do not."""
        self._stop.set()
        self._signal(signal.SIGTERM)
        deadline = asyncio.get_running_loop().time() + STOP_SECONDS
        while self._running and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(POLL_SECONDS / 5)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for child in self._running.values():
            _signal(child.pid, number)


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


async def _next_line(stream: asyncio.StreamReader) -> bytes:
    """Return the next line, or the part of it that fits when a process writes an endless one."""
    try:
        return await stream.readline()
    except ValueError:
        return await stream.read(LONGEST_LINE)
