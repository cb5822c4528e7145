"""Filling every context with the demo."""

from __future__ import annotations

import importlib
import importlib.util
import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from backends.demo.world import FULL_SIZE, World, make_world
from backends.kernel.clock import Clock, system_clock
from backends.kernel.config import CONTEXTS, Config, ConfigError
from backends.kernel.database import open_database

# After this many days the dates of the demo have aged too much: it is made anew.
KEPT_DAYS = 7
VERSION = 3


def seed(config: Config, clock: Clock = system_clock, size: int = FULL_SIZE, force: bool = False) -> World | None:
    """Fill the migrated databases, unless that was done a short time ago.

    Args:
        config: Where the databases are.
        clock: Its day is the reference day of the demo.
        size: How many generated customers.
        force: Make the demo anew in any case. As at each seeding, customers, bills, readings and tickets are
            replaced, those opened during the demo included; the audit trails stay.

    Returns:
        What the demo is made of, None when nothing had to be done.

    Raises:
        ConfigError: In real use.
    """
    if not config.demo:
        raise ConfigError("COURANT_MODE: the demo data are for demo mode only")
    moment = clock()
    today = moment.date()
    if not force and _is_fresh(config, today, size):
        return None
    world = replace(make_world(today, size), moment=moment)
    for name in CONTEXTS:
        _seed_context(name, config, world)
    _mark_file(config).write_text(json.dumps(_mark(config, today, size)), encoding="utf-8")
    return world


def _seed_context(name: str, config: Config, world: World) -> None:
    if importlib.util.find_spec(f"backends.{name}.seed") is None:
        return
    module = importlib.import_module(f"backends.{name}.seed")
    with closing(open_database(name, config)) as database:
        database.write_now(lambda connection: module.seed(connection, world))


def _mark(config: Config, today: date, size: int) -> dict[str, object]:
    place = config.database_url.partition("@")[2] if config.database_url else "sqlite"
    return {"version": VERSION, "today": today.isoformat(), "size": size, "database": place}


def _mark_file(config: Config) -> Path:
    config.var.mkdir(parents=True, exist_ok=True)
    return config.var / "demo.json"


def _is_fresh(config: Config, today: date, size: int) -> bool:
    path = _mark_file(config)
    if not path.is_file():
        return False
    mark = json.loads(path.read_text(encoding="utf-8"))
    age = (today - date.fromisoformat(mark.pop("today"))).days
    wanted = _mark(config, today, size)
    wanted.pop("today")
    return mark == wanted and 0 <= age < KEPT_DAYS
