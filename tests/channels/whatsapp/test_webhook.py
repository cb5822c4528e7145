"""The webhook: handshake, signature, and every published payload goes through without loss."""

from __future__ import annotations

import copy
import csv
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from channels.whatsapp.changes import UNKNOWN_TRIES, new_text_of, original_of
from channels.whatsapp.content import content_of
from channels.whatsapp.envelope import Parcel, identity, previous, read
from channels.whatsapp.keeping import to_keep
from channels.whatsapp.signature import HEADER, signature
from courant.conversations import paris_now
from tests.channels.whatsapp.meta import NUMBER, Line, line_to, text, webhook
from tests.channels.whatsapp.test_photos import next_try

PAYLOADS = Path(__file__).with_name("payloads")
EXPECTED = list(csv.DictReader((PAYLOADS / "EXPECTED.tsv").read_text("utf-8").splitlines(), delimiter="\t"))
FRENCH = "Ça sent le gaz à l'étage, où êtes-vous ? 😡"


def numbers_in(body: bytes) -> set[str]:
    changes = [change for entry in json.loads(body)["entry"] for change in entry["changes"]]
    return {str(change["value"].get("metadata", {}).get("phone_number_id")) for change in changes}


ASKED = {"hub.mode": "subscribe", "hub.verify_token": NUMBER.verify_token, "hub.challenge": "1158201444"}


class TestHandshake:
    async def test_the_right_token_gets_the_challenge(self, line: Line):
        answer = await line.client.get("/webhook", params=ASKED)
        assert (answer.status_code, answer.text) == (200, "1158201444")
        assert answer.headers["content-type"].startswith("text/plain")

    @pytest.mark.parametrize("wrong", [{"hub.verify_token": "autre"}, {"hub.verify_token": "é"}, {"hub.mode": "x"}])
    async def test_anything_else_is_refused(self, line: Line, wrong: dict[str, str]):
        assert (await line.client.get("/webhook", params={**ASKED, **wrong})).status_code == 403

    async def test_a_missing_token_is_refused(self, line: Line):
        assert (await line.client.get("/webhook")).status_code == 403


class TestSignature:
    async def test_accents_and_emoji_as_meta_escapes_them(self, line: Line):
        body = json.dumps(webhook(text(FRENCH))).encode()
        assert b"\\u00c7a" in body
        assert (await line.post(body)).status_code == 200

    async def test_accents_and_emoji_as_utf8(self, line: Line):
        body = json.dumps(webhook(text(FRENCH)), ensure_ascii=False).encode()
        assert (await line.post(body)).status_code == 200

    async def test_the_same_json_written_again_is_refused(self, line: Line, store):
        sent = json.dumps(webhook(text(FRENCH))).encode()
        again = json.dumps(json.loads(sent), ensure_ascii=False).encode()
        answer = await line.post(again, **{HEADER: signature(sent, NUMBER.app_secret)})
        assert answer.status_code == 401
        assert store.whatsapp_due() == []

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "sha256=",
            "sha256=" + "0" * 64,
            "sha256=" + "é" * 64,
            "sha1=" + hmac.new(NUMBER.app_secret.encode(), b"{}", hashlib.sha1).hexdigest(),
            signature(b"{}", "autre-secret"),
            signature(b"{}", NUMBER.app_secret).upper(),
            signature(b"{} ", NUMBER.app_secret),
        ],
    )
    async def test_wrong_missing_and_other_algorithms(self, line: Line, header: str):
        answer = await line.client.post("/webhook", content=b"{}", headers={HEADER: header.encode()} if header else {})
        assert answer.status_code == 401
        assert signature(b"{}", NUMBER.app_secret) not in answer.text

    async def test_a_body_changed_on_the_way(self, line: Line):
        sent = json.dumps(webhook(text("10 euros"))).encode()
        answer = await line.post(sent.replace(b"10", b"99"), **{HEADER: signature(sent, NUMBER.app_secret)})
        assert answer.status_code == 401

    async def test_a_body_too_large(self, line: Line):
        assert (await line.post(b" " * 3_000_001)).status_code == 413


class TestPublishedPayloads:
    @pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: Path(row["file"]).stem)
    def test_what_is_read_is_what_it_carries(self, expected: dict[str, str]):
        body = (PAYLOADS / expected["file"]).read_bytes()
        (number,) = numbers_in(body) or {""}
        parcel = read(body, number, paris_now())
        assert len(parcel.messages) == int(expected["messages"])
        assert len({one.id for one in parcel.messages}) == int(expected["unique_ids"])
        assert len(parcel.statuses) == int(expected["statuses"])
        assert parcel.counts["value_error"] == int(expected["value_errors"])
        assert ",".join(one.type for one in parcel.messages) == expected["types"]
        others = [name for name in expected["fields"].split(",") if name != "messages"]
        assert [parcel.counts[f"field.{name}"] for name in others] == [1] * len(others)
        assert parcel.counts["malformed"] == parcel.counts["unreadable"] == 0

    @pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: Path(row["file"]).stem)
    async def test_it_is_kept_and_handled_once_whatever_it_is(self, door, meta, expected: dict[str, str]):
        body = (PAYLOADS / expected["file"]).read_bytes()
        (number,) = numbers_in(body) or {""}
        meta.files = {media: [b"no photo"] for media in media_in(json.loads(body))}
        number_of_ours = type(NUMBER)(NUMBER.api_url, number, "jeton", NUMBER.app_secret, "mot")
        async with line_to(door, meta, number=number_of_ours) as line:
            answers = [await line.post(body) for _ in range(2)]
            await line.quiet()
            for _ in range(UNKNOWN_TRIES if '"revoke"' in body.decode() else 0):  # of a message that never comes
                await next_try(line)
        assert [answer.status_code for answer in answers] == [200, 200]
        kept = events_in(door.store)
        assert sum(kind == "message" for kind, _ in kept) == int(expected["unique_ids"])
        assert sum(kind == "status" for kind, _ in kept) == int(expected["statuses"]) == len(meta.statuses)
        assert all(handled for _, handled in kept)
        assert unaccounted(line, read(body, number, paris_now())) == 0


class TestUnseenPayloads:
    @pytest.mark.parametrize("file", sorted(PAYLOADS.glob("webhook/*.json")), ids=lambda path: path.stem)
    def test_no_value_of_another_type_is_an_obstacle(self, file: Path):
        document = json.loads(file.read_bytes())
        for place in places_in(document):
            for value in (None, 3, -1.5, True, "x", "", [], [3], {}, {"id": []}):
                changed = copy.deepcopy(document)
                put(changed, place, value)
                read_whole(json.dumps(changed).encode())


class TestWhatIsNotForUs:
    async def test_another_number_is_dropped_and_counted(self, line: Line, store):
        await line.deliver(text("pas pour nous"), phone_number_id="999")
        assert store.whatsapp_due() == []
        assert line.channel.webhook.counts["foreign_number"] == 1

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not json",
            b"[]",
            b"null",
            b"[" * 100_000,
            b'{"entry": null}',
            b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": [null, 3, []]}}]}]}',
            b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": [], "statuses": []}}]}]}',
            b'{"entry": [{"changes": [{"field": ["x"], "value": 3}, 7]}, null]}',
        ],
    )
    async def test_nothing_authentic_fails(self, line: Line, body: bytes):
        assert (await line.post(body)).status_code == 200


def unaccounted(line: Line, parcel: Parcel) -> int:
    """Messages that became neither a line of a transcript, nor a change of one, nor a counted drop."""
    from courant.conversations.models import outbox
    from courant.conversations.models import whatsapp_events as events

    with line.door.store.database.read() as connection:
        rows = connection.execute(events.select().where(events.c.kind == "message")).mappings().all()
        lines = {row.client_id for row in connection.execute(outbox.select())}
    assert {row["piece"] for row in rows} - {None} <= lines
    types = {one.id: one.type for one in parcel.messages}
    silent = [row for row in rows if row["piece"] is None and types[row["key"]] not in ("edit", "revoke")]
    assert line.channel.receiver is not None
    return len(silent) - sum(line.channel.receiver.counts.values())


def places_in(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in ((*before, key), *places_in(one, (*before, key)))]


def put(value: Any, place: tuple[Any, ...], new: Any) -> None:
    for key in place[:-1]:
        value = value[key]
    value[place[-1]] = new


def read_whole(body: bytes) -> None:
    """Read everything that is ever read of a webhook."""
    for number in ("106540352242922", "1122334455667", "<BUSINESS_PHONE_NUMBER_ID>"):
        parcel = read(body, number, paris_now())
        for kept in to_keep(parcel, number):
            json.dumps(kept.content)
        for message in parcel.messages:
            content_of(message.type, message.raw)
            identity(message.raw)
            previous(message.raw, message.contact)
            original_of(message)
            new_text_of(message)


def media_in(value: Any) -> list[str]:
    if isinstance(value, list):
        return [one for inner in value for one in media_in(inner)]
    if not isinstance(value, dict):
        return []
    own = [value["id"]] if "mime_type" in value and "id" in value else []
    return own + [one for inner in value.values() for one in media_in(inner)]


def events_in(store: Any) -> list[tuple[str, bool]]:
    from courant.conversations.models import whatsapp_events as events

    with store.database.read() as connection:
        rows = connection.execute(events.select().order_by(events.c.seq)).mappings().all()
    return [(row["kind"], row["handled_at"] is not None) for row in rows]
