"""JSON log lines, masked: no card, code, name of a person's mailbox or token ever reaches a log.

Of an error, a line holds its type and the places that it went through (file, line, function), those of its causes too.
It never holds its text nor the variables of these places: both may be what a customer wrote.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import structlog

from courant.clock import PARIS
from courant.privacy import mask_for_log

FIELDS = "courant_fields"
# Fields in which Rasa logs what a customer or the assistant said, or what was understood of it.
WORDS = re.compile(
    r"(?:user_|response_|parse_data_|token_)?text|(?:user_|json_|tracker_latest_)?message|response|"
    r"parse_data_entities|(?:current_|next_)?entity|slot_values|slot_candidates|prefilled_slots|"
    r"(?:rasa|prediction)_events?|(?:tracker_|current_|old_)?states|successes"
)
HIDDEN = "[…]"
_OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", FIELDS}
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
            "event": masked(_event(record)),
            "turn": current_turn(),
        }
        fields = {**_extra(record), **getattr(record, FIELDS, {})}
        told = {key: HIDDEN if WORDS.fullmatch(key) else value for key, value in fields.items() if key not in line}
        line.update(masked(told))
        if record.exc_info and record.exc_info[1]:
            line["error"] = trace_of(record.exc_info[1])
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


def trace_of(error: BaseException) -> str:
    """Return the type of an error and where it came from, then those of its causes: no text, no variable."""
    found = traceback.TracebackException(type(error), error, error.__traceback__, lookup_lines=False)
    return "\n".join(line for one in _with_causes(found) for line in _places(one))


def _with_causes(found: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    cause: traceback.TracebackException | None = found
    while cause is not None:
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _places(found: traceback.TracebackException) -> Iterator[str]:
    yield _name(found.exc_type)
    for place in reversed(found.stack):
        yield f"  {place.filename}:{place.lineno} in {place.name}"


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was added to a record by the `extra` of `logging`."""
    return {key: value for key, value in vars(record).items() if key not in _OF_EVERY_RECORD}


def _event(record: logging.LogRecord) -> str:
    """Return what a record says, without the text of the error that it is about."""
    if isinstance(record.msg, BaseException):
        return _name(type(record.msg))
    said = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    for text in () if error is None else (repr(error), str(error)):
        said = said.replace(text, HIDDEN) if text else said
    return said


def configure_logging(service: str) -> None:
    """Write every log of this process as masked JSON lines, where it is written so far, else to standard error.

    Handlers stay (terminal, `--log-file`): their format changes. Loggers of structlog hand over to `logging`, those too
    that were used before, because they keep the list of processors that is filled anew here.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
    formatter = JsonFormatter(service)
    for handler in _handlers(root):
        handler.setFormatter(formatter)
    processors = structlog.get_config()["processors"]
    processors[:] = [structlog.stdlib.filter_by_level, structlog.contextvars.merge_contextvars, _hand_over]
    structlog.configure(processors=processors, logger_factory=structlog.stdlib.LoggerFactory())


def _handlers(root: logging.Logger) -> Iterator[logging.Handler]:
    for logger in (root, *root.manager.loggerDict.values()):
        yield from getattr(logger, "handlers", ())
    if logging.lastResort is not None:  # of loggers that have no handler and tell no other, as Sanic's under Rasa
        yield logging.lastResort


def _hand_over(_logger: Any, method: str, fields: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    """Turn what structlog was told into a call of `logging`; the last processor."""
    error = fields.pop("exc_info", method == "exception")
    return (str(fields.pop("event", "")),), {"exc_info": error, "extra": {FIELDS: dict(fields)}}
