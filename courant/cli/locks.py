"""Locks between processes of one machine: one Courant, one training at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO


class Locked(RuntimeError):
    """Another process holds the lock; `pid` is its number when known."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


@contextlib.contextmanager
def only_once(path: Path) -> Iterator[None]:
    """Hold a lock, or give up at once.

    Raises:
        Locked: when another process holds it.
    """
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Locked(_holder(file)) from None
        _sign(file)
        yield


@contextlib.contextmanager
def one_after_the_other(path: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock, after waiting for it if need be; `waiting` is told the pid that holds it."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waiting(_holder(file))
            fcntl.flock(file, fcntl.LOCK_EX)
        _sign(file)
        yield


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        yield file


def _holder(file: TextIO) -> str:
    file.seek(0)
    return file.read().strip()


def _sign(file: TextIO) -> None:
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
