"""Which processes answer messages: what a dead one left is taken up, what a living one does is left alone."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

# A process on another machine cannot be asked; after this time its turn is certainly over.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Presence:
    """One process: machine, number, and a mark that a restart under the same number does not have."""

    host: str
    pid: int
    boot: str

    @classmethod
    def of_this_process(cls) -> Presence:
        """Return a presence for the running process."""
        return cls(socket.gethostname(), os.getpid(), uuid4().hex[:12])

    @property
    def name(self) -> str:
        """Name written beside the messages that this process answers."""
        return f"{self.host[:80]}:{self.pid}:{self.boot}"

    def may_be_alive(self, holder: str, since: datetime, now: datetime) -> bool:
        """Tell whether another holder may still be at work on a message received at `since`.

        A message that this very process holds without working on it (its turn failed on the database) is free.
        """
        host, pid, boot = holder.rsplit(":", 2)
        if holder == self.name or (host == self.host[:80] and int(pid) == self.pid and boot != self.boot):
            return False
        if host != self.host[:80]:
            return now - since < PATIENCE
        return _runs(int(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
