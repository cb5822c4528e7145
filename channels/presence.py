"""Which processes answer messages: what a dead one left is taken up, what a living one does is left alone."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

# A process on another machine, or in another container, cannot be asked. One server at a time serves a store, so a name
# of elsewhere is that of the one before, which stops or is gone: its turns last a minute, its stop half a minute. Were
# two at work, a long lane could outlast this: what runs twice then is said and written once all the same.
PATIENCE = timedelta(seconds=90)
PROCESSES = Path("/proc")


@dataclass(frozen=True)
class Presence:
    """One process: machine, number, and a mark: its start, and what a restart at the same moment would not have."""

    host: str
    pid: int
    boot: str

    @classmethod
    def of_this_process(cls) -> Presence:
        """Return a presence for the running process."""
        pid = os.getpid()
        return cls(socket.gethostname(), pid, f"{_start_of(pid) or ''}-{uuid4().hex[:12]}")

    @property
    def name(self) -> str:
        """Name written beside the messages that this process answers."""
        return f"{self.host[:80]}:{self.pid}:{self.boot}"

    def may_be_alive(self, holder: str, since: datetime, now: datetime) -> bool:
        """Tell whether another holder may still be at work on a message received at `since`.

        A message that this very process holds without working on it (its turn failed on the database) is free. So is
        that of a process that started at another moment than the one that has its number now: numbers come back soon,
        in containers above all.
        """
        host, number, boot = holder.rsplit(":", 2)
        pid, recent = int(number), now - since < PATIENCE
        if host != self.host[:80]:
            return recent
        if pid == self.pid:
            return False
        if not (PROCESSES / "self").exists():
            return recent and _has_number(pid)
        return _start_of(pid) == boot.partition("-")[0]


def _start_of(pid: int) -> str | None:
    """Return when a process started, in ticks of its machine; None when none runs under this number."""
    try:
        line = (PROCESSES / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = line.rpartition(")")[2].split()
    return None if state in "ZX" else fields[18]  # a zombie answers nobody


def _has_number(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
