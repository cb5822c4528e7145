"""The conversation store keeps its promises on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from courant.conversations import Author, Button, ConversationStore, Link, OutMessage, UnknownConversation


def raw(store: ConversationStore, table: str) -> str:
    """Everything that a thief of the database would read in a table."""
    with store.database.read() as connection:
        return repr(connection.execute(sa.text(f"SELECT * FROM {table}")).all())


class TestDirectory:
    def test_an_address_keeps_its_conversation_and_channels_do_not_share_it(self, store, conversation):
        assert store.conversation_for("webchat", "session-1") == conversation
        assert store.conversation_for("whatsapp", "session-1") != conversation
        assert store.exists(conversation)
        assert not store.exists("unknown")
        assert store.channel_of(conversation) == "webchat"

    def test_an_address_is_unreadable_in_the_database(self, store):
        conversation = store.conversation_for("whatsapp", "+33639980001")
        assert "+33639980001" not in raw(store, "conversation")
        assert store.address_of(conversation) == "+33639980001"
        assert store.address_key_of(conversation) == store.address_key("whatsapp", "+33639980001")

    def test_two_threads_open_one_conversation(self, store):
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _: store.conversation_for("webchat", "same"), range(16)))
        assert len(found) == 1

    def test_a_closed_conversation_is_left_behind_with_everything_personal(self, store, conversation, clock):
        store.grant(conversation, 2, "10000001", "token", clock() + timedelta(hours=1))
        store.save_task(conversation, "releve_form", {"index": "123"})
        store.close(conversation)
        assert store.identity(conversation, clock()).level == 0
        assert store.open_task(conversation) is None
        assert store.address_of(conversation) is None
        assert store.find_conversation("webchat", "session-1") is None
        assert store.conversation_for("webchat", "session-1") != conversation

    def test_opting_out_concerns_one_address_of_one_channel(self, store):
        store.opt_out("whatsapp", "+33639980001")
        store.opt_out("whatsapp", "+33639980001")
        assert store.opted_out("whatsapp", "+33639980001")
        assert not store.opted_out("sms", "+33639980001")
        store.opt_in("whatsapp", "+33639980001")
        assert not store.opted_out("whatsapp", "+33639980001")


class TestInbox:
    def test_a_message_is_kept_until_it_is_handled(self, store, conversation):
        received = store.receive(conversation, "webchat", "m1", "bonjour")
        waiting = store.unhandled()
        assert [(one.inbox_id, one.text, one.message_id) for one in waiting] == [(received.inbox_id, "bonjour", "m1")]
        store.mark_handled(received.inbox_id)
        assert store.unhandled() == []

    def test_the_same_message_twice_is_received_once(self, store, conversation):
        first = store.receive(conversation, "webchat", "m1", "bonjour")
        second = store.receive(conversation, "webchat", "m1", "bonjour")
        assert not first.duplicate
        assert second.duplicate
        assert (second.inbox_id, second.number) == (first.inbox_id, first.number)
        assert [entry.text for entry in store.messages_after(conversation)] == ["bonjour"]

    def test_the_same_message_id_in_another_conversation_is_another_message(self, store, conversation):
        other = store.conversation_for("webchat", "session-2")
        store.receive(conversation, "webchat", "m1", "bonjour")
        assert not store.receive(other, "webchat", "m1", "bonsoir").duplicate

    def test_a_duplicate_sent_by_many_threads_is_received_once(self, store, conversation):
        with ThreadPoolExecutor(8) as pool:
            receipts = list(pool.map(lambda _: store.receive(conversation, "webchat", "m1", "bonjour"), range(16)))
        assert sum(not receipt.duplicate for receipt in receipts) == 1
        assert store.last_number(conversation) == 1

    def test_waiting_messages_come_in_order(self, store, conversation):
        for place in range(12):
            store.receive(conversation, "webchat", f"m{place}", str(place))
        assert [one.text for one in store.unhandled(conversation)] == [str(place) for place in range(12)]

    def test_a_message_is_held_by_one_process(self, store, conversation):
        inbox_id = store.receive(conversation, "webchat", "m1", "bonjour").inbox_id
        assert store.hold(inbox_id, "one")
        assert not store.hold(inbox_id, "two")
        assert store.hold(inbox_id, "two", instead_of="one")
        store.mark_handled(inbox_id)
        assert not store.hold(inbox_id, "three", instead_of="two")

    def test_an_unknown_conversation_receives_nothing(self, store):
        with pytest.raises(UnknownConversation):
            store.receive("unknown", "webchat", "m1", "bonjour")


class TestOutbox:
    def test_entries_are_numbered_across_authors(self, store, conversation):
        received = store.receive(conversation, "webchat", "m1", "bonjour")
        store.post(conversation, received.inbox_id, Author.ASSISTANT, OutMessage("Bonjour !"))
        store.post(conversation, None, Author.AGENT, OutMessage("Je prends le relais."), name="Sophie")
        entries = store.messages_after(conversation)
        assert [entry.number for entry in entries] == [1, 2, 3]
        assert [entry.author for entry in entries] == [Author.CUSTOMER, Author.ASSISTANT, Author.AGENT]
        assert entries[0].client_id == "m1"
        assert entries[2].name == "Sophie"
        assert [entry.number for entry in store.messages_after(conversation, 2)] == [3]
        assert [entry.number for entry in store.messages_after(conversation, 0, limit=2)] == [1, 2]

    def test_a_message_comes_back_whole(self, store, conversation):
        message = OutMessage(
            "Votre facture\nde novembre",
            links=(Link("Facture", "https://exemple.fr/f.pdf", "PDF", 120_000),),
            image="https://exemple.fr/g.png",
            response="utter_facture",
            image_alt="Consommation",
        )
        store.post(conversation, None, "assistant", message)
        entry = store.messages_after(conversation)[0]
        assert (entry.text, entry.links, entry.image) == (message.text, message.links, message.image)
        assert (entry.response, entry.image_alt) == (message.response, message.image_alt)
        assert store.said(conversation, "utter_facture")
        assert not store.said(conversation, "utter_autre")

    def test_buttons_get_ids_and_keep_their_payload_on_the_server(self, store, conversation):
        message = OutMessage("Et maintenant ?", buttons=(Button("Payer", '/payer{"montant": "45.50"}'),))
        store.post(conversation, None, "assistant", message)
        button = store.messages_after(conversation)[0].buttons[0]
        assert button.title == "Payer"
        assert "payer" not in button.id
        assert store.button_payload(conversation, button.id) == '/payer{"montant": "45.50"}'
        assert store.button_title(conversation, button.id) == "Payer"

    def test_a_button_works_in_its_own_conversation_only(self, store, conversation):
        store.post(conversation, None, "assistant", OutMessage("?", buttons=(Button("Payer", "/payer"),)))
        button = store.messages_after(conversation)[0].buttons[0]
        other = store.conversation_for("webchat", "session-2")
        assert store.button_payload(other, button.id) is None
        assert store.button_payload(conversation, "/payer") is None

    def test_the_same_place_is_posted_once(self, store, conversation):
        inbox_id = store.receive(conversation, "webchat", "m1", "bonjour").inbox_id
        first = store.post(conversation, inbox_id, "assistant", OutMessage("Un"), ordinal=0)
        again = store.post(conversation, inbox_id, "assistant", OutMessage("Un"), ordinal=0)
        store.post(conversation, inbox_id, "assistant", OutMessage("Deux"), ordinal=1)
        assert first == again
        assert [entry.text for entry in store.answers_to(inbox_id)] == ["Un", "Deux"]

    def test_writers_in_parallel_leave_no_gap(self, store, conversation):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda i: store.post(conversation, None, "assistant", OutMessage(str(i))), range(40)))
        assert [entry.number for entry in store.messages_after(conversation)] == list(range(1, 41))

    def test_another_process_notices_what_is_new(self, store, conversation, clock):
        before = clock()
        clock.forward(seconds=30)
        store.post(conversation, None, "assistant", OutMessage("Un"))
        assert store.latest_numbers(before) == {conversation: 1}
        assert store.latest_numbers(clock() + timedelta(seconds=1)) == {}

    def test_a_broken_transaction_leaves_nothing(self, store, conversation):
        with pytest.raises(UnknownConversation):
            store.post("unknown", None, "assistant", OutMessage("Un", buttons=(Button("A", "/a"),)))
        assert raw(store, "conversation_button") == "[]"


class TestIdentity:
    def test_a_level_falls_when_it_expires(self, store, conversation, clock):
        end = clock() + timedelta(minutes=30)
        store.grant(conversation, 2, "10000001", "token", end)
        identity = store.identity(conversation, clock())
        assert (identity.level, identity.customer, identity.token) == (2, "10000001", "token")
        assert identity.expires_at == end
        assert store.identity(conversation, end).level == 0
        assert store.identity(conversation, end).token is None
        assert store.known_customer(conversation) == "10000001"

    def test_a_new_grant_replaces_the_old_one(self, store, conversation, clock):
        store.grant(conversation, 1, "10000001", "a", clock() + timedelta(minutes=5))
        store.grant(conversation, 2, "10000001", "b", clock() + timedelta(minutes=30))
        assert store.identity(conversation, clock()).level == 2
        store.revoke(conversation)
        assert store.identity(conversation, clock()).level == 0

    def test_tokens_are_sealed_and_never_printed(self, store, conversation, clock):
        store.grant(conversation, 2, "10000001", "very-secret-token", clock() + timedelta(minutes=5))
        assert "very-secret-token" not in raw(store, "conversation_identity")
        assert "very-secret-token" not in repr(store.identity(conversation, clock()))

    def test_a_moment_without_time_zone_is_refused(self, store, conversation, clock):
        with pytest.raises(Exception, match="time zone"):
            store.grant(conversation, 1, "10000001", "a", clock().replace(tzinfo=None))


class TestSecrets:
    def test_a_code_is_expected_until_its_end(self, store, conversation, clock):
        assert store.expected_secret(conversation) is None
        store.expect_secret(conversation, "connexion", clock() + timedelta(minutes=10))
        assert store.expected_secret(conversation).kind == "connexion"
        clock.forward(minutes=10)
        assert store.expected_secret(conversation) is None

    def test_an_expectation_can_be_dropped(self, store, conversation, clock):
        store.expect_secret(conversation, "connexion", clock() + timedelta(minutes=10))
        store.expect_secret(conversation, None)
        assert store.expected_secret(conversation) is None
        with pytest.raises(ValueError, match="end"):
            store.expect_secret(conversation, "connexion")

    def test_a_code_is_sealed_readable_again_and_gone_once_handled(self, store, conversation):
        inbox_id = store.receive(conversation, "webchat", "m1", "[code]", secret="123456").inbox_id
        assert "123456" not in raw(store, "conversation_secret")
        assert store.sealed_secret(conversation, inbox_id) == "123456"
        assert store.sealed_secret(conversation, inbox_id) == "123456"
        store.mark_handled(inbox_id)
        assert store.sealed_secret(conversation, inbox_id) is None
        assert raw(store, "conversation_secret") == "[]"

    def test_another_conversation_cannot_read_a_code(self, store, conversation):
        inbox_id = store.receive(conversation, "webchat", "m1", "[code]", secret="123456").inbox_id
        other = store.conversation_for("webchat", "session-2")
        assert store.sealed_secret(other, inbox_id) is None

    def test_an_expired_code_is_unreadable_then_deleted(self, store, conversation, clock):
        store.expect_secret(conversation, "connexion", clock() + timedelta(minutes=5))
        inbox_id = store.receive(conversation, "webchat", "m1", "[code]", secret="123456").inbox_id
        clock.forward(minutes=5)
        assert store.sealed_secret(conversation, inbox_id) is None
        assert store.purge_expired() == 1
        assert raw(store, "conversation_secret") == "[]"


class TestTasks:
    def test_one_task_is_kept_a_conversation(self, store, conversation):
        store.save_task(conversation, "releve_form", {"pdl": "12345678901234"}, "index")
        store.save_task(conversation, "releve_form", {"pdl": "12345678901234", "index": "100"}, None)
        task = store.open_task(conversation)
        assert (task.form, task.requested) == ("releve_form", None)
        assert task.slots == {"pdl": "12345678901234", "index": "100"}
        assert "12345678901234" not in raw(store, "conversation_task")
        store.close_task(conversation)
        assert store.open_task(conversation) is None


class TestControl:
    def test_a_conversation_is_led_by_an_agent_until_released(self, store, conversation):
        store.take_over(conversation, "Sophie")
        assert store.taken_over(conversation) == "Sophie"
        store.release(conversation)
        assert store.taken_over(conversation) is None

    def test_a_danger_stays_until_it_is_over(self, store, conversation):
        assert store.danger(conversation) is None
        store.set_danger(conversation, "gaz")
        assert store.danger(conversation) == "gaz"
        store.set_danger(conversation, None)
        assert store.danger(conversation) is None

    def test_an_unknown_conversation_cannot_be_taken(self, store):
        with pytest.raises(UnknownConversation):
            store.take_over("unknown", "Sophie")
