"""Parcels: made once, moved only upward, held and released, found again after a stop."""

from __future__ import annotations

import threading
from datetime import timedelta

from courant.conversations import Author, Button, OutMessage, Parcel, ParcelState


def planned(store, parts: int = 1, urgent: bool = False, channel: str = "whatsapp") -> tuple[str, list[Parcel]]:
    conversation = store.conversation_for(channel, "somebody")
    number = store.post(conversation, None, Author.ASSISTANT, OutMessage("Bonjour.", (Button("Oui", "/affirmer"),)))
    store.plan_delivery(conversation, number, parts, urgent)
    return conversation, store.parcels(conversation)


class TestPlanning:
    def test_an_entry_is_planned_once(self, store):
        conversation, parcels = planned(store, parts=2)
        store.plan_delivery(conversation, 1, 2)
        assert store.parcels(conversation) == parcels
        assert [(parcel.number, parcel.part, parcel.state.value) for parcel in parcels] == [
            (1, 0, "waiting"),
            (1, 1, "waiting"),
        ]
        assert store.delivery_cursor(conversation) == 1

    def test_the_cursor_never_goes_back(self, store):
        conversation, _ = planned(store)
        store.plan_delivery(conversation, 5, 0)
        store.plan_delivery(conversation, 3, 0)
        assert store.delivery_cursor(conversation) == 5

    def test_a_danger_goes_first(self, store):
        conversation, _ = planned(store)
        store.plan_delivery(conversation, 2, 1, urgent=True)
        assert [parcel.number for parcel in store.open_parcels(conversation)] == [2, 1]

    def test_conversations_behind_or_waiting_are_found(self, store):
        conversation, (parcel,) = planned(store)
        assert store.conversations_to_deliver("whatsapp") == [conversation]
        assert store.conversations_to_deliver("webchat") == []
        sent(store, parcel)
        assert store.conversations_to_deliver("whatsapp") == []
        store.post(conversation, None, Author.ASSISTANT, OutMessage("Encore."))
        assert store.conversations_to_deliver("whatsapp") == [conversation]


def sent(store, parcel: Parcel, message_id: str = "wamid.1") -> Parcel:
    begun = store.begin_sending(parcel, store.clock() + timedelta(seconds=20))
    assert begun is not None
    store.parcel_accepted(parcel.id, message_id)
    return begun


class TestSending:
    def test_one_of_many_begins(self, store):
        _, (parcel,) = planned(store)
        begun: list[Parcel | None] = []
        threads = [
            threading.Thread(target=lambda: begun.append(store.begin_sending(parcel, store.clock()))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len([one for one in begun if one]) == 1
        assert store.parcel(parcel.id).attempts == 1

    def test_each_attempt_has_another_mark(self, store):
        _, (parcel,) = planned(store)
        first = store.begin_sending(parcel, store.clock())
        store.retry_parcel(parcel.id)
        second = store.begin_sending(store.parcel(parcel.id), store.clock())
        assert first.tag != second.tag == store.parcel(parcel.id).tag

    def test_a_refusal_for_being_fast_does_not_count(self, store):
        _, (parcel,) = planned(store)
        store.begin_sending(parcel, store.clock())
        store.retry_parcel(parcel.id, store.clock(), 131056, counts=False)
        kept = store.parcel(parcel.id)
        assert (kept.attempts, kept.error, kept.state) == (0, 131056, ParcelState.WAITING)

    def test_statuses_move_upward_only(self, store):
        _, (parcel,) = planned(store)
        sent(store, parcel)
        assert store.parcel_told(parcel.id, ParcelState.READ, "wamid.1")
        assert not store.parcel_told(parcel.id, ParcelState.DELIVERED, "wamid.1")
        store.fail_parcel(parcel.id, 131000)
        store.retry_parcel(parcel.id)
        assert store.parcel(parcel.id).state is ParcelState.READ
        assert store.parcel_of_message("wamid.1").id == parcel.id

    def test_a_status_may_come_before_the_answer(self, store):
        _, (parcel,) = planned(store)
        store.begin_sending(parcel, store.clock())
        assert store.parcel_told(parcel.id, ParcelState.DELIVERED, "wamid.9")
        store.parcel_accepted(parcel.id, "wamid.9")
        assert store.parcel(parcel.id).state is ParcelState.DELIVERED

    def test_from_failed_nothing_moves(self, store):
        _, (parcel,) = planned(store)
        store.fail_parcel(parcel.id, 131026)
        store.retry_parcel(parcel.id)
        assert not store.parcel_told(parcel.id, ParcelState.READ, "wamid.1")
        assert store.parcel(parcel.id).state is ParcelState.FAILED


class TestHolding:
    def test_what_waits_is_held_and_released(self, store):
        conversation, (first, second) = planned(store, parts=2)
        sent(store, first)
        store.announce(conversation, 1, store.clock())
        store.hold_parcels(conversation)
        states = {parcel.part: parcel.state.value for parcel in store.parcels(conversation)}
        assert states == {-1: "waiting", 0: "accepted", 1: "held"}
        store.hold_parcels(conversation, first.id)
        store.release_parcels(conversation)
        assert [parcel.state.value for parcel in store.parcels(conversation)] == ["waiting"] * 3
        assert store.parcel(second.id).not_before is None

    def test_one_announcement_until_the_customer_writes(self, store, clock):
        conversation, _ = planned(store)
        wrote = clock.now - timedelta(days=2)
        assert store.announce(conversation, 1, wrote)
        assert not store.announce(conversation, 2, wrote)
        assert store.announce(conversation, 3, wrote + timedelta(seconds=1))
        assert [parcel.number for parcel in store.parcels(conversation) if parcel.is_template] == [1, 3]

    def test_one_announcement_to_who_never_wrote(self, store):
        conversation, _ = planned(store)
        assert store.announce(conversation, 1, None)
        assert not store.announce(conversation, 2, None)

    def test_a_refused_window_is_remembered(self, store, clock):
        conversation, _ = planned(store)
        assert store.window_refused_for(conversation) is None
        store.refuse_window(conversation, clock.now)
        assert store.window_refused_for(conversation) == clock.now
        assert store.delivery_cursor(conversation) == 1


class TestFailures:
    def test_failures_are_reported_once(self, store, clock):
        conversation, (parcel,) = planned(store)
        store.fail_parcel(parcel.id, 131026)
        assert [one.id for one in store.unreported_failures("whatsapp")] == [parcel.id]
        store.report_failures(conversation)
        assert store.unreported_failures("whatsapp") == []
        assert store.failures_reported_since(conversation, clock.now)

    def test_the_simple_form_is_remembered_by_its_buttons(self, store):
        conversation, (parcel,) = planned(store)
        button = store.messages_after(conversation)[0].buttons[0].id
        assert not store.sent_plainly(button, 1)
        store.retry_parcel(parcel.id, plain=True)
        assert store.sent_plainly(button, 1)
