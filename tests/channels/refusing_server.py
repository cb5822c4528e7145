"""A Rasa server set up as `rasa run` does, without a model, whose store refuses to keep what it is told.

`python -m tests.channels.refusing_server credentials.yml port`
"""

from __future__ import annotations

import logging
import sys

import rasa.utils.io
from rasa.core.agent import Agent
from rasa.core.run import configure_app, create_http_input_channels
from rasa.utils.common import configure_logging_and_warnings, update_sanic_log_level
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from channels import door, lanes
from custom_components.tracker_store import CourantTrackerStore

REFUSALS = (
    "CREATE TRIGGER no_message BEFORE INSERT ON conversation_inbox WHEN new.text LIKE 'refuse%' "
    "BEGIN SELECT RAISE(ABORT, 'no'); END",
    "CREATE TRIGGER no_answer BEFORE INSERT ON conversation_outbox WHEN new.author = 'assistant' "
    "BEGIN SELECT RAISE(ABORT, 'no'); END",
)


def main() -> None:
    configure_logging_and_warnings(logging.INFO, None, warn_only_once=True, filter_repeated_logs=True)
    rasa.utils.io.configure_colored_logging(logging.INFO)
    configure_structlog(logging.INFO)
    for module in (door, lanes):
        module.logger.info("test.logger.used_before_the_server_starts")
    app = configure_app(create_http_input_channels(None, sys.argv[1]), enable_api=False)
    app.register_listener(prepare, "before_server_start")
    update_sanic_log_level()
    app.run("127.0.0.1", int(sys.argv[2]), access_log=False)


async def prepare(app: Sanic, _loop: object) -> None:
    app.ctx.agent = Agent(tracker_store=CourantTrackerStore())
    # The door is open: the listener of the channel came first.
    with app.ctx.door.store.database.write() as connection:
        for statement in REFUSALS:
            connection.exec_driver_sql(statement)


if __name__ == "__main__":
    main()
