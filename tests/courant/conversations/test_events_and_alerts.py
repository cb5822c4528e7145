"""System events in the inbox, alerts of dangers, files, the open question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courant.conversations import Asked, Attachment, Location, SystemEvent, UnknownConversation, paris_now


def event(number: int = 1, **data: object) -> SystemEvent:
    return SystemEvent(f"e{number}", "paiement.resultat", paris_now(), data)


class TestEvents:
    def test_an_event_is_kept_once_and_has_no_line_in_the_transcript(self, store, conversation):
        one = event(montant=4550)
        first, again = store.receive_event(conversation, one), store.receive_event(conversation, one)
        assert (first.duplicate, again.duplicate) == (False, True)
        assert first.inbox_id == again.inbox_id
        (waiting,) = store.unhandled()
        assert waiting.event == one
        assert store.messages_after(conversation) == []

    def test_two_conversations_may_get_the_same_event(self, store, conversation):
        other = store.conversation_for("webchat", "session-2")
        assert not store.receive_event(conversation, event()).duplicate
        assert not store.receive_event(other, event()).duplicate

    def test_nobody_gets_an_event_of_an_unknown_conversation(self, store):
        with pytest.raises(UnknownConversation):
            store.receive_event("unknown", event())

    def test_a_postponed_event_waits_for_its_time(self, store, conversation, clock):
        inbox_id = store.receive_event(conversation, event()).inbox_id
        store.postpone(inbox_id, clock() + _minutes(5))
        assert store.unhandled() == []
        clock.forward(minutes=5)
        assert [one.inbox_id for one in store.unhandled()] == [inbox_id]

    def test_an_event_waits_behind_earlier_ones_of_its_conversation_only(self, store, conversation):
        other = store.conversation_for("webchat", "session-2")
        first = store.receive_event(conversation, event(1)).inbox_id
        second = store.receive_event(conversation, event(2)).inbox_id
        elsewhere = store.receive_event(other, event(3)).inbox_id
        assert [store.waits_behind(one) for one in (first, second, elsewhere)] == [False, True, False]
        store.mark_handled(first)
        assert not store.waits_behind(second)

    def test_a_message_does_not_hold_an_event_back(self, store, conversation):
        store.receive(conversation, "webchat", "m1", "bonjour")
        assert not store.waits_behind(store.receive_event(conversation, event()).inbox_id)


class TestContent:
    def test_photos_and_places_come_back_with_their_message(self, store, conversation):
        photo = store.keep_file(conversation, "image/jpeg", b"a picture")
        place = Location(48.85661, 2.35222, "Paris")
        inbox_id = store.receive(conversation, "webchat", "m1", "ici", attachments=[photo], location=place).inbox_id
        waiting = store.waiting(inbox_id)
        assert (waiting.attachments, waiting.location) == ((photo,), place)
        assert store.messages_after(conversation)[0].attachments == (photo,)
        store.mark_handled(inbox_id)
        assert store.waiting(inbox_id) is None

    def test_a_file_is_sealed_and_belongs_to_its_conversation(self, store, conversation):
        photo = store.keep_file(conversation, "image/jpeg", b"a picture of a home")
        other = store.conversation_for("webchat", "session-2")
        assert store.file(conversation, photo.id).content == b"a picture of a home"
        assert store.attachment(conversation, photo.id) == Attachment(photo.id, "image/jpeg")
        assert store.file(other, photo.id) is None and store.attachment(other, photo.id) is None
        with store.database.read() as connection:
            (sealed,) = connection.exec_driver_sql("SELECT content_sealed FROM conversation_file").one()
        assert b"home" not in bytes(sealed)

    def test_files_go_with_the_conversation(self, store, conversation):
        photo = store.keep_file(conversation, "image/jpeg", b"a picture")
        store.close(conversation)
        assert store.file(conversation, photo.id) is None


class TestAlerts:
    def test_one_alert_a_danger(self, store, conversation):
        assert store.set_danger(conversation, "gaz", "ça sent le gaz")
        assert not store.set_danger(conversation, "gaz", "toujours")
        assert not store.set_danger(conversation, "incendie", "et ça brûle")
        (alert,) = store.alerts_due()
        assert (alert.kind, alert.summary, alert.conversation) == ("gaz", "ça sent le gaz", conversation)
        assert store.danger(conversation) == "incendie"

    def test_another_danger_after_safety_is_another_alert(self, store, conversation):
        store.set_danger(conversation, "gaz", "un")
        store.set_danger(conversation, None)
        assert store.set_danger(conversation, "gaz", "deux")
        assert [alert.summary for alert in store.alerts_due()] == ["un", "deux"]

    def test_what_is_filed_is_not_due_any_more(self, store, conversation, clock):
        store.set_danger(conversation, "gaz", "x")
        (alert,) = store.alerts_due()
        store.postpone_alert(alert.id, clock() + _minutes(1))
        assert store.alerts_due() == []
        clock.forward(minutes=1)
        assert store.alerts_due() == [alert]
        store.alert_filed(alert.id, "D2026-1")
        assert store.alerts_due() == []
        assert store.alert_tickets(conversation) == ["D2026-1"]

    def test_what_the_customer_wrote_is_sealed(self, store, conversation):
        store.set_danger(conversation, "gaz", "ça sent le gaz chez Camille")
        with store.database.read() as connection:
            (sealed,) = connection.exec_driver_sql("SELECT summary_sealed FROM conversation_alert").one()
        assert "Camille" not in sealed

    def test_an_alert_outlives_the_conversation(self, store, conversation):
        """Erasing a conversation must not call the rescue off."""
        store.set_danger(conversation, "gaz", "x")
        store.close(conversation)
        assert len(store.alerts_due()) == 1

    def test_an_unknown_conversation_has_no_danger(self, store):
        with pytest.raises(UnknownConversation):
            store.set_danger("unknown", "gaz", "x")


class TestQuestions:
    def test_the_open_question_is_known_until_none_is(self, store, conversation):
        assert store.asked(conversation) is None
        store.ask(conversation, "releve_pdl", "pdl")
        store.ask(conversation, "releve_pdl", "pdl")
        assert store.asked(conversation) == Asked("releve_pdl", "pdl")
        store.ask_nothing(conversation)
        assert store.asked(conversation) is None

    def test_it_goes_with_the_conversation(self, store, conversation):
        store.ask(conversation, "releve_pdl", "pdl")
        store.close(conversation)
        assert store.asked(conversation) is None


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
