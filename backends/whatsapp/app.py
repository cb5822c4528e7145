"""The simulator as an application: Graph API, page, phones."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from backends.kernel.application import bare_app
from backends.kernel.clock import Clock, system_clock
from backends.kernel.config import PROJECT_ROOT, Config, environment
from backends.kernel.supplier import supplier
from backends.whatsapp.courier import FIRST_DELAY, Courier
from backends.whatsapp.desk import Desk
from backends.whatsapp.faults import Faults
from backends.whatsapp.graph import Graph
from backends.whatsapp.line import Line, line_of
from backends.whatsapp.media import MediaShelf
from backends.whatsapp.phones import Phones
from backends.whatsapp.sending import Pace, Sending
from backends.whatsapp.templates import Approved, approved
from backends.whatsapp.writing import Writing

NAME = "whatsapp_simulator"
LARGEST_BODY = 20_000_000
# The demo's customers that docs/demo.md tells about, and one who hides the number behind a username.
HOLDERS = (
    ("Camille Durand", "+33639980001", None),
    ("Mohamed Benali", "+33639980002", None),
    ("Jeanne Petit", "+33639980003", None),
    ("Lucas Martin", "+33639980004", None),
    ("Boulangerie Lefèvre", "+33639980005", None),
    ("Nadia Robert", "+33639980006", None),
    ("Alex", "+33639980199", "alex.lyon"),
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:;"
        " media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
USUAL_PACE = Pace()
TEMPLATES = PROJECT_ROOT / "data" / "modeles" / "whatsapp.yml"
_PAGES = Path(__file__).with_name("pages")
_FILES = {
    "simulator.css": "text/css; charset=utf-8",
    "simulator.js": "text/javascript; charset=utf-8",
    "bubbles.js": "text/javascript; charset=utf-8",
    "voice.ogg": "audio/ogg; codecs=opus",
    "sticker.webp": "image/webp",
}


@dataclass(frozen=True)
class Simulator:
    """The pieces of a running simulator, for those who test with it."""

    line: Line
    phones: Phones
    shelf: MediaShelf
    faults: Faults
    courier: Courier
    writing: Writing
    sending: Sending
    graph: Graph
    desk: Desk


def simulator(
    line: Line,
    templates: Mapping[str, Approved],
    clock: Clock = system_clock,
    pace: Pace = USUAL_PACE,
    first_delay: float = FIRST_DELAY,
) -> Simulator:
    """Put a simulator together.

    Args:
        line: the business number that it plays.
        templates: those that count as approved.
        clock: the time.
        pace: how fast messages arrive.
        first_delay: seconds before an event that was not taken is posted again.
    """
    phones, shelf, faults = Phones(), MediaShelf(), Faults()
    courier = Courier(line, faults, first_delay)
    writing = Writing(line, shelf, courier, clock)
    sending = Sending(line, phones, shelf, faults, courier, clock, pace, templates)
    graph = Graph(line, phones, shelf, faults, sending, clock)
    desk = Desk(phones, shelf, faults, courier, writing, sending, clock)
    return Simulator(line, phones, shelf, faults, courier, writing, sending, graph, desk)


def create(config: Config, environ: Mapping[str, str] = os.environ) -> Sanic:
    """Return the application of the demo, with its phones.

    Raises:
        ConfigError: outside the demo, or a variable is absent.
    """
    brand = supplier(config.supplier_file).texts
    played = simulator(line_of(config, environment(environ)), approved(TEMPLATES, brand))
    for name, number, username in HOLDERS:
        played.phones.add(name, number, username)
    return application(played, config.public_url)


def application(played: Simulator, home: str) -> Sanic:
    """Return a simulator as an application; its page links to the demo website at `home`."""
    app = bare_app(NAME)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY

    async def opened(_app: Sanic, _loop: Any) -> None:
        played.courier.open()

    async def closed(_app: Sanic, _loop: Any) -> None:
        await played.courier.close()

    async def healthy(_request: Request) -> HTTPResponse:
        return json({"status": "ok", "service": NAME})

    app.register_listener(opened, "before_server_start")
    app.register_listener(closed, "before_server_stop")
    app.add_route(healthy, "/health", name="health")
    app.add_route(healthy, "/ready", name="ready")
    _add_page(app, played.line, home)
    played.desk.add_to(app)
    played.graph.add_to(app)
    return app


def _add_page(app: Sanic, line: Line, home: str) -> None:
    template = Template((_PAGES / "simulator.html").read_text(encoding="utf-8"))
    page = template.substitute(brand=html.escape(line.name), initial=html.escape(line.name[0]), home=html.escape(home))

    async def index(_request: Request) -> HTTPResponse:
        return HTTPResponse(page, headers=HEADERS, content_type="text/html; charset=utf-8")

    async def file(_request: Request, name: str) -> HTTPResponse:
        if name not in _FILES:
            return HTTPResponse(status=404)
        return HTTPResponse((_PAGES / name).read_bytes(), headers=HEADERS, content_type=_FILES[name])

    app.add_route(index, "/", name="page")
    app.add_route(file, "/page/<name:str>", name="page_file")
