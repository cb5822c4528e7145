"""The path of a message: neutral, masked, kept once, answered once and in order, never in silence."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.incoming import Incoming, UnknownButton
from channels.texts import PRESENTATION
from courant.conversations import Author
from tests.channels.scripted import ScriptedAgent
from tests.channels.telling import answers, tell


class TestAnswer:
    async def test_a_message_reaches_the_assistant_with_its_ids(self, door, agent, store):
        accepted = await tell(door, "bonjour")
        heard = agent.heard[0]
        assert (heard.text, heard.sender_id, heard.message_id) == (
            "bonjour",
            accepted.conversation,
            accepted.inbox_id,
        )
        assert heard.input_channel == "texte"
        assert heard.metadata == {
            "message_id": accepted.inbox_id,
            "channel": "texte",
            "address": store.address_key("texte", "camille"),
        }
        assert heard.output_channel.name() == "texte"
        assert answers(store, accepted) == ["Vous dites : bonjour"]
        assert store.unhandled() == []

    async def test_one_response_is_one_message(self, door, agent, store):
        agent.script["facture"] = [
            {
                "text": "Votre facture.\n\nElle est réglée.",
                "buttons": [{"title": "Payer", "payload": "/payer"}],
                "image": "https://exemple.fr/g.png",
                "custom": {"links": [{"title": "Facture", "url": "https://exemple.fr/f.pdf", "kind": "PDF"}]},
                "utter_action": "utter_facture",
            }
        ]
        accepted = await tell(door, "facture")
        entry = store.answers_to(accepted.inbox_id)[-1]
        assert entry.text == "Votre facture.\n\nElle est réglée."
        assert [button.title for button in entry.buttons] == ["Payer"]
        assert entry.image == "https://exemple.fr/g.png"
        assert [(link.title, link.kind) for link in entry.links] == [("Facture", "PDF")]
        assert entry.response == "utter_facture"

    async def test_the_assistant_introduces_itself_once(self, door, store):
        first, second = await tell(door, "bonjour"), await tell(door, "encore")
        said = [entry.response for entry in store.answers_to(first.inbox_id)]
        assert said[0] == PRESENTATION
        assert PRESENTATION not in [entry.response for entry in store.answers_to(second.inbox_id)]

    async def test_a_conversation_that_was_opened_has_its_presentation(self, door, store):
        conversation = door.open("texte", "camille")
        assert door.open("texte", "camille") == conversation
        await tell(door, "bonjour")
        entries = store.messages_after(conversation)
        assert [entry.response for entry in entries].count(PRESENTATION) == 1
        assert entries[0].response == PRESENTATION


class TestButtons:
    async def test_a_button_sends_its_payload_and_shows_its_words(self, door, agent, store):
        agent.script["menu"] = [{"text": "?", "buttons": [{"title": "Payer", "payload": "/payer"}]}]
        menu = await tell(door, "menu")
        button = store.answers_to(menu.inbox_id)[-1].buttons[0]
        pressed = await tell(door, button=button.id)
        assert agent.texts[-1] == "/payer"
        shown = store.messages_after(pressed.conversation, pressed.number - 1)[0]
        assert (shown.author, shown.text) == (Author.CUSTOMER, "Payer")

    async def test_an_unknown_button_is_refused(self, door, agent):
        with pytest.raises(UnknownButton):
            await tell(door, button="/payer")
        assert agent.heard == []


class TestOrder:
    async def test_messages_of_one_conversation_are_answered_in_order(self, door, agent, store):
        async def slow():
            await asyncio.sleep(0.05)

        agent.script["1"] = [slow, {"text": "un"}]
        accepted = [await door.accept(Incoming("texte", "camille", f"o{text}", text)) for text in ("1", "2", "3")]
        await asyncio.gather(*(one.answered() for one in accepted))
        assert agent.texts == ["1", "2", "3"]
        said = [e.text for e in store.messages_after(accepted[0].conversation) if e.author is Author.ASSISTANT]
        assert said[1:] == ["un", "Vous dites : 2", "Vous dites : 3"]

    async def test_a_slow_conversation_does_not_hold_another(self, door, agent):
        release = asyncio.Event()
        agent.script["attends"] = [release.wait, {"text": "voilà"}]
        slow = await door.accept(Incoming("texte", "camille", "s1", "attends"))
        quick = await door.accept(Incoming("texte", "lucas", "q1", "bonjour"))
        await asyncio.wait_for(quick.answered(), 5)
        assert not slow.turn.done()
        release.set()
        await slow.answered()

    async def test_a_duplicate_is_told_and_not_answered_again(self, door, agent):
        first = await tell(door, "bonjour", message_id="same")
        second = await tell(door, "bonjour", message_id="same")
        assert (first.duplicate, second.duplicate) == (False, True)
        assert second.inbox_id == first.inbox_id
        assert len(agent.heard) == 1


class TestMasks:
    async def test_a_card_number_is_neither_kept_nor_heard_and_the_customer_is_told(self, door, agent, store):
        accepted = await tell(door, "ma carte 4970 1012 3456 7893, je veux payer")
        kept = " ".join(entry.text for entry in store.messages_after(accepted.conversation))
        assert "4970" not in kept
        assert "7893" not in agent.texts[0]
        assert "je veux payer" in agent.texts[0]
        assert answers(store, accepted)[0].startswith("J'ai effacé")

    async def test_a_card_number_alone_only_gets_the_explanation(self, door, agent, store):
        accepted = await tell(door, "4970101234567893")
        assert agent.heard == []
        assert len(answers(store, accepted)) == 1

    async def test_an_expected_code_is_sealed_and_leaves_the_text(self, door, agent, store):
        conversation = door.open("texte", "camille")
        store.expect_secret(conversation, "connexion", store.clock() + timedelta(minutes=10))
        found = []

        async def look():
            found.append(store.sealed_secret(conversation, agent.heard[-1].message_id))

        agent.script["mon code est [code]"] = [look, {"text": "merci"}]
        accepted = await tell(door, "mon code est 123 456")
        assert agent.texts == ["mon code est [code]"]
        assert found == ["123456"]
        assert store.sealed_secret(conversation, accepted.inbox_id) is None
        assert "123" not in " ".join(entry.text for entry in store.messages_after(conversation))

    @pytest.mark.parametrize("text", ["06 39 98 00 01", "0639980001", "12345678901234", "12345"])
    async def test_longer_and_shorter_numbers_are_no_codes(self, door, agent, store, text):
        conversation = door.open("texte", "camille")
        store.expect_secret(conversation, "connexion", store.clock() + timedelta(minutes=10))
        await tell(door, text)
        assert agent.texts == [text]

    async def test_six_digits_are_no_code_when_none_is_expected(self, door, agent):
        await tell(door, "123456")
        assert agent.texts == ["123456"]


class TestSilence:
    @pytest.mark.parametrize("replies", [[], [RuntimeError("action server down")], [{"text": ""}]])
    async def test_a_turn_without_answer_gets_the_incident_message(self, door, agent, store, replies):
        agent.script["bonjour"] = replies
        accepted = await tell(door, "bonjour")
        assert [a.split(".")[0] for a in answers(store, accepted)] == ["Je n'ai pas pu répondre"]
        assert store.unhandled() == []

    async def test_a_turn_that_breaks_half_way_says_so(self, door, agent, store):
        agent.script["bonjour"] = [{"text": "Un instant."}, RuntimeError("gone")]
        accepted = await tell(door, "bonjour")
        assert answers(store, accepted)[0] == "Un instant."
        assert answers(store, accepted)[1].startswith("Je n'ai pas pu")

    async def test_a_turn_that_never_ends_is_ended(self, open_door, agent, store):
        agent.script["bonjour"] = [asyncio.Event().wait]
        door = open_door(agent)
        door._turns.seconds = 0.05
        accepted = await tell(door, "bonjour")
        assert answers(store, accepted)[0].startswith("Je n'ai pas pu")

    async def test_a_danger_that_the_assistant_cannot_answer_gets_the_safety_answer(self, door, agent, store):
        agent.script["ça sent le gaz"] = [RuntimeError("everything is down")]
        accepted = await tell(door, "ça sent le gaz")
        said = answers(store, accepted)
        assert said[0].startswith("Sortez.")
        assert "0 800 47 33 33" in said[0].replace("\u00a0", " ")
        assert said[1].startswith("Je n'ai pas pu")
        assert store.danger(accepted.conversation) == "gaz"

    async def test_the_next_message_is_answered_after_a_failure(self, door, agent, store):
        agent.script["panne"] = [RuntimeError("gone")]
        await tell(door, "panne")
        assert answers(store, await tell(door, "bonjour")) == ["Vous dites : bonjour"]


GAS = {"text": "Sortez. Appelez.", "utter_action": "utter_danger_gaz"}
SAFE = {"text": "Bien.", "utter_action": "utter_danger_en_securite"}


class TestDanger:
    async def test_the_number_stays_on_each_turn_until_it_is_over(self, door, agent, store):
        agent.script["ça sent le gaz"] = [GAS]
        agent.script["ça va"] = [SAFE]
        assert answers(store, await tell(door, "ça sent le gaz")) == ["Sortez. Appelez."]
        later = answers(store, await tell(door, "et ma facture ?"))
        assert later[0].startswith("Vous dites : et ma facture ?\n\nUrgence gaz")
        assert len(later) == 1
        assert answers(store, await tell(door, "ça va")) == ["Bien."]
        assert answers(store, await tell(door, "merci")) == ["Vous dites : merci"]

    async def test_the_number_is_that_of_the_customer_s_commune(self, door, agent, store):
        agent.script["ça sent le gaz"] = [GAS]
        agent.slots = {"numero_urgence_gaz": "0 800 00 00 00", "danger": "gaz", "pile": []}
        await tell(door, "ça sent le gaz")
        later = answers(store, await tell(door, "et ma facture ?"))
        assert "Urgence gaz\u00a0: 0 800 00 00 00" in later[0]

    async def test_an_unreadable_tracker_leaves_the_national_number(self, door, agent, store):
        agent.script["ça sent le gaz"] = [GAS]
        agent.slots = None
        await tell(door, "ça sent le gaz")
        assert "0 800 47 33 33" in answers(store, await tell(door, "et ma facture ?"))[0]

    async def test_safety_comes_before_the_presentation(self, door, agent, store):
        agent.script["ça sent le gaz"] = [GAS]
        accepted = await tell(door, "ça sent le gaz")
        said = [entry.response for entry in store.answers_to(accepted.inbox_id)]
        assert said == ["utter_danger_gaz", PRESENTATION]

    @pytest.fixture
    def safe_while_smelling(self, open_door, store, texts):
        """« En sécurité » is slow; meanwhile the next message tells of the gas again, and the door answers ahead."""

        word_for_word = {"text": texts.danger("gaz", {}).text, "utter_action": "utter_danger_gaz"}

        async def told(fails: bool = False, flood: bool = False) -> list[str]:
            release = asyncio.Event()
            agent = ScriptedAgent(**{"ça sent le gaz": [word_for_word], "ça va": [release.wait, SAFE]})
            agent.script["ça sent encore le gaz"] = [RuntimeError("down") if fails else word_for_word]
            door = open_door(agent)
            door._guard._patience = 0.05
            door.limit("texte", 2 if flood else 20)
            await tell(door, "ça sent le gaz")
            await door.accept(Incoming("texte", "camille", "safe", "ça va"))
            again = await door.accept(Incoming("texte", "camille", "again", "ça sent encore le gaz"))
            await asyncio.sleep(0.2)
            assert [entry.response for entry in store.answers_to(again.inbox_id)] == ["utter_danger_gaz"]
            release.set()
            await again.answered()
            await door.close()
            return [entry.response for entry in store.messages_after(again.conversation)][-3:]

        return told

    @pytest.mark.parametrize("fails", [False, True])
    async def test_a_danger_told_after_the_end_of_another_is_not_lost(self, safe_while_smelling, store, fails):
        said = await safe_while_smelling(fails=fails)
        assert store.danger(store.conversation_for("texte", "camille")) == "gaz"
        # The customer reads the way to safety again after « Bien », and a person is called again.
        assert "utter_danger_gaz" in said[said.index("utter_danger_en_securite") :]
        assert len(store.alerts_due()) == 2

    async def test_nor_when_it_comes_in_a_flood(self, safe_while_smelling, store):
        said = await safe_while_smelling(flood=True)
        assert said[-2:] == ["utter_danger_en_securite", "utter_danger_gaz"]
        assert store.danger(store.conversation_for("texte", "camille")) == "gaz"
        assert store.unhandled() == []


class TestTakeover:
    async def test_a_person_leads_and_the_assistant_keeps_silent(self, door, agent, store):
        conversation = door.open("texte", "camille")
        store.take_over(conversation, "Sophie")
        accepted = await tell(door, "toujours là ?")
        assert agent.heard == []
        assert answers(store, accepted) == []
        assert store.messages_after(conversation)[-1].text == "toujours là ?"
        assert store.unhandled() == []
        store.release(conversation)
        assert answers(store, await tell(door, "bonjour")) == ["Vous dites : bonjour"]

    async def test_danger_is_answered_during_a_takeover(self, door, agent, store):
        conversation = door.open("texte", "camille")
        store.take_over(conversation, "Sophie")
        accepted = await tell(door, "ça sent le gaz")
        assert agent.heard == []
        assert answers(store, accepted)[0].startswith("Sortez.")
        assert store.danger(conversation) == "gaz"


class TestLimit:
    async def test_messages_over_the_limit_get_one_notice(self, door, agent, store):
        door.limit("texte", 2)
        for text in ("1", "2"):
            await tell(door, text)
        refused = [await tell(door, text) for text in ("3", "4")]
        assert agent.texts == ["1", "2"]
        assert all(0 < one.retry_after <= 10 for one in refused)
        said = [entry.text for entry in store.messages_after(refused[0].conversation)]
        assert sum(text.startswith("Vous écrivez plus vite") for text in said) == 1

    async def test_danger_is_always_answered(self, door, agent, store):
        door.limit("texte", 1)
        agent.script["ça sent le gaz"] = [GAS]
        await tell(door, "bonjour")
        first, second = await tell(door, "ça sent le gaz"), await tell(door, "ça sent le gaz !!!")
        assert answers(store, first) == ["Sortez. Appelez."]
        assert answers(store, second)[0].startswith("Sortez.")
        assert agent.texts == ["bonjour", "ça sent le gaz"]
        assert store.unhandled() == []

    async def test_an_answer_that_sounds_like_a_danger_is_none_where_it_is_asked(self, door, agent, store):
        """« Gaz » counts as a danger elsewhere: here it answers « électricité ou gaz ? »."""
        door._kind_of_danger = lambda text: "gaz" if "gaz" in text else None
        conversation = door.open("texte", "camille")
        store.take_over(conversation, "Sophie")
        store.ask(conversation, "panne_energie", "choix")
        assert answers(store, await tell(door, "le gaz")) == []
        assert answers(store, await tell(door, "ça sent le gaz"))[0].startswith("Sortez.")
        store.ask(conversation, "panne_danger", "choix")
        assert answers(store, await tell(door, "le gaz"))[0].startswith("Sortez.")

    async def test_other_conversations_are_not_limited(self, door):
        door.limit("texte", 1)
        await tell(door, "bonjour")
        other = await door.accept(Incoming("texte", "lucas", "x", "bonjour"))
        assert other.retry_after is None
        await other.answered()
