"""The text door: same steps as every channel, answers of the turn in the response."""

from __future__ import annotations

import httpx
import pytest

from channels.texte import TexteInput
from courant.settings import settings
from tests.channels.served import client_of


@pytest.fixture
async def client(door):
    async with client_of(TexteInput(), door) as found:
        yield found


async def say(client: httpx.AsyncClient, **body: object) -> httpx.Response:
    return await client.post("", json={"conversation": "camille", **body})


async def test_an_answer_has_exactly_the_agreed_shape(client, agent):
    agent.script["menu"] = [
        {
            "text": "Que puis-je faire ?",
            "buttons": [{"title": "Payer", "payload": "/payer"}],
            "custom": {"links": [{"title": "Aide", "url": "https://exemple.fr/aide"}]},
        }
    ]
    answer = await say(client, text="menu")
    assert answer.status_code == 200
    first, second = answer.json()["messages"]
    assert first["text"].startswith("Bonjour, je suis l'assistant automatique")
    assert set(second) == {"text", "buttons", "links", "image"}
    assert second["text"] == "Que puis-je faire ?"
    assert [set(button) for button in second["buttons"]] == [{"id", "title"}]
    assert second["links"] == [{"title": "Aide", "url": "https://exemple.fr/aide"}]
    assert second["image"] is None


async def test_a_button_is_pressed_by_its_id(client, agent):
    agent.script["menu"] = [{"text": "?", "buttons": [{"title": "Payer", "payload": "/payer"}]}]
    menu = (await say(client, text="menu")).json()["messages"][-1]
    answer = await say(client, button=menu["buttons"][0]["id"])
    assert answer.json()["messages"][0]["text"] == "Vous dites : /payer"


async def test_typed_commands_are_only_words(client, agent):
    await say(client, text="/restart")
    assert agent.texts == ["restart"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"conversation": "camille"},
        {"conversation": "camille", "text": ""},
        {"conversation": "camille", "text": 12},
        {"conversation": "", "text": "bonjour"},
        {"conversation": "camille", "text": "a", "button": "b"},
        {"conversation": "camille", "button": "unknown"},
        {"conversation": "c" * 300, "text": "bonjour"},
        {"conversation": "camille", "text": "a" * 3000},
        ["bonjour"],
    ],
)
async def test_a_wrong_request_is_refused_with_its_reason(client, agent, body):
    answer = await client.post("", json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400
    assert len(answer.json()["detail"]) > 10
    assert agent.heard == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"])
async def test_a_body_that_is_not_json_is_refused(client, content):
    answer = await client.post("", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 400


async def test_too_many_messages_are_refused_with_a_delay(door):
    async with client_of(TexteInput(messages=1), door) as client:
        assert (await say(client, text="1")).status_code == 200
        refused = await say(client, text="2")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 11


async def test_the_door_does_not_exist_in_real_use(door, monkeypatch):
    monkeypatch.setenv("COURANT_MODE", "production")
    monkeypatch.setenv("RASA_TOKEN", "r" * 40)
    monkeypatch.setenv("COURANT_SECRET_KEY", "s" * 40)
    settings.cache_clear()
    try:
        async with client_of(TexteInput(), door) as client:
            assert (await say(client, text="bonjour")).status_code == 404
    finally:
        settings.cache_clear()
