"""The simulator as a process: its page, its phones, and only in the demo."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from backends.kernel.config import ConfigError, environment
from backends.whatsapp.app import HOLDERS, create
from backends.whatsapp.line import line_of
from tests.backends.tickets.serving import config_for
from tests.backends.whatsapp.conftest import CAMILLE, Played

PAGES = Path("backends/whatsapp/pages")


async def test_the_page_says_what_it_is_and_loads_nothing_from_elsewhere(played: Played) -> None:
    page = await played.desk.get("/")
    assert "Simulateur." in page.text and "Rien ne part vers WhatsApp" in page.text and "Solvéa Énergie" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for file in re.findall(r'(?:src|href)="(/page/[^"]+)"', page.text):
        assert (await played.desk.get(file)).status_code == 200
    assert (await played.desk.get("/page/nothing.js")).status_code == 404


def test_data_never_becomes_markup() -> None:
    for script in PAGES.glob("*.js"):
        source = script.read_text("utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert way not in source


async def test_phones_are_listed_and_added(played: Played) -> None:
    added = await played.desk.post("/simulator/phones", json={"name": "Zoé", "number": "+33 6 39 98 01 23"})
    assert added.status_code == 201 and added.json()["id"] == "33639980123"
    listed = (await played.desk.get("/simulator/phones")).json()
    assert [one["name"] for one in listed] == ["Camille Durand", "Alex", "Zoé"]
    assert (await played.desk.post("/simulator/phones", json={"number": "12"})).status_code == 422


async def test_unknown_phones_and_malformed_acts(played: Played) -> None:
    assert (await played.desk.get("/simulator/phones/999/messages")).status_code == 404
    here = f"/simulator/phones/{CAMILLE}/messages"
    for body in ({}, {"text": ""}, {"location": {"latitude": "nord"}}):
        assert (await played.desk.post(here, json=body)).status_code == 422
    # What a page of another site could send without asking first.
    plain = {"Content-Type": "text/plain"}
    assert (await played.desk.post(here, content=b'{"text": "x"}', headers=plain)).status_code == 422
    assert await played.shown() == []


async def test_the_stream_gives_what_is_there_then_what_comes(played: Played) -> None:
    await played.write("un")
    got = b""
    async with played.desk.stream("GET", f"/simulator/phones/{CAMILLE}/stream") as stream:
        chunks = stream.aiter_bytes()
        while b'"un"' not in got:
            got += await asyncio.wait_for(chunks.__anext__(), 5)
        assert b"event: phone" in got
        await played.write("deux")
        while b'"deux"' not in got:
            got += await asyncio.wait_for(chunks.__anext__(), 5)


def test_the_demo_has_its_customers(tmp_path: Path) -> None:
    app = create(config_for(tmp_path), environment({}))
    assert app.name.startswith("courant-whatsapp_simulator")
    assert len({number for _, number, _ in HOLDERS}) == 7


def test_it_exists_in_the_demo_only(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="demo mode only"):
        line_of(config_for(tmp_path, demo=False), environment({}))


def test_its_secrets_are_those_of_the_channel(tmp_path: Path) -> None:
    line = line_of(config_for(tmp_path), environment({"RASA_PORT": "6005"}))
    assert line.webhook == "http://127.0.0.1:6005/webhooks/whatsapp/webhook"
    assert line.app_secret == environment({})["WHATSAPP_APP_SECRET"]
    with pytest.raises(ConfigError, match="WHATSAPP_APP_SECRET"):
        line_of(config_for(tmp_path), {**environment({}), "WHATSAPP_APP_SECRET": ""})
