"""What the stand-in takes and refuses: Meta's own samples, and the limits at their edge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backends.whatsapp.checks import check
from backends.whatsapp.errors import GraphError

REQUESTS = Path(__file__).with_name("published") / "request"
TO = "+33639980001"
EMOJI = "é👍"


def sample(text: str) -> Any:
    for mark in ("{{Recipient-Phone-Number}}", "{{Recipient-WA-Phone-Number}}"):
        text = text.replace(mark, TO)
    return json.loads(text)


@pytest.mark.parametrize("file", sorted(REQUESTS.glob("*.json")), ids=lambda file: file.stem)
def test_the_published_samples_are_taken(file: Any) -> None:
    check(sample(file.read_text("utf-8")))


def test_there_are_samples() -> None:
    assert len(list(REQUESTS.glob("*.json"))) >= 26


def message(kind: str, content: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": TO, "type": kind, kind: content}


def interactive(kind: str, action: Any, **more: Any) -> dict[str, Any]:
    return message("interactive", {"type": kind, "body": {"text": "Que faire ?"}, "action": action, **more})


def buttons(*titles: str, ids: tuple[str, ...] = ()) -> dict[str, Any]:
    each = [
        {"type": "reply", "reply": {"id": id_, "title": title}}
        for id_, title in zip(ids or titles, titles, strict=True)
    ]
    return interactive("button", {"buttons": each})


def listed(rows: int, title: str = "Payer", description: str = "x", sections: int = 1, button: str = "Choisir") -> Any:
    each = [{"id": f"{number}", "title": title, "description": description} for number in range(rows)]
    parts = [{"title": f"{number}", "rows": each[number::sections]} for number in range(sections)]
    return interactive("list", {"button": button, "sections": parts})


def linked(label: str, url: str = "https://a.example/") -> dict[str, Any]:
    return interactive("cta_url", {"name": "cta_url", "parameters": {"display_text": label, "url": url}})


def with_header(body: dict[str, Any], header: dict[str, Any]) -> dict[str, Any]:
    return {**body, "interactive": {**body["interactive"], "header": header}}


def templated(*components: dict[str, Any]) -> dict[str, Any]:
    return message("template", {"name": "rappel", "language": {"code": "fr"}, "components": list(components)})


TAKEN = {
    "text of 4096": message("text", {"body": "a" * 4096}),
    "to a business-scoped id": {
        "messaging_product": "whatsapp",
        "recipient": "FR.10000000000000001",
        **{"type": "text", "text": {"body": "a"}},
    },
    "title of 20": buttons("é" * 18 + "👍!"),
    "three buttons": buttons("1", "2", "3"),
    "button id of 256": buttons("1", ids=("a" * 256,)),
    "ten rows": listed(10, "é" * 24, "é" * 72),
    "ten rows in two sections": listed(10, sections=2),
    "link": linked("a" * 20),
    "location request": interactive("location_request_message", {"name": "send_location"}),
    "tracking tag": {**message("text", {"body": "a"}), "biz_opaque_callback_data": "x" * 512},
    "emptied reaction": message("reaction", {"message_id": "wamid.1", "emoji": ""}),
}
REFUSED = {
    "text of 4097": (message("text", {"body": "a" * 4097}), 131009),
    "empty text": (message("text", {"body": ""}), 131009),
    "text without body": (message("text", {}), 131008),
    "nobody": ({"messaging_product": "whatsapp", "type": "text", "text": {"body": "a"}}, 131008),
    "no product": ({"to": TO, "type": "text", "text": {"body": "a"}}, 131008),
    "no content": ({"messaging_product": "whatsapp", "to": TO, "type": "text"}, 131008),
    "unknown type": (message("carousel", {}), 131009),
    "unknown key": (message("text", {"body": "a", "buttons": []}), 100),
    "title of 21": (buttons(EMOJI + "a" * 19), 131009),
    "four buttons": (buttons("1", "2", "3", "4"), 131009),
    "no button": (interactive("button", {"buttons": []}), 131009),
    "the same title twice": (buttons("1", "1", ids=("a", "b")), 131009),
    "the same id twice": (buttons("1", "2", ids=("a", "a")), 131009),
    "button id of 257": (buttons("1", ids=("a" * 257,)), 131009),
    "button id with outer spaces": (buttons("1", ids=(" a",)), 131009),
    "body of 1025": (interactive("button", buttons("1")["interactive"]["action"], body={"text": "a" * 1025}), 131009),
    "footer of 61": (interactive("button", buttons("1")["interactive"]["action"], footer={"text": "a" * 61}), 131009),
    "eleven rows": (listed(11), 131009),
    "eleven rows in two sections": (listed(11, sections=2), 131009),
    "row title of 25": (listed(1, "a" * 25), 131009),
    "row description of 73": (listed(1, "a", "a" * 73), 131009),
    "list button of 21": (listed(1, button="a" * 21), 131009),
    "picture above a list": (with_header(listed(1), {"type": "image", "image": {"id": "1"}}), 131009),
    "label of 21": (linked("a" * 21), 131009),
    "no web address": (linked("a", "tel:112"), 131009),
    "document by id and link": (message("document", {"id": "1", "link": "https://a.example/"}), 131009),
    "document by nothing": (message("document", {"filename": "a.pdf"}), 131009),
    "caption of 1025": (message("image", {"id": "1", "caption": "a" * 1025}), 131009),
    "read mark of nothing": ({"messaging_product": "whatsapp", "status": "read"}, 131008),
    "template without language": (message("template", {"name": "rappel"}), 131008),
    "template button without index": (templated({"type": "button", "sub_type": "url"}), 131008),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_within_the_limits_is_taken(name: str) -> None:
    check(TAKEN[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_beyond_them_is_refused_with_the_code(name: str) -> None:
    body, code = REFUSED[name]
    with pytest.raises(GraphError) as raised:
        check(body)
    assert raised.value.code == code, raised.value.details
    assert raised.value.details


def test_a_refusal_does_not_repeat_what_was_written() -> None:
    with pytest.raises(GraphError) as raised:
        check(message("text", {"body": "secret " * 1000}))
    assert "secret" not in raised.value.details
