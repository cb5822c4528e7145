"""What WhatsApp delivered and who wrote it, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from courant.conversations import ConversationStore, RawEvent, Recipient, Stage, WhatsappContact, open_store_at
from courant.conversations.whatsapp_events import MOST_AT_ONCE
from tests.courant.conversations.conftest import KEY, MovableClock

NUMBER = "106540352242922"
PHONE, USER, PARENT = "33600000001", "FR.1", "FR.ENT.1"


def raw(key: str, clock: MovableClock, words: str = "bonjour") -> RawEvent:
    return RawEvent(NUMBER, key, "message", {"text": words}, clock())


def keep(store: ConversationStore, *some: RawEvent) -> list[int]:
    return [event.seq for event in store.whatsapp_keep(some)]


def sender(store: ConversationStore, **contact: str) -> str:
    found = store.whatsapp_sender(WhatsappContact(**contact))
    assert found is not None
    return found


class TestEvents:
    def test_the_same_event_is_kept_once(self, store, clock):
        assert len(store.whatsapp_keep([raw("a", clock), raw("a", clock), raw("b", clock)])) == 2
        assert store.whatsapp_keep([raw("a", clock), raw("b", clock)]) == []
        assert len(store.whatsapp_keep([RawEvent("999", "a", "message", {}, clock())])) == 1

    def test_the_same_event_in_several_connections_at_once(self, store, clock, url):
        others = [open_store_at(url, KEY, clock) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            kept = list(pool.map(lambda one: one.whatsapp_keep([raw("a", clock)]), others * 3))
        assert sum(len(one) for one in kept) == 1
        for one in others:
            one.database.close()

    def test_content_is_sealed_and_half_a_character_survives(self, store, clock):
        seqs = keep(store, raw("a", clock, "4111 \ud83d"))
        (event,) = store.whatsapp_waiting(seqs)
        assert event.content == {"text": "4111 \ud83d"}
        with store.database.read() as connection:
            assert "4111" not in str(connection.exec_driver_sql("SELECT * FROM whatsapp_event").all())

    def test_only_one_process_makes_a_message_of_an_event(self, store, clock, conversation):
        seqs = keep(store, raw("a", clock), raw("b", clock))
        assert store.whatsapp_assign(seqs, "a", conversation) == seqs
        assert store.whatsapp_assign(seqs, "b", conversation) == []
        assert store.whatsapp_assign(seqs, "a", conversation) == seqs  # the same one, after a stop
        assert {one.piece for one in store.whatsapp_waiting(seqs)} == {"a"}

    def test_what_was_put_together_is_read_together(self, store, clock, conversation):
        seqs = keep(store, *(raw(f"k{number}", clock) for number in range(6)))
        store.whatsapp_assign(seqs[:4], "k0", conversation)
        assert [one.seq for one in store.whatsapp_waiting(seqs[2:3])] == seqs[:4]
        assert [one.seq for one in store.whatsapp_waiting(seqs[5:])] == seqs[5:]

    def test_a_crowd_that_is_due_comes_in_shares(self, store, clock):
        seqs = keep(store, *(raw(f"k{number}", clock) for number in range(MOST_AT_ONCE + 100)))
        assert store.whatsapp_due() == seqs
        assert [one.seq for one in store.whatsapp_waiting(seqs)] == seqs[:MOST_AT_ONCE]

    def test_what_is_done_is_forgotten_but_for_its_id(self, store, clock):
        (seq,) = keep(store, raw("a", clock))
        store.whatsapp_done({seq: ""})
        assert store.whatsapp_due() == []
        clock.forward(days=7)
        assert store.whatsapp_purge() == 0
        assert store.whatsapp_keep([raw("a", clock)]) == []
        clock.forward(days=2)
        assert store.whatsapp_purge() == 1

    def test_a_photo_comes_after_its_words(self, store, clock, conversation):
        (seq,) = keep(store, raw("a", clock))
        store.whatsapp_assign([seq], "a", conversation)
        store.whatsapp_words_first([seq])
        assert store.whatsapp_waiting([seq])[0].stage is Stage.WORDS
        store.whatsapp_photo_later([seq], clock() + timedelta(seconds=5))
        assert store.whatsapp_due() == []
        clock.forward(seconds=6)
        assert store.whatsapp_due() == [seq]
        (event,) = store.whatsapp_waiting([seq])
        assert (event.stage, event.piece, event.tries) == (Stage.PHOTO, None, 1)


class TestSenders:
    def test_nobody_without_any_id(self, store):
        assert store.whatsapp_sender(WhatsappContact(username="max")) is None

    def test_one_person_by_each_id_once_they_were_seen_together(self, store):
        whole = sender(store, phone=PHONE, user_id=USER, parent_id=PARENT)
        assert {sender(store, phone=PHONE), sender(store, user_id=USER), sender(store, parent_id=PARENT)} == {whole}

    def test_a_phone_met_alone_gets_its_id_later(self, store):
        alone = sender(store, phone=PHONE)
        assert sender(store, phone=PHONE, user_id=USER) == alone
        assert sender(store, user_id=USER) == alone

    def test_two_strangers_stay_two(self, store):
        assert sender(store, phone=PHONE) != sender(store, phone="33600000002")

    def test_where_to_send_and_until_when(self, store, clock):
        known = sender(store, user_id=USER)
        conversation = store.conversation_for("whatsapp", known)
        assert store.whatsapp_recipient(conversation) == Recipient(None, USER)
        assert store.whatsapp_last_message(conversation) is None
        sender(store, phone=PHONE, user_id=USER)
        assert store.whatsapp_recipient(conversation) == Recipient(PHONE, USER)
        now = clock()
        store.whatsapp_wrote(known, now)
        store.whatsapp_wrote(known, now - timedelta(hours=3))
        assert store.whatsapp_last_message(conversation) == now
        store.close(conversation)
        assert store.whatsapp_recipient(conversation) is None

    def test_other_channels_have_no_recipient(self, store, conversation):
        assert store.whatsapp_recipient(conversation) is None
        assert store.whatsapp_last_message(conversation) is None

    def test_a_number_with_another_id_has_changed_hands(self, store):
        first = sender(store, phone=PHONE, user_id=USER)
        second = sender(store, phone=PHONE, user_id="FR.2")
        assert first != second
        assert sender(store, phone=PHONE) == second
        assert store.whatsapp_recipient(store.conversation_for("whatsapp", first)) == Recipient(None, USER)

    def test_an_announced_change_is_the_same_person(self, store):
        before = sender(store, phone=PHONE, user_id=USER)
        after = WhatsappContact(phone="33600000002", user_id="FR.2")
        assert store.whatsapp_changed(WhatsappContact(phone=PHONE), after) == before
        assert sender(store, phone="33600000002", user_id="FR.2") == before
        assert store.whatsapp_changed(WhatsappContact(phone="33699999999"), after) is None

    def test_the_first_message_twice_at_once_is_one_person(self, store, clock, url):
        others = [open_store_at(url, KEY, clock) for _ in range(4)]
        contact = WhatsappContact(phone=PHONE, user_id=USER)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda one: one.whatsapp_sender(contact), others * 3))
        assert len(set(found)) == 1
        for one in others:
            one.database.close()


class TestNotes:
    def test_a_note_is_in_the_transcript_and_waits_for_no_answer(self, store, conversation):
        first = store.whatsapp_note(conversation, "whatsapp", "a", "Message vocal")
        again = store.whatsapp_note(conversation, "whatsapp", "a", "Message vocal")
        assert (first.inbox_id, first.duplicate) == (again.inbox_id, False)
        assert again.duplicate
        assert store.unhandled() == []
        assert [one.text for one in store.messages_after(conversation)] == ["Message vocal"]

    @pytest.mark.parametrize("erase", [True, False])
    def test_a_message_is_rewritten_where_it_stands(self, store, conversation, erase: bool):
        photo = store.keep_file(conversation, "image/jpeg", b"content")
        received = store.receive(conversation, "whatsapp", "a", "un secret", attachments=(photo,))
        store.whatsapp_rewrite(received.inbox_id, "effacé", erase_files=erase)
        (entry,) = store.messages_after(conversation)
        assert entry.text == store.text_of(received.inbox_id) == "effacé"
        assert (store.file(conversation, photo.id) is None) == erase
        assert bool(entry.attachments) != erase
