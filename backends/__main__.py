"""``python -m backends``: migrate, seed, or serve one of the back ends.

Each one listens on 127.0.0.1, on the port of ``<NAME>_PORT``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from sanic import Sanic

from backends.demo.seeding import seed
from backends.kernel.config import CONTEXTS, Config, ConfigError, load_config
from backends.kernel.logs import configure_logs
from backends.kernel.processes import make_app, migrate, open_service, prepare

# Processes that are no context, and their folders.
WITHOUT_DATABASE = {"gateway": "gateway", "whatsapp_simulator": "whatsapp"}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the status of the process."""
    options = _parser().parse_args(arguments)
    configure_logs()
    try:
        config = load_config(os.environ)
        return _run(options, config)
    except ConfigError as error:
        print(f"backends: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backends", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring every database to its newest schema")
    seeding = commands.add_parser("seed", help="migrate, then fill the databases with the demo")
    seeding.add_argument("--force", action="store_true", help="make the demo anew even when it is recent")
    for name in (*WITHOUT_DATABASE, *CONTEXTS):
        commands.add_parser(name, help=f"serve {name}")
    return parser


def _run(options: argparse.Namespace, config: Config) -> int:
    if options.command == "migrate":
        migrate(config)
    elif options.command == "seed":
        migrate(config)
        world = seed(config, force=options.force)
        print("seeded" if world else "already seeded (--force makes it anew)")
    else:
        _serve(options.command, config)
    return 0


def _serve(name: str, config: Config) -> None:
    app: Sanic
    if name in WITHOUT_DATABASE:
        app = importlib.import_module(f"backends.{WITHOUT_DATABASE[name]}.app").create(config)
    else:
        prepare(name)
        app = make_app(name, open_service(name, config))
    app.run(host=config.interface, port=config.ports[name], motd=False, access_log=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
