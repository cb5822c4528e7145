"""The web chat's routes: signed sessions, named sites, a stream that loses nothing, limits."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest

from channels.webchat import WebchatInput, stream
from channels.webchat.config import WebchatConfig
from channels.webchat.files import SOURCE
from channels.webchat.tokens import BadToken, Tokens
from courant.conversations import Author, OutMessage, paris_now
from tests.channels.served import client_of

SITE = "https://www.solvea-energie.example"
CONFIG = WebchatConfig(origins=frozenset({SITE}))


@pytest.fixture
async def client(door) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(WebchatInput(CONFIG), door, origin=SITE) as found:
        yield found


async def open_session(client: httpx.AsyncClient) -> str:
    """Open a session and speak in its name from now on; gives the token."""
    token = str((await client.post("/session")).json()["token"])
    client.headers["authorization"] = f"Bearer {token}"
    return token


async def send(client: httpx.AsyncClient, text: str, message_id: str = "m1") -> httpx.Response:
    return await client.post("/messages", json={"id": message_id, "text": text})


async def history(client: httpx.AsyncClient, after: int = 0) -> list[dict[str, Any]]:
    return list((await client.get("/history", params={"after": after})).json()["messages"])


@asynccontextmanager
async def events(client: httpx.AsyncClient, after: int = 0) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Read the stream: each event as its fields, heartbeats as `{}`."""
    async with client.stream("GET", "/stream", headers={"last-event-id": str(after)}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")

        async def read() -> AsyncIterator[dict[str, Any]]:
            rest = ""
            async for part in response.aiter_text():
                *blocks, rest = (rest + part).split("\n\n")
                for block in blocks:
                    fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
                    yield {**fields, "data": json.loads(fields["data"])} if fields else {}

        yield read()


async def take(stream: AsyncIterator[dict[str, Any]], kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The data of the next events of a kind."""

    async def read() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        async for event in stream:
            if event.get("event") == kind:
                found.append(event["data"])
            if len(found) == count:
                return found
        raise AssertionError(f"the stream ended after {found}")

    return await asyncio.wait_for(read(), 10)


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


class TestStream:
    async def test_it_begins_after_the_last_event_seen(self, client, store):
        await open_session(client)
        await send(client, "un")
        await asyncio.sleep(0.1)
        async with events(client, after=2) as stream:
            found = await take(stream, "message")
        assert [(entry["n"], entry["text"]) for entry in found] == [(3, "Vous dites : un")]

    async def test_what_another_process_posts_arrives(self, client, door, store):
        await open_session(client)
        async with events(client, after=1) as stream:
            conversation = next(iter(door.hub.watched))
            store.post(conversation, None, Author.AGENT, OutMessage("Bonjour."), name="Sophie")
            door.hub.wake(conversation)
            entry = (await take(stream, "message"))[0]
        assert (entry["author"], entry["name"], entry["text"]) == ("conseiller", "Sophie", "Bonjour.")

    async def test_typing_is_shown_while_the_assistant_works(self, client, agent):
        release = asyncio.Event()
        agent.script["bonjour"] = [release.wait, {"text": "Bonjour !"}]
        await open_session(client)
        async with events(client, after=1) as stream:
            await send(client, "bonjour")
            assert (await take(stream, "typing"))[0] == {"on": True}
            release.set()
            assert (await take(stream, "typing"))[0] == {"on": False}

    async def test_it_gives_signs_of_life(self, client, monkeypatch):
        monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
        await open_session(client)
        async with events(client, after=1) as found:
            signs = [event async for event in _first(found, 4)]
        assert signs == [{}] * 4

    async def test_it_ends_with_the_conversation(self, client):
        await open_session(client)
        async with events(client, after=1) as stream:
            await client.delete("/session")
            rest = await asyncio.wait_for(_all(stream), 5)
        assert all(event == {} for event in rest)

    async def test_it_ends_when_the_server_stops(self, door):
        async with client_of(WebchatInput(CONFIG), door, origin=SITE) as client:
            await open_session(client)
            async with events(client, after=1) as stream:
                door.hub.close()
                await asyncio.wait_for(_all(stream), 5)
        assert door.hub.watched == frozenset()

    async def test_links_of_other_kinds_than_the_web_are_not_passed_on(self, client, agent):
        links = [{"title": "A", "url": "javascript:alert(1)"}, {"title": "B", "url": "https://exemple.fr/b.pdf"}]
        agent.script["liens"] = [{"text": "Voici.", "custom": {"links": links}, "image": "file:///etc/passwd"}]
        await open_session(client)
        async with events(client, after=2) as stream:
            await send(client, "liens")
            entry = (await take(stream, "message"))[0]
        assert entry["links"] == [{"title": "B", "url": "https://exemple.fr/b.pdf", "kind": "PDF"}]
        assert "image" not in entry


async def _first(events: AsyncIterator[dict[str, Any]], count: int) -> AsyncIterator[dict[str, Any]]:
    async for event in events:
        yield event
        count -= 1
        if not count:
            return


async def _all(events: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event async for event in events]


class TestOrigins:
    async def test_a_named_site_is_let_in(self, client):
        answer = await client.post("/session")
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", SITE + ".evil.example", SITE.upper()])
    async def test_other_sites_are_refused(self, client, origin):
        answer = await client.post("/session", headers={"origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize("path", ["/session", "/messages", "/stream", "/history"])
    async def test_browsers_may_ask_first(self, client, path):
        answer = await client.options(path)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "authorization" in answer.headers["access-control-allow-headers"]
        assert int(answer.headers["access-control-max-age"]) > 600
        refused = await client.options(path, headers={"origin": "https://evil.example"})
        assert refused.status_code == 403

    async def test_answers_carry_security_headers(self, client):
        await open_session(client)
        for answer in (await client.get("/history"), await client.get("/history", headers={"authorization": ""})):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]

    def test_sites_come_from_the_environment_first(self, monkeypatch):
        monkeypatch.setenv("WEBCHAT_ORIGINS", "https://a.example, https://b.example/")
        config = WebchatConfig.from_credentials({"origins": ["https://c.example"], "retention_months": 6})
        assert config.origins == {"https://a.example", "https://b.example"}
        assert config.retention_months == 6


class TestFile:
    async def test_the_plain_name_is_kept_for_minutes_and_the_versioned_one_for_a_year(self, client):
        manifest = (await client.get("/widget.json")).json()
        plain, versioned = await client.get("/widget.js"), await client.get(f"/{manifest['file']}")
        assert plain.content == versioned.content == SOURCE.read_bytes()
        assert "max-age=300" in plain.headers["cache-control"]
        assert "immutable" in versioned.headers["cache-control"]
        assert plain.headers["content-encoding"] == "gzip"
        assert plain.headers["content-type"].startswith("text/javascript")

    async def test_the_integrity_hash_is_the_file_s(self, client):
        manifest = (await client.get("/widget.json")).json()
        digest = base64.b64encode(hashlib.sha384(SOURCE.read_bytes()).digest()).decode()
        assert manifest["integrity"] == f"sha384-{digest}"
        answer = await client.get("/widget.js")
        assert answer.headers["access-control-allow-origin"] == "*"

    async def test_a_browser_that_has_it_does_not_load_it_again(self, client):
        tag = (await client.get("/widget.js")).headers["etag"]
        answer = await client.get("/widget.js", headers={"if-none-match": tag})
        assert answer.status_code == 304
        assert answer.content == b""

    async def test_another_version_is_not_found(self, client):
        assert (await client.get("/widget-000000000000.js")).status_code == 404
