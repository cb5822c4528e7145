"""JSON log lines, masked: no card, code, name of a person's mailbox or token ever reaches a log."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TextIO

from courant.clock import PARIS
from courant.privacy import mask_for_log

FIELDS = "courant_fields"
_turn: ContextVar[str | None] = ContextVar("courant_turn", default=None)


def current_turn() -> str | None:
    """Return the id of the turn being handled, the same from the channel to the back end."""
    return _turn.get()


@contextmanager
def turn(identifier: str | None) -> Iterator[None]:
    """Mark everything logged inside as belonging to one turn."""
    token = _turn.set(identifier)
    try:
        yield
    finally:
        _turn.reset(token)


def log_event(logger: logging.Logger, event: str, level: int = logging.INFO, **fields: object) -> None:
    """Log an event named `module.object.verb`, with values that are masked when written.

    Args:
        logger: where to log.
        event: the name of what happened.
        level: a level of `logging`.
        **fields: values; texts, lists and mappings are masked at every depth.
    """
    logger.log(level, event, extra={FIELDS: fields})


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON, masked."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, PARIS).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "event": masked(record.getMessage()),
            "turn": current_turn(),
        }
        line.update(masked(getattr(record, FIELDS, {})))
        if record.exc_info and record.exc_info[0]:
            line["error"] = masked("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False)


def masked(value: Any) -> Any:
    """Return a value that may be logged: texts masked at every depth, other objects by their masked text."""
    if value is None or isinstance(value, (bool, int, float)):
        return _masked_number(value)
    if isinstance(value, Mapping):
        return {str(key): masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [masked(item) for item in value]
    return mask_for_log(str(value))


def _masked_number(value: bool | int | float | None) -> Any:
    """A long number may be a card or a delivery point: it goes through the masks as a text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**5:
        hidden = mask_for_log(str(value))
        return value if hidden == str(value) else hidden
    return value


def configure_logging(service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log of this process as masked JSON lines to a stream (standard error by default)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
