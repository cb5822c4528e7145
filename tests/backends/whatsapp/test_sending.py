"""A message of the business: its answer, its way to the phone, its statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.backends.whatsapp.conftest import ALEX, CAMILLE, NUMBER, Played, until, words

RESPONSES = Path(__file__).with_name("published") / "response"


def shape(value: Any) -> Any:
    """The keys of a document, without its values."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


async def test_the_answer_has_the_published_shape(played: Played) -> None:
    published = json.loads((RESPONSES / "meta_example_response.json").read_text())
    answer = (await played.send()).json()
    assert shape(answer) == shape(published)
    assert answer["contacts"] == [{"input": f"+{CAMILLE}", "wa_id": CAMILLE}]


async def test_statuses_come_in_order_and_the_phone_shows_the_message(played: Played) -> None:
    await played.write()
    id_ = await played.sent(**words("Bonjour *Camille* 👍"), biz_opaque_callback_data="t1")
    await until(lambda: len(played.webhook.steps(id_)) == 2)
    await played.desk.post(f"/simulator/phones/{CAMILLE}/viewed", json={})
    await until(lambda: played.webhook.steps(id_) == ["sent", "delivered", "read"])
    assert (await played.shown())[-1]["content"] == {"body": "Bonjour *Camille* 👍"}
    status = played.webhook.statuses[0]
    assert status["recipient_id"] == CAMILLE and status["biz_opaque_callback_data"] == "t1"
    assert status["pricing"]["pricing_model"] == "PMP"


async def test_a_holder_who_hides_read_marks_is_delivered_only(played: Played) -> None:
    await played.write()
    await played.desk.patch(f"/simulator/phones/{CAMILLE}", json={"tells_read": False})
    id_ = await played.sent()
    await until(lambda: len(played.webhook.steps(id_)) == 2)
    await played.desk.post(f"/simulator/phones/{CAMILLE}/viewed", json={})
    other = await played.sent()
    await until(lambda: len(played.webhook.steps(other)) == 2)
    assert played.webhook.steps(id_) == ["sent", "delivered"]


async def test_a_phone_that_is_off_gets_its_messages_later(played: Played) -> None:
    await played.write()
    await played.desk.patch(f"/simulator/phones/{CAMILLE}", json={"is_on": False})
    id_ = await played.sent()
    await until(lambda: played.simulator.phones.get(CAMILLE).waiting)
    assert played.webhook.steps(id_) == ["sent"] and len(await played.shown()) == 1
    await played.desk.patch(f"/simulator/phones/{CAMILLE}", json={"is_on": True})
    await until(lambda: played.webhook.steps(id_) == ["sent", "delivered"])
    assert (await played.shown())[-1]["id"] == id_


async def test_free_text_outside_the_window_fails_afterwards_and_a_template_arrives(played: Played) -> None:
    await played.write()
    played.clock.advance(hours=24, seconds=1)
    late = await played.sent()
    await until(lambda: played.webhook.steps(late) == ["failed"])
    failed = played.webhook.statuses[-1]
    assert failed["errors"][0]["code"] == 131047 and "contacts" not in played.webhook.values[-1]
    template = {"type": "template", "template": {"name": "en_attente", "language": {"code": "fr"}}}
    id_ = await played.sent(**template)
    await until(lambda: played.webhook.steps(id_) == ["sent", "delivered"])


async def test_the_window_can_be_closed_by_hand(played: Played) -> None:
    await played.write()
    told = await played.desk.patch(f"/simulator/phones/{CAMILLE}", json={"window": "closed"})
    assert told.json()["window_open"] is False
    id_ = await played.sent()
    await until(lambda: played.webhook.steps(id_) == ["failed"])


async def test_somebody_without_whatsapp_is_told_afterwards(played: Played) -> None:
    id_ = await played.sent("33639989999")
    await until(lambda: played.webhook.steps(id_) == ["failed"])
    assert played.webhook.statuses[-1]["errors"][0]["code"] == 131026


async def test_a_hidden_number_is_reached_by_its_id(played: Played) -> None:
    await played.write(phone=ALEX)
    value = played.webhook.values[-1]
    message, contact = value["messages"][0], value["contacts"][0]
    assert "from" not in message and "wa_id" not in contact and contact["profile"]["username"] == "alex.lyon"
    body = {"messaging_product": "whatsapp", "recipient": message["from_user_id"], **words("Bonjour")}
    answer = await played.graph.post(f"/v23.0/{NUMBER}/messages", json=body)
    id_ = answer.json()["messages"][0]["id"]
    await until(lambda: played.webhook.steps(id_) == ["sent", "delivered"])
    status = next(one for one in played.webhook.statuses if one["id"] == id_)
    assert status["recipient_user_id"] == message["from_user_id"] and "recipient_id" not in status
    assert [one["mine"] for one in await played.shown(ALEX)] == [True, False]


async def test_read_marks_and_typing_reach_the_phone(played: Played) -> None:
    first, second = await played.write("un"), await played.write("deux")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    answer = await played.graph.post(f"/v23.0/{NUMBER}/messages", json={**body, "typing_indicator": {"type": "text"}})
    assert answer.json() == {"success": True}
    assert {one["id"]: one["status"] for one in await played.shown()} == {first: "read", second: "read"}
    phone = played.simulator.phones.get(CAMILLE)
    assert phone.wire(played.clock())["typing"] is True
    id_ = await played.sent()
    await until(lambda: played.webhook.steps(id_) == ["sent", "delivered"])
    assert phone.wire(played.clock())["typing"] is False


async def test_typing_ends_by_itself(played: Played) -> None:
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": await played.write()}
    await played.graph.post(f"/v23.0/{NUMBER}/messages", json={**body, "typing_indicator": {"type": "text"}})
    played.clock.advance(seconds=26)
    assert played.simulator.phones.get(CAMILLE).wire(played.clock())["typing"] is False


async def test_a_reaction_sits_on_its_message(played: Played) -> None:
    id_ = await played.write()
    await played.sent(type="reaction", reaction={"message_id": id_, "emoji": "🙏"})
    await until(lambda: played.simulator.phones.get(CAMILLE).bubbles[id_].reaction == "🙏")
    assert len(await played.shown()) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"headers": {"Authorization": "Bearer other"}}, 401, 190),
        ({"url": "/v23.0/999/messages"}, 400, 100),
        ({"content": b"{"}, 400, 100),
        ({"json": {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.unknown"}}, 400, 131009),
        ({"json": {"messaging_product": "whatsapp", "to": "+33639980001", "type": "text", "text": {}}}, 400, 131008),
    ],
)
async def test_errors_have_the_published_shape(played: Played, change: Any, status: int, code: int) -> None:
    call = {"url": f"/v23.0/{NUMBER}/messages", **change}
    answer = await played.graph.post(call.pop("url"), **call)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code and error["type"] == "OAuthException" and error["message"].startswith(f"(#{code})")


class TestMisbehaving:
    @pytest.mark.parametrize(("code", "status"), [(130429, 429), (131056, 400), (131016, 500), (190, 401)])
    async def test_refuses_as_often_as_told(self, played: Played, code: int, status: int) -> None:
        await played.write()
        await played.fault("refuse", code=code, times=2, phone=CAMILLE)
        assert [(await played.send()).status_code for _ in range(3)] == [status, status, 200]
        assert (await played.desk.get("/simulator/faults")).json() == []

    async def test_fails_afterwards(self, played: Played) -> None:
        await played.write()
        await played.fault("fail", code=131047)
        id_ = await played.sent()
        await until(lambda: played.webhook.steps(id_) == ["failed"])
        assert (await played.shown())[-1]["error"] == 131047

    async def test_a_lost_answer_leaves_the_message(self, played: Played) -> None:
        await played.write()
        await played.fault("lose_answer")
        with pytest.raises(httpx.TransportError):
            await played.send()
        await until(lambda: len(played.webhook.statuses) == 2)
        assert len(await played.shown()) == 2

    async def test_a_lost_request_leaves_nothing(self, played: Played) -> None:
        await played.write()
        await played.fault("lose_request")
        with pytest.raises(httpx.TransportError):
            await played.send()
        assert len(await played.shown()) == 1

    async def test_the_status_before_the_answer(self, played: Played) -> None:
        await played.write()
        await played.fault("early_status")
        answer = await played.send()
        assert played.webhook.steps(answer.json()["messages"][0]["id"]) == ["delivered"]

    async def test_late_reversed_and_absent_statuses(self, played: Played) -> None:
        await played.write()
        await played.fault("late_status", seconds=0.3)
        late = await played.sent()
        assert (await played.shown())[-1]["id"] == late and played.webhook.steps(late) == []
        await played.fault("reversed_statuses")
        reversed_ = await played.sent()
        await played.fault("no_status")
        silent = await played.sent()
        await until(lambda: played.webhook.steps(late) == ["sent", "delivered"])
        assert played.webhook.steps(reversed_) == ["delivered", "sent"]
        assert played.webhook.steps(silent) == [] and silent in {one["id"] for one in await played.shown()}

    async def test_a_fault_of_one_phone_spares_the_others(self, played: Played) -> None:
        await played.fault("refuse", code=131056, phone=ALEX)
        await played.write()
        assert (await played.send()).status_code == 200

    async def test_a_fault_must_make_sense(self, played: Played) -> None:
        for body in (
            {"kind": "explode"},
            {"kind": "refuse"},
            {"kind": "slow", "times": 0},
            {"kind": "slow", "seconds": 1e9},
        ):
            assert (await played.desk.post("/simulator/faults", json=body)).status_code == 422
