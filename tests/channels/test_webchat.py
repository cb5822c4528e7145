"""The web chat: signed sessions, messages, limits."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import jwt
import pytest

from channels.webchat import WebchatInput
from channels.webchat.config import WebchatConfig
from channels.webchat.tokens import BadToken, Tokens
from courant.conversations import paris_now
from tests.channels.served import client_of
from tests.channels.visitor import SITE, events, history, open_session, send, take


class TestSession:
    async def test_a_session_begins_with_the_presentation(self, client):
        answer = await client.post("/session")
        assert answer.status_code == 201
        assert set(answer.json()) == {"token", "new", "retention_months"}
        client.headers["authorization"] = f"Bearer {answer.json()['token']}"
        first = (await history(client))[0]
        assert (first["n"], first["author"]) == (1, "assistant")
        assert "assistant automatique" in first["text"]

    async def test_a_known_session_is_renewed(self, client):
        await open_session(client)
        answer = await client.post("/session")
        assert answer.status_code == 200
        assert not answer.json()["new"]
        assert len(await history(client)) == 1

    async def test_two_visitors_do_not_see_each_other(self, client):
        mine = await open_session(client)
        await send(client, "ma question")
        del client.headers["authorization"]
        await open_session(client)
        assert [entry["author"] for entry in await history(client)] == ["assistant"]
        client.headers["authorization"] = f"Bearer {mine}"
        assert "ma question" in [entry["text"] for entry in await history(client)]

    @pytest.mark.parametrize("method", ["GET /stream", "GET /history", "POST /messages", "DELETE /session"])
    @pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer nothing", "Basic YTpi", "Bearer a.b.c"])
    async def test_nothing_is_done_without_a_session(self, client, method, token):
        if token is not None:
            client.headers["authorization"] = token
        verb, path = method.split()
        answer = await client.request(verb, path, json={"id": "a", "text": "b"} if verb == "POST" else None)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_an_erased_conversation_cannot_be_reached_again(self, client, store):
        await open_session(client)
        await send(client, "secret")
        assert (await client.delete("/session")).status_code == 204
        assert (await client.get("/history")).status_code == 401
        await open_session(client)
        assert len(await history(client)) == 1

    async def test_sessions_are_limited_by_address(self, door):
        config = WebchatConfig(origins=frozenset({SITE}), sessions_per_minute=2)
        async with client_of(WebchatInput(config), door, origin=SITE) as client:
            found = [(await client.post("/session")).status_code for _ in range(3)]
            assert found == [201, 201, 429]
            refused = await client.post("/session")
            assert 1 <= int(refused.headers["retry-after"]) <= 61


class TestTokens:
    tokens = Tokens("a" * 40, timedelta(hours=24))

    def test_a_token_names_its_session_until_its_end(self):
        now = paris_now()
        header = f"Bearer {self.tokens.issue('visitor', now)}"
        assert self.tokens.read(header, now).id == "visitor"
        with pytest.raises(BadToken):
            self.tokens.read(header, now + timedelta(hours=24, seconds=1))

    def test_forged_tokens_are_refused(self):
        now = paris_now()
        claims = {"sid": "visitor", "aud": "courant-webchat", "exp": now + timedelta(hours=1)}
        unsigned = jwt.encode(claims, None, "none")
        other_key = Tokens("b" * 40, timedelta(hours=24)).issue("visitor", now)
        other_use = jwt.encode({**claims, "aud": "else"}, self.tokens._key, "HS256")
        no_end = jwt.encode({"sid": "visitor", "aud": "courant-webchat"}, self.tokens._key, "HS256")
        for token in (unsigned, other_key, other_use, no_end):
            with pytest.raises(BadToken):
                self.tokens.read(f"Bearer {token}", now)

    def test_activity_renews_a_token(self):
        now = paris_now()
        session = self.tokens.read(f"Bearer {self.tokens.issue('visitor', now)}", now)
        assert not self.tokens.is_ageing(session, now + timedelta(minutes=5))
        assert self.tokens.is_ageing(session, now + timedelta(hours=3))


class TestMessages:
    async def test_a_message_is_acknowledged_before_its_answer(self, client, agent):
        release = asyncio.Event()
        agent.script["bonjour"] = [release.wait, {"text": "Bonjour !"}]
        await open_session(client)
        answer = await send(client, "bonjour")
        assert answer.status_code == 202
        assert answer.json() == {"n": 2, "duplicate": False}
        release.set()
        async with events(client, after=2) as stream:
            assert (await take(stream, "message"))[0]["text"] == "Bonjour !"

    async def test_a_duplicate_says_so_and_changes_nothing(self, client, agent):
        await open_session(client)
        first, second = await send(client, "bonjour"), await send(client, "bonjour")
        assert (first.json()["duplicate"], second.json()["duplicate"]) == (False, True)
        assert first.json()["n"] == second.json()["n"]
        await asyncio.sleep(0.1)
        assert len(agent.heard) == 1

    async def test_a_button_is_sent_by_its_id(self, client, agent):
        agent.script["menu"] = [{"text": "?", "buttons": [{"title": "Payer", "payload": "/payer"}]}]
        await open_session(client)
        async with events(client, after=1) as stream:
            await send(client, "menu")
            menu = (await take(stream, "message", 2))[1]
            assert "/payer" not in json.dumps(menu)
            answer = await client.post("/messages", json={"id": "m2", "button": menu["buttons"][0]["id"]})
            assert answer.status_code == 202
            pressed, reply = await take(stream, "message", 2)
        assert (pressed["author"], pressed["text"], pressed["id"]) == ("client", "Payer", "m2")
        assert reply["text"] == "Vous dites : /payer"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"text": "bonjour"}, 400),
            ({"id": "", "text": "bonjour"}, 400),
            ({"id": "x" * 65, "text": "bonjour"}, 400),
            ({"id": "a"}, 400),
            ({"id": "a", "text": "   "}, 400),
            ({"id": "a", "text": 1}, 400),
            ({"id": "a", "text": "b", "button": "c"}, 400),
            ({"id": "a", "button": "unknown"}, 400),
            (["a"], 400),
            ({"id": "a", "text": "é" * 2001}, 422),
            ({"id": "a", "text": "b" * 20_000}, 413),
        ],
    )
    async def test_wrong_messages_are_refused(self, client, agent, body, status):
        await open_session(client)
        answer = await client.post("/messages", json=body)
        assert answer.status_code == status
        assert answer.json()["status"] == status
        assert agent.heard == []

    async def test_the_longest_message_is_accepted(self, client):
        await open_session(client)
        assert (await send(client, "é" * 2000)).status_code == 202

    async def test_twenty_messages_in_ten_seconds(self, client):
        await open_session(client)
        found = [(await send(client, "a", f"m{number}")).status_code for number in range(21)]
        assert found == [202] * 20 + [429]
        refused = await send(client, "a", "last")
        assert 1 <= int(refused.headers["retry-after"]) <= 11

    async def test_danger_is_accepted_over_the_limit(self, client, door):
        door.limit("webchat", 1)
        await open_session(client)
        await send(client, "bonjour", "1")
        assert (await send(client, "merci", "2")).status_code == 429
        assert (await send(client, "ça sent le gaz", "3")).status_code == 202

    async def test_an_ageing_token_is_renewed_by_a_message(self, door, store):
        config = WebchatConfig(origins=frozenset({SITE}), token_hours=0.001)
        async with client_of(WebchatInput(config), door, origin=SITE) as client:
            await open_session(client)
            await asyncio.sleep(1.2)
            answer = await send(client, "bonjour")
            assert answer.json()["token"]
