"""System events: signed, kept once, told in order, told again after a failure, never in place of a danger."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from channels.door import Door
from channels.evenements import EvenementsInput, channel
from channels.evenements.signature import signature
from channels.incoming import UnknownKind, UnreachableConversation
from channels.webchat import WebchatInput
from courant.conversations import Author, ConversationStore, SystemEvent, paris_now
from courant.settings import settings
from tests.channels.scripted import ScriptedAgent
from tests.channels.served import client_of
from tests.channels.telling import tell
from tests.channels.visitor import CONFIG, SITE, events, open_session, take

PAID = "action_paiement_resultat"


@pytest.fixture
async def system(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """A system of record that reaches the assistant."""
    async with client_of(EvenementsInput(), door) as client:
        yield client


@pytest.fixture
def conversation(door: Door) -> str:
    return door.open("texte", "camille")


def body_for(told_to: str, /, **changes: Any) -> dict[str, Any]:
    body = {
        "id": "e1",
        "kind": "paiement.resultat",
        "conversation": told_to,
        "at": paris_now().isoformat(),
        "data": {"montant": 4550},
    }
    return {**body, **changes}


async def post(client: httpx.AsyncClient, body: Any, secret: str = "", header: str | None = "") -> httpx.Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = signature(raw, secret or settings().events_secret) if header == "" else header
    return await client.post("", content=raw, headers={"x-courant-signature": signed} if signed else {})


def event(number: int = 1, kind: str = "paiement.resultat", **data: Any) -> SystemEvent:
    return SystemEvent(f"e{number}", kind, paris_now(), data)


async def notify(door: Door, conversation: str, one: SystemEvent) -> str:
    accepted = await door.notify(conversation, one)
    await accepted.answered()
    return accepted.inbox_id or ""


def said(store: ConversationStore, conversation: str) -> list[str]:
    """What was said in the conversation, without the presentation."""
    return [entry.text for entry in store.messages_after(conversation)][1:]


class TestDelivery:
    async def test_an_event_is_told_once_however_often_it_comes(self, system, agent, store, conversation):
        answers = [await post(system, body_for(conversation)) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202] * 3
        assert [answer.json() for answer in answers] == [
            {"id": "e1", "duplicate": duplicate} for duplicate in (False, True, True)
        ]
        await asyncio.sleep(0.1)
        assert agent.told == [(PAID, {"montant": 4550})]
        assert said(store, conversation) == [f"{PAID} {{'montant': 4550}}"]
        assert store.unhandled() == []

    async def test_it_is_the_assistant_that_speaks(self, system, store, conversation):
        await post(system, body_for(conversation))
        await asyncio.sleep(0.1)
        assert {entry.author for entry in store.messages_after(conversation)} == {Author.ASSISTANT}

    async def test_the_web_chat_hears_it_live_and_after_a_reload(self, door, store):
        async with client_of(WebchatInput(CONFIG), door, origin=SITE) as visitor:
            await open_session(visitor)
            async with events(visitor, after=1) as stream:
                conversation = next(iter(door.hub.watched))
                await notify(door, conversation, event(montant=12))
                live = (await take(stream, "message"))[0]
            again = (await visitor.get("/history", params={"after": 1})).json()["messages"]
        assert live["text"] == f"{PAID} {{'montant': 12}}"
        assert again == [live]

    async def test_events_and_messages_share_one_order(self, door, agent, store, conversation):
        release = asyncio.Event()
        agent.script["attends"] = [release.wait, {"text": "voilà"}]
        slow = asyncio.ensure_future(tell(door, "attends"))
        await asyncio.sleep(0.05)
        first = await door.notify(conversation, event(1))
        second = await door.notify(conversation, event(2, "panne.suivi"))
        assert agent.told == []
        release.set()
        await asyncio.gather(slow, first.answered(), second.answered())
        assert [action for action, _ in agent.told] == [PAID, "action_panne_suivi"]
        assert said(store, conversation)[1:] == ["voilà", f"{PAID} {{}}", "action_panne_suivi {}"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("header", "code"), [(None, "signature_missing"), ("sha256=00", "signature_wrong"), ("abc", "signature_wrong")]
    )
    async def test_without_the_right_signature(self, system, agent, conversation, header, code):
        answer = await post(system, body_for(conversation), header=header)
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert agent.told == []

    async def test_signed_with_another_secret(self, system, agent, conversation):
        answer = await post(system, body_for(conversation), secret="another-secret-that-is-long-enough")
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_wrong")

    async def test_a_body_changed_after_it_was_signed(self, system, conversation):
        raw = json.dumps(body_for(conversation)).encode()
        signed = signature(raw, settings().events_secret)
        answer = await system.post("", content=raw.replace(b"4550", b"9999"), headers={"x-courant-signature": signed})
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_wrong")

    @pytest.mark.parametrize("age", [timedelta(days=5), timedelta(minutes=-30)])
    async def test_far_from_its_time(self, system, agent, conversation, age):
        answer = await post(system, body_for(conversation, at=(paris_now() - age).isoformat()))
        assert (answer.status_code, answer.json()["code"]) == (422, "too_late")
        assert agent.told == []

    async def test_a_sender_that_could_not_reach_us_for_two_days_is_heard(self, system, conversation):
        at = (paris_now() - timedelta(days=2)).isoformat()
        assert (await post(system, body_for(conversation, at=at))).status_code == 202

    async def test_of_a_kind_that_nobody_tells(self, system, conversation, monkeypatch):
        warned: list[str] = []
        heard = SimpleNamespace(warning=lambda _event, **facts: warned.append(facts["code"]))
        monkeypatch.setattr(channel, "logger", heard)
        answer = await post(system, body_for(conversation, kind="lune.pleine"))
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_kind")
        assert warned == ["unknown_kind"]

    async def test_for_nobody(self, system, conversation):
        answer = await post(system, body_for("nobody"))
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_conversation")

    async def test_for_a_conversation_that_the_customer_ended(self, system, store, conversation):
        store.close(conversation)
        answer = await post(system, body_for(conversation))
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_conversation")

    @pytest.mark.parametrize(
        "change",
        [
            {"id": ""},
            {"id": 3},
            {"kind": None},
            {"conversation": []},
            {"at": "yesterday"},
            {"at": "2026-11-22T10:00:00"},
            {"data": "x"},
            {"data": None},
            {"id": "x" * 200},
        ],
    )
    async def test_malformed(self, system, agent, conversation, change):
        answer = await post(system, body_for(conversation, **change))
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
        assert len(answer.json()["detail"]) > 10

    @pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff"])
    async def test_no_object_at_all(self, system, raw):
        answer = await post(system, raw)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")

    async def test_too_large(self, system, conversation):
        answer = await post(system, body_for(conversation, data={"x": "y" * 70_000}))
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    async def test_the_door_itself_says_what_it_refuses(self, door, conversation):
        with pytest.raises(UnknownKind):
            await door.notify(conversation, event(kind="x.y"))
        with pytest.raises(UnreachableConversation):
            await door.notify("nobody", event())


class TestFailures:
    async def test_what_could_not_be_told_is_told_later_and_in_order(self, open_door, store):
        now = [paris_now()]
        store.clock = lambda: now[0]
        agent = ScriptedAgent(**{PAID: [RuntimeError("action server down")]})
        door = open_door(agent)
        conversation = door.open("texte", "camille")
        await notify(door, conversation, event(1))
        await notify(door, conversation, event(2, "panne.suivi"))
        assert said(store, conversation) == []
        assert await door.resume() == 0  # neither is due yet
        agent.script.clear()
        now[0] += timedelta(minutes=1)
        assert await door.resume() == 2
        await door.close()
        assert said(store, conversation) == [f"{PAID} {{}}", "action_panne_suivi {}"]
        assert store.unhandled() == []

    async def test_old_news_is_given_up(self, open_door, store, caplog):
        now = [paris_now()]
        store.clock = lambda: now[0]
        door = open_door(ScriptedAgent(**{PAID: [RuntimeError("down")]}))
        conversation = door.open("texte", "camille")
        await notify(door, conversation, event(1))
        now[0] += timedelta(days=1, minutes=5)
        assert await door.resume() == 1
        await door.close()
        assert store.unhandled() == []
        assert said(store, conversation) == []

    async def test_killed_before_it_was_told(self, open_door, agent, store):
        first = open_door(agent)
        conversation = first.open("texte", "camille")
        store.receive_event(conversation, event(1), holder=first.presence.name)
        second = open_door(agent)
        assert await second.resume() == 1
        await second.close()
        assert said(store, conversation) == [f"{PAID} {{}}"]

    async def test_killed_between_the_tracker_and_the_outbox(self, open_door, agent, store):
        first = open_door(agent)
        conversation = first.open("texte", "camille")
        agent.dies_before_saying = True
        accepted = await first.notify(conversation, event(1))
        await asyncio.sleep(0.1)
        accepted.turn.cancel()
        await asyncio.wait({accepted.turn})
        assert said(store, conversation) == []
        agent.dies_before_saying = False
        second = open_door(agent)
        await second.resume()
        await second.close()
        assert said(store, conversation) == [f"{PAID} {{}}"]
        assert len(agent.told) == 1  # rebuilt, not told again

    async def test_an_event_cannot_be_shadowed_by_a_message_of_the_customer(self, door, agent, store, conversation):
        """A customer chooses the ids of messages: none of them may take an event's place."""
        await tell(door, "bonjour", message_id="e1")
        await tell(door, "bonjour", message_id=store.sealer.fingerprint("other", "e1"))
        await notify(door, conversation, event(1))
        assert agent.told == [(PAID, {})]


GAS = {"text": "Sortez. Appelez.", "utter_action": "utter_danger_gaz"}


class TestPriorities:
    @pytest.fixture
    def with_button(self, agent: ScriptedAgent) -> Callable[[], None]:
        agent.script[PAID] = [{"text": "Payé.", "buttons": [{"title": "Ma facture", "payload": "/facture"}]}]
        return agent.script.clear

    async def test_a_danger_keeps_its_reminder_and_nothing_is_offered(self, door, agent, store, with_button):
        agent.script["ça sent le gaz"] = [GAS]
        conversation = (await tell(door, "ça sent le gaz")).conversation
        inbox_id = await notify(door, conversation, event())
        (told,) = store.answers_to(inbox_id)
        assert told.text.startswith("Payé.\n\nUrgence gaz")
        assert told.buttons == ()
        assert store.danger(conversation) == "gaz"

    async def test_during_a_takeover_the_news_comes_without_an_offer(self, door, store, conversation, with_button):
        store.take_over(conversation, "Sophie")
        (told,) = store.answers_to(await notify(door, conversation, event()))
        assert (told.text, told.buttons) == ("Payé.", ())

    async def test_otherwise_it_may_offer_what_follows(self, door, store, conversation, with_button):
        (told,) = store.answers_to(await notify(door, conversation, event()))
        assert [button.title for button in told.buttons] == ["Ma facture"]
