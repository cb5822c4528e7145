"""A task that moves between the conversations of one customer: who may find it, and that only one of them has it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from courant.conversations import Author, ConversationStore, Identity, OutMessage, Task
from tests.courant.conversations.conftest import MovableClock

CAMILLE, OTHER = "10000001", "10000002"
FORM = "releve_form"
DAYS = timedelta(days=7)


def known_in(store: ConversationStore, conversation: str, customer: str = CAMILLE, level: int = 2) -> Identity:
    store.grant(conversation, level, customer, "token", store.clock() + timedelta(minutes=30))
    return store.identity(conversation, store.clock())


@pytest.fixture
def web(store: ConversationStore) -> str:
    return store.conversation_for("webchat", "session-1")


@pytest.fixture
def phone(store: ConversationStore) -> str:
    return store.conversation_for("whatsapp", "+33639980001")


def save(store: ConversationStore, conversation: str, known: Identity, run: str = "run-1", **slots: Any) -> bool:
    return store.save_task(conversation, FORM, slots or {"index": "100"}, "index", run=run, owner=known)


def found(store: ConversationStore, conversation: str, known: Identity, **wanted: Any) -> Task | None:
    return store.task_elsewhere(conversation, known, store.clock() - DAYS, **wanted)


class TestFinding:
    def test_the_verified_customer_finds_it_with_its_place(self, store, web, phone):
        save(store, web, known_in(store, web))
        task = found(store, phone, known_in(store, phone))
        assert (task.form, task.slots, task.requested, task.run) == (FORM, {"index": "100"}, "index", "run-1")
        assert (task.conversation, task.channel) == (web, "webchat")
        assert found(store, web, known_in(store, web)) is None

    @pytest.mark.parametrize(("customer", "level"), [(OTHER, 2), (CAMILLE, 1), (CAMILLE, 0)])
    def test_nobody_else_and_nobody_less_known_finds_it(self, store, web, phone, customer, level):
        save(store, web, known_in(store, web))
        known = known_in(store, phone, customer, level) if level else store.identity(phone, store.clock())
        assert found(store, phone, known) is None

    def test_identified_is_not_enough_whatever_the_task(self, store, web, phone):
        save(store, web, known_in(store, web, level=1))
        task, low = store.open_task(web), known_in(store, phone, level=1)
        assert found(store, phone, low) is None and store.claim_task(phone, low, task) is None
        assert found(store, phone, known_in(store, phone)) == task

    def test_its_level_never_falls_and_its_owner_does_not_come_back_by_it(self, store, web, phone):
        save(store, web, known_in(store, web))
        assert store.open_task(web).level == 2
        save(store, web, known_in(store, web, level=1), index="200")
        assert (store.open_task(web).level, store.open_task(web).customer) == (2, CAMILLE)
        save(store, web, Identity(), index="300")
        assert (store.open_task(web).level, store.open_task(web).customer) == (2, None)
        assert found(store, phone, known_in(store, phone)) is None
        save(store, web, known_in(store, web, level=1), "run-2")
        assert store.open_task(web).level == 1, "another task has a level of its own"

    def test_its_level_holds_where_it_moves(self, store, web, phone):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        store.claim_task(phone, known, found(store, phone, known))
        save(store, phone, known_in(store, phone, level=1))
        assert store.open_task(phone).level == 2

    def test_what_was_answered_before_anybody_was_known_belongs_to_nobody(self, store, web, phone):
        save(store, web, store.identity(web, store.clock()))
        known_in(store, web)
        assert found(store, phone, known_in(store, phone)) is None

    def test_it_has_a_life_and_a_form(self, store, web, phone, clock):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        assert found(store, phone, known, forms=["paiement_form"]) is None
        assert found(store, phone, known, forms=[FORM]) is not None
        clock.forward(days=7)
        assert found(store, phone, known_in(store, phone)) is None

    def test_the_latest_one_is_found(self, store, web, phone, clock):
        save(store, web, known_in(store, web))
        clock.forward(minutes=1)
        second = store.conversation_for("webchat", "session-2")
        save(store, second, known_in(store, second), "run-2")
        known = known_in(store, phone)
        assert found(store, phone, known).run == "run-2"
        assert found(store, phone, known, run="run-1").run == "run-1"

    def test_a_conversation_that_was_erased_offers_nothing(self, store, web, phone):
        save(store, web, known_in(store, web))
        store.close(web)
        assert found(store, phone, known_in(store, phone)) is None

    def test_what_was_declined_here_stays_there(self, store, web, phone):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        for _ in range(2):
            store.decline_task(phone, "run-1")
        assert found(store, phone, known) is None
        assert found(store, phone, known, declined=True).run == "run-1"
        assert store.open_task(web).run == "run-1"
        third = store.conversation_for("webchat", "session-2")
        assert found(store, third, known_in(store, third)).run == "run-1"

    def test_what_was_ended_here_anew_counts_as_declined(self, store, web, phone):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        for somebody, form in ((known, "paiement_form"), (Identity(), FORM)):
            store.decline_like(phone, somebody, form)
            assert found(store, phone, known) is not None
        store.decline_like(phone, known, FORM)
        assert found(store, phone, known) is None and store.open_task(web) is not None


class TestMoving:
    def test_it_is_in_one_place(self, store, web, phone):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        moved = store.claim_task(phone, known, found(store, phone, known))
        assert moved.slots == {"index": "100"}
        assert store.open_task(web) is None and store.open_task(phone).run == "run-1"
        assert store.moved_to(web, "run-1") == "whatsapp" and store.moved_to(phone, "run-1") is None

    def test_the_conversation_that_it_left_neither_keeps_nor_ends_it(self, store, web, phone):
        mine = known_in(store, web)
        save(store, web, mine)
        known = known_in(store, phone)
        store.claim_task(phone, known, found(store, phone, known))
        assert not save(store, web, mine, index="200")
        assert store.open_task(web) is None and store.open_task(phone).slots == {"index": "100"}
        assert not store.begin_end(web, "run-1") and store.begin_end(phone, "run-1")
        assert save(store, web, mine, "run-2"), "another task of the same form is another task"

    def test_it_comes_back(self, store, web, phone):
        mine = known_in(store, web)
        save(store, web, mine)
        known = known_in(store, phone)
        store.claim_task(phone, known, found(store, phone, known))
        store.decline_task(web, "run-1")
        assert store.moved_to(web, "run-1") == "whatsapp", "a no here does not bring it back"
        there = store.open_task(phone)
        assert store.claim_task(web, mine, there) is not None
        assert store.moved_to(web, "run-1") is None and store.begin_end(web, "run-1")
        assert store.moved_to(phone, "run-1") == "webchat" and not store.begin_end(phone, "run-1")

    def test_once_its_end_has_begun_it_stays(self, store, web, phone):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        task = found(store, phone, known)
        assert store.begin_end(web, "run-1") and store.begin_end(web, "run-1")
        assert found(store, phone, known) is None and store.claim_task(phone, known, task) is None
        save(store, web, known_in(store, web), index="200")
        assert store.claim_task(phone, known, task) is None, "a failed end may have written"

    def test_a_task_that_is_over_cannot_be_claimed(self, store, web, phone):
        save(store, web, known_in(store, web))
        known = known_in(store, phone)
        task = found(store, phone, known)
        store.begin_end(web, "run-1")
        store.close_task(web, FORM)
        assert store.claim_task(phone, known, task) is None
        with store.database.read() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM conversation_task_mark")).scalar_one() == 0

    def test_only_the_task_of_the_form_is_closed(self, store, web):
        save(store, web, known_in(store, web))
        store.close_task(web, "identite_form")
        assert store.open_task(web) is not None
        store.close_task(web, FORM)
        assert store.open_task(web) is None

    def test_the_pictures_of_the_task_are_readable_where_it_goes_on_and_no_other(self, store, web, phone):
        meter, other = (store.keep_file(web, "image/jpeg", content) for content in (b"meter", b"other"))
        save(store, web, known_in(store, web), releve_photo=[meter.id])
        known = known_in(store, phone)
        assert store.file(phone, meter.id) is None
        store.claim_task(phone, known, found(store, phone, known))
        assert store.file(phone, meter.id).content == b"meter" and store.attachment(phone, meter.id) == meter
        assert store.file(web, meter.id) is not None
        assert store.file(phone, other.id) is None and store.attachment(phone, other.id) is None
        store.close(phone)
        assert store.file(phone, meter.id) is None and store.file(web, meter.id) is not None


class TestAtOnce:
    """Threads on one database: locks are taken in one order, and one of two always comes first."""

    @staticmethod
    def together(*calls: Callable[[], Any]) -> list[Any]:
        barrier = Barrier(len(calls))

        def run(call: Callable[[], Any]) -> Any:
            barrier.wait()
            return call()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))

    def test_two_conversations_want_the_same_task(self, store, web, phone):
        tablet = store.conversation_for("webchat", "session-2")
        mine, one, two = (known_in(store, name) for name in (web, phone, tablet))
        for number in range(20):
            run = f"run-{number}"
            save(store, web, mine, run)
            task = store.open_task(web)
            claims = (lambda t=task: store.claim_task(phone, one, t), lambda t=task: store.claim_task(tablet, two, t))
            taken = self.together(*claims)
            assert sum(got is not None for got in taken) == 1
            assert not store.begin_end(web, run)
            assert [store.open_task(name) is not None for name in (web, phone, tablet)].count(True) == 1
            store.close_task(phone)
            store.close_task(tablet)

    def test_one_ends_it_while_the_other_takes_it(self, store, web, phone):
        mine, known = known_in(store, web), known_in(store, phone)
        for number in range(20):
            run = f"run-{number}"
            save(store, web, mine, run)
            task = store.open_task(web)

            def ends(run: str = run) -> bool:
                return store.begin_end(web, run)

            def takes(task: Task = task, run: str = run) -> bool:
                return store.claim_task(phone, known, task) is not None and store.begin_end(phone, run)

            assert sorted(self.together(ends, takes)) == [False, True]

    def test_each_takes_the_others_while_both_go_on_and_one_is_erased(self, store, web, phone):
        mine, known = known_in(store, web), known_in(store, phone)
        for number in range(20):
            here, there = f"web-{number}", f"phone-{number}"
            save(store, web, mine, here)
            save(store, phone, known, there)
            a, b = store.open_task(web), store.open_task(phone)
            by_web, by_phone, *_ = self.together(
                lambda t=b: store.claim_task(web, mine, t),
                lambda t=a: store.claim_task(phone, known, t),
                lambda r=here: save(store, web, mine, r),
                lambda r=there: save(store, phone, known, r),
                lambda: store.close_task(web, "another_form"),
            )
            assert store.begin_end(phone, there) is (by_web is None)
            assert store.begin_end(web, here) is (by_phone is None)
        self.together(lambda: store.close(web), lambda: save(store, web, mine, "last"))


class TestWhatWasSaid:
    """For a representative: the same customer's lines elsewhere, and nobody else's."""

    @staticmethod
    def say(store: ConversationStore, conversation: str, text: str) -> str:
        inbox_id = store.receive(conversation, "webchat", text, text).inbox_id
        store.post(conversation, inbox_id, Author.ASSISTANT, OutMessage(f"answer to {text}"))
        return inbox_id

    def said(self, store: ConversationStore, phone: str, known: Identity, *authors: Author) -> list[str]:
        between = (store.clock() - timedelta(days=1), store.clock())
        rows = store.said_elsewhere(phone, known, between, 6, authors or (Author.CUSTOMER,))
        return [one.text for one in rows]

    def test_from_the_request_that_led_to_identity_to_its_end(self, store, web, phone, clock: MovableClock):
        self.say(store, web, "somebody else before")
        clock.forward(minutes=1)
        request = self.say(store, web, "my request")
        clock.forward(minutes=1)
        store.grant(web, 1, CAMILLE, "t", clock() + timedelta(minutes=5), request)
        clock.forward(minutes=1)
        store.grant(web, 2, CAMILLE, "t", clock() + timedelta(minutes=5), self.say(store, web, "a higher level"))
        clock.forward(minutes=6)
        self.say(store, web, "somebody else after")
        known = known_in(store, phone)
        assert self.said(store, phone, known) == ["my request", "a higher level"]
        assert self.said(store, phone, known, Author.ASSISTANT)[-1] == "answer to a higher level"
        row = store.said_elsewhere(phone, known, (clock() - timedelta(days=1), clock()), 1)[0]
        assert (row.channel, row.author) == ("webchat", Author.CUSTOMER)

    def test_not_another_customer_nor_more_than_is_proved_here(self, store, web, phone, clock: MovableClock):
        store.grant(web, 2, CAMILLE, "t", clock() + timedelta(minutes=5), self.say(store, web, "mine"))
        assert self.said(store, phone, known_in(store, phone, OTHER)) == []
        assert self.said(store, phone, known_in(store, phone, level=1)) == []
        assert self.said(store, phone, Identity()) == []
        assert self.said(store, phone, known_in(store, phone)) == ["mine"]

    def test_another_customer_in_the_same_conversation_and_revoke_end_it(self, store, web, phone, clock: MovableClock):
        store.grant(web, 2, CAMILLE, "t", clock() + timedelta(minutes=5), self.say(store, web, "mine"))
        clock.forward(minutes=1)
        store.grant(web, 2, OTHER, "t", clock() + timedelta(minutes=5), self.say(store, web, "theirs"))
        assert self.said(store, phone, known_in(store, phone)) == []
        assert self.said(store, phone, known_in(store, phone, OTHER)) == ["theirs"]
        store.revoke(web)
        assert self.said(store, phone, known_in(store, phone, OTHER)) == []
