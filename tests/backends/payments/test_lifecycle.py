"""The life of payments as a state machine: whatever happens in whatever order, money is counted once and kept."""

from __future__ import annotations

import tempfile
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy.engine import Connection

from backends.kernel.database import open_database
from backends.kernel.journal import KeyedWrite, fingerprint, first_broken_line
from backends.kernel.migrations import upgrade
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.payments import links, store
from backends.payments.lifecycle import MOVES, PAID, PAYABLE, check_move, may_follow
from backends.payments.links import Limits
from backends.payments.model import Allocation, NewLink, Notification
from backends.payments.notifications import receive
from backends.payments.results import put_on_account
from backends.payments.tables import METADATA
from tests.backends.payments.conftest import CLOCK
from tests.backends.servers import config_for

LIMITS = Limits(300_000, timedelta(hours=24))
AMOUNTS = st.sampled_from([500, 1_999, 18_420])
CUSTOMERS = st.sampled_from(["10000001", "10000002"])
OUTCOMES = st.sampled_from(["accepte", "refuse", "abandonne"])


class Payments(RuleBasedStateMachine):
    """Customers, a provider and billing, each doing what it may at any moment, twice when it likes."""

    references = Bundle("references")
    notifications = Bundle("notifications")
    posted = Bundle("posted")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="payments-")
        self.database = open_database("payments", config_for(Path(self.folder.name)))
        upgrade(self.database)
        self.now: datetime = CLOCK()
        self.took: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    def write(self, work: Any) -> Any:
        return self.database.write_now(work)

    @rule(target=references, customer=CUSTOMERS, cents=AMOUNTS, bill=st.sampled_from([None, "F2026-000001"]))
    def ask_for_a_link(self, customer: str, cents: int, bill: str | None) -> Any:
        caller = Caller(customer, 2, f"conversation-{customer}", "webchat", self.now + timedelta(minutes=30))
        body = f"{cents}{bill}".encode()
        write = KeyedWrite(customer, uuid.uuid4().hex, fingerprint("POST", "/links", body), self.now)
        try:
            answer = self.write(lambda c: links.create(c, caller, NewLink(cents, bill), LIMITS, write))
        except Problem as problem:
            assert problem.code == "payment_running"
            return multiple()
        assert answer.body["status"] == "ouvert" and answer.body["amount_cents"] == cents
        return answer.body["reference"]

    @rule(reference=references)
    def decide_on_the_page(self, reference: str) -> None:
        def work(connection: Connection) -> None:
            row = store.find(connection, reference)
            links.expire_due(connection, row.customer, self.now)
            row = store.find(connection, reference)
            if row.status == "ouvert":
                store.move(connection, row, "en_cours", self.now)

        self.write(work)

    @rule(target=notifications, reference=references, outcome=OUTCOMES)
    def the_provider_ends_it(self, reference: str, outcome: Any) -> Notification:
        row = self.rows(f"SELECT amount_cents FROM payment_link WHERE reference = '{reference}'")[0]
        said = Notification(uuid.uuid4().hex, reference, outcome, row.amount_cents)
        self.tell(said)
        return said

    @rule(said=notifications)
    def the_provider_says_it_again(self, said: Notification) -> None:
        assert self.tell(said) == "deja_recu"

    def tell(self, said: Notification) -> str:
        effect: str = self.write(lambda c: receive(c, said, self.now)).effect
        if said.outcome == "accepte":
            self.took[said.reference] = said.amount_cents
        return effect

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(target=posted, reference=references)
    def billing_answers(self, reference: str) -> Any:
        due = self.rows(f"SELECT id FROM outgoing WHERE destination = 'billing' AND body LIKE '%{reference}%'")
        if not due:
            return multiple()
        self.answer_of_billing(reference)
        return reference

    @rule(reference=consumes(posted))
    def billing_answers_again(self, reference: str) -> None:
        self.answer_of_billing(reference)

    def answer_of_billing(self, reference: str) -> None:
        cents = self.took[reference]
        self.write(lambda c: put_on_account(c, reference, [Allocation("F2026-000001", cents)], self.now))

    def rows(self, query: str) -> list[Any]:
        return self.database.read_now(lambda connection: connection.execute(sa.text(query)).all())

    @invariant()
    def one_link_a_customer_can_be_paid(self) -> None:
        if hasattr(self, "database"):
            payable = ", ".join(f"'{status}'" for status in PAYABLE)
            rows = self.rows(f"SELECT customer FROM payment_link WHERE status IN ({payable})")
            assert len(rows) == len({row.customer for row in rows})

    @invariant()
    def money_is_handed_to_billing_once(self) -> None:
        if hasattr(self, "database"):
            paid = self.rows("SELECT reference, status FROM payment_link WHERE accepted_at IS NOT NULL")
            assert {row.reference for row in paid} == set(self.took)
            assert all(row.status in PAID for row in paid)
            assert len(self.rows("SELECT id FROM outgoing WHERE destination = 'billing'")) == len(self.took)

    @invariant()
    def what_is_on_the_account_adds_up(self) -> None:
        if hasattr(self, "database"):
            query = (
                "SELECT l.amount_cents AS paid, sum(a.amount_cents) AS parts FROM payment_link l "
                "JOIN payment_allocation a ON a.link_id = l.id GROUP BY l.id, l.amount_cents"
            )
            assert all(row.paid == row.parts for row in self.rows(query))

    @invariant()
    def every_step_may_follow_the_one_before(self) -> None:
        if hasattr(self, "database"):
            before: dict[int, Any] = {}
            for row in self.rows("SELECT link_id, status FROM payment_step ORDER BY id"):
                assert row.link_id not in before or may_follow(before[row.link_id], row.status)
                before[row.link_id] = row.status
            assert self.database.read_now(lambda c: first_broken_line(c, METADATA)) is None

    @invariant()
    def each_end_is_told_once(self) -> None:
        if hasattr(self, "database"):
            told = len(self.rows("SELECT id FROM outgoing WHERE destination = 'assistant'"))
            ends = "('accepte', 'refuse', 'abandonne', 'expire')"
            assert told == len(self.rows(f"SELECT id FROM payment_step WHERE status IN {ends}"))


TestPayments = Payments.TestCase
TestPayments.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_an_illegal_move_says_what_is_possible() -> None:
    with pytest.raises(Problem) as refused:
        check_move("impute", "refuse")
    assert (refused.value.status, refused.value.code) == (409, "illegal_move")
    assert refused.value.extra["allowed"] == []


def test_money_may_follow_any_end_without_money_and_nothing_undoes_it() -> None:
    without_money = [status for status in MOVES if status not in PAID]
    assert all(may_follow(status, "accepte") for status in without_money)
    assert MOVES["accepte"] == ("impute",) and MOVES["impute"] == ()
