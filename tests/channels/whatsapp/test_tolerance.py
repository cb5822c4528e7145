"""Shapes that the reference describes and no sample shows: each is acknowledged, kept, handled, and stops nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.channels.scripted import ScriptedAgent
from tests.channels.whatsapp.meta import NUMBER, Line, message, text, webhook

BSUID = "FR.10000000000000009"
BIG = 10**40
NOBODY: dict[str, Any] = {"from": None}


def kinds(store: Any) -> list[tuple[str, bool]]:
    with store.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, handled_at FROM whatsapp_event").all()
    return [(kind, handled is not None) for kind, handled in rows]


STRANGE: dict[str, dict[str, Any]] = {
    "no type": {"from": "33600000001", "id": "wamid.s", "timestamp": "1763800000"},
    "type is a list": message("text") | {"type": ["text"]},
    "unknown type with its own content": message("hologram", {"body": [None]}),
    "unsupported with errors": message(
        "unsupported", {"type": "edit"}, errors=[{"code": 131051, "title": "Message type unknown", "error_data": None}]
    ),
    "ephemeral": message("ephemeral", errors=[{"code": 131051}]),
    "errors is no list": message("unknown", errors={"code": 1}),
    "content is null": message("text") | {"text": None},
    "body is a number": message("text", {"body": BIG}),
    "timestamp is huge": text("bonjour") | {"timestamp": str(BIG)},
    "timestamp is negative": text("bonjour") | {"timestamp": -1},
    "timestamp is absent": {"from": "33600000001", "id": "wamid.s", "type": "text", "text": {"body": "bonjour"}},
    "id is a number": text("bonjour") | {"id": BIG},
    "id is absent": {"from": "33600000001", "timestamp": "1", "type": "text", "text": {"body": "bonjour"}},
    "id of nobody and no phone": text("bonjour") | NOBODY,
    "only the other id": text("bonjour") | NOBODY | {"from_user_id": BSUID, "from_parent_user_id": "FR.ENT.1"},
    "other id in place of the phone": text("bonjour") | {"from": BSUID},
    "context that is no object": text("bonjour", context="wamid.x"),
    "forwarded, from an advertisement": text(
        "bonjour", context={"forwarded": True}, referral={"source_type": "ad", "source_url": None, "ctwa_clid": BIG}
    ),
    "form of Meta": message("interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{"}}),
    "form with an object": message("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": {"a": 1}}}),
    "call permission": message("interactive", {"type": "call_permission_reply", "call_permission_reply": None}),
    "list row without title": message("interactive", {"type": "list_reply", "list_reply": {"id": "x"}}),
    "template button without text": message("button", {"payload": None, "text": None}),
    "order": message("order", {"catalog_id": BIG, "text": "2 SVP", "product_items": [{"quantity": None}]}),
    "contacts that are no list": message("contacts", {"name": None}),
    "reaction without message": message("reaction", {}),
    "reaction that is a word": message("reaction", "x"),
    "reaction to nothing": message("reaction", {"message_id": None, "emoji": 3}),
    "system without words": message("system", {}),
    "system that is a word": message("system", "x"),
    "system with another identity": message(
        "system", {"type": "customer_identity_changed", "identity": "h", "body": 3}
    ),
    "revoke of nothing": message("revoke", {}),
    "edit of nothing": message("edit", {}),
    "edit whose message is a word": message("edit", {"original_message_id": "wamid.0", "message": "x"}),
    "photo whose id is a number": message("image", {"id": 3, "mime_type": None}),
    "voice without id": message("audio", {"voice": "yes"}),
    "place without numbers": message("location", {"latitude": None, "longitude": [], "name": 3}),
    "place beyond the world": message("location", {"latitude": BIG, "longitude": "NaN"}),
    "group without name": text("bonjour", group_id=3),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_a_strange_message_is_kept_and_stops_nothing(
    line: Line, store, agent: ScriptedAgent, strange: dict[str, Any]
):
    other = text("et moi ?", 77, **{"from": "33600000077"})
    assert (await line.post(webhook(strange, other))).status_code == 200
    await line.quiet()
    assert "et moi ?" in agent.texts
    assert kinds(store) == [("message", True)] * 2


STATUSES: list[dict[str, Any]] = [
    {},
    {"id": None, "status": None, "timestamp": None},
    {"id": "wamid.out", "status": "warning", "timestamp": "1763800000"},
    {"id": "wamid.out", "status": "failed", "errors": [None, {"code": "x"}, {"code": BIG, "error_data": 3}]},
    {"id": "wamid.out", "status": ["read"], "pricing": None, "conversation": 3, "recipient_user_id": BSUID},
    {"id": BIG, "status": "read", "timestamp": "soon", "biz_opaque_callback_data": {"a": 1}},
]


@pytest.mark.parametrize("status", STATUSES)
async def test_a_strange_status_is_kept_beside_a_message(line: Line, store, agent, status: dict[str, Any]):
    assert (await line.post(webhook(text("bonjour"), statuses=[status]))).status_code == 200
    await line.quiet()
    assert agent.texts == ["bonjour"]
    assert sorted(kinds(store)) == [("message", True), ("status", True)]


CONTACTS: list[Any] = [
    None,
    {},
    [None, 3],
    [{"profile": None, "wa_id": None}],
    [{"profile": {"name": "É" * 5000, "username": "helene.d"}, "user_id": BSUID, "wa_id": ""}],
]


@pytest.mark.parametrize("contacts", CONTACTS)
async def test_strange_contacts_do_not_hide_who_wrote(line: Line, agent: ScriptedAgent, contacts: Any):
    assert (await line.post(webhook(text("bonjour"), contacts=contacts))).status_code == 200
    await line.quiet()
    assert agent.texts == ["bonjour"]


@pytest.mark.parametrize("body", [b"\xff\xfe{", b'{"entry": [{"changes": "\xff"}]}', b"\x00" * 50, b'{"entry":[{}]}'])
async def test_bytes_that_are_no_text(line: Line, body: bytes):
    assert (await line.post(body)).status_code == 200


async def test_a_body_of_three_megabytes_is_taken(line: Line, agent: ScriptedAgent):
    body = json.dumps(webhook(text("bonjour", caption="x" * 2_999_000))).encode()
    assert 2_990_000 < len(body) <= 3_000_000
    assert (await line.post(body)).status_code == 200
    await line.quiet()
    assert agent.texts == ["bonjour"]


async def test_a_reaction_is_remembered_and_not_answered(line: Line, store, agent: ScriptedAgent):
    await line.deliver(message("reaction", {"message_id": "wamid.out", "emoji": "👍"}))
    await line.quiet()
    with store.database.read() as connection:
        (sealed,) = connection.exec_driver_sql("SELECT sealed FROM whatsapp_event").scalars().all()
    kept = json.loads(store.sealer.open_json(sealed)["words"])
    assert kept == {"reaction": {"message_id": "wamid.out", "emoji": "👍"}}
    assert agent.heard == []
    assert line.channel.receiver.counts["reaction"] == 1
    assert NUMBER.app_secret not in sealed
