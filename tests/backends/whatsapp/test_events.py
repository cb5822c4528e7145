"""What customers do on their phones, as Courant's webhook receives it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.backends.whatsapp.conftest import CAMILLE, NUMBER, Played, templated, until

BUTTONS = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "Que faire ?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": f"b{n}", "title": f"Choix {n}"}} for n in (1, 2)]},
    },
}
LIST = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "body": {"text": "Que faire ?"},
        "action": {
            "button": "Choisir",
            "sections": [{"rows": [{"id": "r1", "title": "Payer", "description": "Par carte"}]}],
        },
    },
}
TEMPLATE = templated(body={"prenom": "Zoé", "montant": "184,20 €"}, button=("1", "etaler"))


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "JPEG")
    return written.getvalue()


async def last(played: Played, id_: str) -> dict[str, Any]:
    await until(lambda: any(message["id"] == id_ for message in played.webhook.messages))
    return next(message for message in played.webhook.messages if message["id"] == id_)


async def offered(played: Played, message: dict[str, Any]) -> str:
    """Send choices to the phone, and wait until it shows them."""
    await played.write()
    id_ = await played.sent(**message)
    await until(lambda: id_ in played.simulator.phones.get(CAMILLE).bubbles)
    return id_


async def test_a_text_with_accents_is_escaped_and_signed(played: Played) -> None:
    message = await last(played, await played.act({"text": "Ça sent le gaz à l'étage 😟"}))
    assert message["text"] == {"body": "Ça sent le gaz à l'étage 😟"} and message["from"] == CAMILLE
    value = played.webhook.values[-1]
    assert value["metadata"]["phone_number_id"] == NUMBER
    assert value["contacts"][0]["profile"] == {"name": "Camille Durand"}
    assert [one["status"] for one in await played.shown()] == ["delivered"]


async def test_a_reply_button_is_pressed_once(played: Played) -> None:
    offer = await offered(played, BUTTONS)
    message = await last(played, await played.act({"press": offer, "choice": "b2"}))
    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "b2", "title": "Choix 2"}}
    assert message["context"]["id"] == offer
    again = await played.desk.post(f"/simulator/phones/{CAMILLE}/messages", json={"press": offer, "choice": "b1"})
    assert again.status_code == 409


async def test_a_row_of_a_list_can_be_chosen_again(played: Played) -> None:
    offer = await offered(played, LIST)
    for _ in range(2):
        message = await last(played, await played.act({"press": offer, "choice": "r1"}))
        reply = {"id": "r1", "title": "Payer", "description": "Par carte"}
        assert message["interactive"] == {"type": "list_reply", "list_reply": reply}


async def test_the_quick_reply_of_a_template(played: Played) -> None:
    offer = await offered(played, TEMPLATE)
    message = await last(played, await played.act({"press": offer, "choice": "etaler"}))
    assert message["type"] == "button" and message["button"] == {"payload": "etaler", "text": "Étaler"}
    shown = next(one for one in await played.shown() if one["id"] == offer)
    assert shown["content"]["shown"]["text"] == "Bonjour Zoé, votre facture est de 184,20 €."


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (templated("nothing"), 132001),
        (templated(language="en", body={"prenom": "Zoé", "montant": "1 €"}), 132001),
        (templated(body={"prenom": "Zoé"}), 132000),
        (templated(body={"prenom": "Zoé", "montant": "1 €", "date": "demain"}), 132000),
        (templated(body={"prenom": "Zoé", "montant": "1 €"}, button=("2", "x")), 132012),
    ],
)
async def test_a_template_is_sent_as_it_was_approved(played: Played, message: dict[str, Any], code: int) -> None:
    assert (await played.send(**message)).json()["error"]["code"] == code


async def test_a_choice_that_was_not_offered(played: Played) -> None:
    offer = await offered(played, BUTTONS)
    for body in ({"press": offer, "choice": "b9"}, {"press": "wamid.unknown", "choice": "b1"}):
        answer = await played.desk.post(f"/simulator/phones/{CAMILLE}/messages", json=body)
        assert answer.status_code == 404


async def test_a_place_answers_the_question_that_asked(played: Played) -> None:
    place = {"latitude": 45.7597, "longitude": 4.8697, "name": "", "address": "69003 Lyon"}
    message = await last(played, await played.act({"location": place, "reply_to": "wamid.Q"}))
    assert message["location"] == {"latitude": 45.7597, "longitude": 4.8697, "address": "69003 Lyon"}
    assert message["context"]["id"] == "wamid.Q"


async def test_a_reaction_and_its_withdrawal(played: Played) -> None:
    offer = await offered(played, BUTTONS)
    put = await last(played, await played.act({"react_to": offer, "emoji": "👍"}))
    taken = await last(played, await played.act({"react_to": offer, "emoji": ""}))
    assert put["reaction"] == {"message_id": offer, "emoji": "👍"} and taken["reaction"] == {"message_id": offer}


@pytest.mark.parametrize(
    ("kind", "type_", "more"),
    [
        ("image/jpeg", "image", {"caption": "mon compteur"}),
        ("audio/ogg; codecs=opus", "audio", {"voice": True}),
        ("image/webp", "sticker", {"animated": False}),
        ("application/pdf", "document", {"caption": "mon compteur", "filename": "f.pdf"}),
    ],
)
async def test_a_file_is_announced_then_fetched(played: Played, kind: str, type_: str, more: dict[str, Any]) -> None:
    content = photo()
    url = f"/simulator/phones/{CAMILLE}/files?caption=mon compteur&filename=f.pdf"
    sent = await played.desk.post(url, content=content, headers={"Content-Type": kind})
    message = await last(played, sent.json()["id"])
    about = message[type_]
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert about == {"id": about["id"], "mime_type": kind, "sha256": digest, **more}
    told = (await played.graph.get(f"/v23.0/{about['id']}", params={"phone_number_id": NUMBER})).json()
    assert told["file_size"] == len(content) and told["sha256"] == hashlib.sha256(content).hexdigest()
    assert (await played.graph.get(told["url"])).content == content
    assert (await played.desk.get(told["url"])).status_code == 401


async def test_shapes_are_the_published_ones(played: Played) -> None:
    folder = Path(__file__).parents[2] / "channels" / "whatsapp" / "payloads" / "webhook"
    published = json.loads((folder / "meta_interactive_button_reply_message.json").read_text())
    offer = await offered(played, BUTTONS)
    await last(played, await played.act({"press": offer, "choice": "b1"}))
    ours = played.webhook.posts[-1]
    contact = ours["entry"][0]["changes"][0]["value"]["contacts"][0]
    message = ours["entry"][0]["changes"][0]["value"]["messages"][0]
    # Newer than the sample: the business-scoped id.
    assert contact.pop("user_id") == message.pop("from_user_id")
    assert keys(ours) == keys(published)


def keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keys(each) for key, each in value.items()}
    return [keys(each) for each in value] if isinstance(value, list) else None


async def test_events_are_posted_until_they_are_taken(played: Played) -> None:
    played.webhook.status = 503
    id_ = await played.act({"text": "Bonjour"})
    assert (await played.shown())[0]["status"] == "waiting"
    played.webhook.status = 200
    await last(played, id_)
    await until(lambda: played.simulator.phones.get(CAMILLE).bubbles[id_].status == "delivered")
    assert len(played.webhook.messages) == 1


class TestMisbehaving:
    async def test_copies_at_once(self, played: Played) -> None:
        await played.fault("duplicate")
        id_ = await played.act({"text": "Bonjour"})
        await until(lambda: [message["id"] for message in played.webhook.messages] == [id_] * 3)

    async def test_backwards(self, played: Played) -> None:
        await played.fault("reorder", times=3)
        ids = [await played.act({"text": str(number)}) for number in range(3)]
        await until(lambda: len(played.webhook.messages) == 3)
        assert [message["id"] for message in played.webhook.messages] == ids[::-1]

    async def test_in_one_post(self, played: Played) -> None:
        await played.fault("batch", times=2)
        ids = [await played.act({"text": str(number)}) for number in range(2)]
        await until(lambda: len(played.webhook.messages) == 2)
        assert len(played.webhook.posts) == 1
        assert [message["id"] for message in played.webhook.messages] == ids

    async def test_what_was_held_back_is_let_go(self, played: Played) -> None:
        await played.fault("batch", times=5)
        id_ = await played.act({"text": "Bonjour"})
        await played.desk.delete("/simulator/faults")
        await last(played, id_)

    async def test_a_wrong_signature_then_the_right_one(self, played: Played) -> None:
        await played.fault("bad_signature")
        await last(played, await played.act({"text": "Bonjour"}))
        assert played.webhook.refused == 1


async def test_any_payload_can_be_tried(played: Played) -> None:
    answer = await played.desk.post("/simulator/events", content=b'{"entry":[]}')
    assert answer.json() == {"status": 200} and played.webhook.posts == [{"entry": []}]


async def test_the_handshake(played: Played) -> None:
    assert (await played.desk.post("/simulator/handshake", json={})).json() == {"verified": True}
    assert played.webhook.handshakes == ["verify"]
