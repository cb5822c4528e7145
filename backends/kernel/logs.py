"""JSON logs: one line a request, without query, body, tokens nor ids that open something."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone

_USUAL = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Writes a record and its ``extra`` values as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **{name: value for name, value in vars(record).items() if name not in _USUAL},
        }
        return json.dumps(line, ensure_ascii=False, default=str)


def configure_logs() -> None:
    """Send the logs of this process to the standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # The first two write whole addresses, and a signed link opens a document; the third says nothing of use.
    for name in ("httpx", "httpcore", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
