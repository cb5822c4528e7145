"""Whatever is asked, decided, paid, given up and replayed in whatever order: exactly one plan, on legal moves only."""

from __future__ import annotations

import json
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.engine import Connection

from backends.kernel.clock import fixed_clock
from backends.kernel.database import open_database
from backends.kernel.journal import KeyedWrite, first_broken_line
from backends.kernel.migrations import upgrade
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.payments.plans import deciding, ending, making, store
from backends.payments.plans.dates import is_payment_day
from backends.payments.plans.facts import DueBill, Facts
from backends.payments.plans.lifecycle import FIRST, LIVING, MOVES
from backends.payments.plans.model import Decision, InstalmentNews, NewPlan, PlanStatus
from backends.payments.plans.offers import offer
from backends.payments.plans.tables import INSTALMENT, PLAN, PLAN_STEP
from backends.payments.tables import METADATA
from tests.backends.payments.plans.test_eligibility import RULES
from tests.backends.servers import config_for

NOW = fixed_clock(date(2026, 11, 22))()
CUSTOMERS = ("10000001", "10000002")
RANKS = st.integers(1, 4)


class Plans(RuleBasedStateMachine):
    """Two customers, one of them vulnerable, and every actor in any order."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="plans-")
        self.database = open_database("payments", config_for(Path(self.folder.name)))
        upgrade(self.database)
        self.now, self.keys = NOW, 0
        self.last: tuple[Any, KeyedWrite, Any] | None = None

    def do(self, work: Any) -> Any:
        """Run a keyed write a minute later; None when it is refused, and then nothing is left behind."""
        self.now += timedelta(minutes=1)
        self.keys += 1
        write = KeyedWrite("c", f"k{self.keys}", "same", self.now)
        try:
            answer = self.database.write_now(lambda connection: work(connection, write))
        except Problem as refused:
            assert refused.status in (404, 409, 422)
            return None
        self.last = (work, write, answer)
        return answer

    def caller(self, customer: str) -> Caller:
        return Caller(customer, 2, f"conversation-{customer}", "web", self.now + timedelta(minutes=30))

    def newest(self, customer: str) -> str:
        query = select(PLAN.c.reference).where(PLAN.c.customer == customer).order_by(PLAN.c.id.desc()).limit(1)
        return str(self.database.read_now(lambda c: c.execute(query).scalar_one_or_none()))

    @rule(
        customer=st.sampled_from(CUSTOMERS),
        cents=st.integers(5_000, 160_000),
        count=st.sampled_from((3, 4, 6, 12)),
        day=st.integers(0, 30),
    )
    def ask(self, customer: str, cents: int, count: int, day: int) -> None:
        facts = Facts((DueBill("F1", 150_000, date(2026, 11, 1), True),), vulnerable=customer == CUSTOMERS[1])

        def work(connection: Connection, write: KeyedWrite) -> Any:
            chosen = offer(RULES, cents, count, day, write.at.date())
            new = NewPlan(cents, count, day, chosen.instalments[0].due_on.isoformat(), consent=True)
            return making.create(connection, self.caller(customer), new, facts, RULES, write)

        made = self.do(work)
        if made is not None:
            waits = customer == CUSTOMERS[1] or cents >= RULES.approval_from_cents
            assert made.body["status"] == ("en_attente" if waits else "actif")

    @rule(customer=st.sampled_from(CUSTOMERS), outcome=st.sampled_from(("accepte", "refuse")))
    def decide(self, customer: str, outcome: Any) -> None:
        reference, decision = self.newest(customer), Decision(outcome, "claire", "une raison")
        self.do(lambda connection, write: deciding.decide(connection, reference, decision, RULES, write))

    @rule(customer=st.sampled_from(CUSTOMERS))
    def cancel(self, customer: str) -> None:
        reference = self.newest(customer)
        self.do(lambda connection, write: ending.cancel(connection, self.caller(customer), reference, write))

    @rule(customer=st.sampled_from(CUSTOMERS), rank=RANKS, outcome=st.sampled_from(("recu", "rejete")))
    def pay(self, customer: str, rank: int, outcome: Any) -> None:
        reference = self.newest(customer)
        news = InstalmentNews(rank, outcome, f"B-{reference}-{rank}-{outcome}", self.now.date().isoformat())
        self.do(lambda connection, write: ending.take_news(connection, reference, news, RULES, write))

    @rule(customer=st.sampled_from(CUSTOMERS))
    def pay_all(self, customer: str) -> None:
        reference = self.newest(customer)
        for rank in range(1, 13):
            news = InstalmentNews(rank, "recu", f"B-{reference}-{rank}-recu", self.now.date().isoformat())
            self.do(lambda connection, write, news=news: ending.take_news(connection, reference, news, RULES, write))

    @rule(days=st.integers(1, 70), customer=st.sampled_from(CUSTOMERS))
    def time_goes_by(self, days: int, customer: str) -> None:
        self.now += timedelta(days=days)
        self.database.write_now(lambda c: ending.break_late_plans(c, customer, RULES, self.now))

    @rule()
    def replay(self) -> None:
        """A retry of the last write that passed answers the same and writes nothing."""
        if self.last is None:
            return
        work, write, answer = self.last
        before = self.everything()
        again = self.database.write_now(lambda connection: work(connection, write))
        assert again.body == json.loads(json.dumps(answer.body)) and self.everything() == before

    def everything(self) -> list[Any]:
        tables = (PLAN, PLAN_STEP, INSTALMENT, METADATA.tables["outgoing"], METADATA.tables["audit"])
        return self.database.read_now(lambda c: [c.execute(select(table)).all() for table in tables])

    @invariant()
    def at_most_one_living_plan(self) -> None:
        if not hasattr(self, "database"):
            return
        query = select(PLAN.c.customer).where(PLAN.c.status.in_(LIVING))
        living = self.database.read_now(lambda c: [row.customer for row in c.execute(query)])
        assert len(living) == len(set(living))

    @invariant()
    def only_legal_moves_and_exact_sums(self) -> None:
        if not hasattr(self, "database"):
            return
        self.database.read_now(self._check_each_plan)

    def _check_each_plan(self, connection: Connection) -> None:
        for plan in connection.execute(select(PLAN)).all():
            query = select(PLAN_STEP.c.status).where(PLAN_STEP.c.plan_id == plan.id).order_by(PLAN_STEP.c.id)
            steps = [row.status for row in connection.execute(query)]
            assert steps[0] == FIRST and steps[-1] == plan.status and plan.status != FIRST
            assert all(after in MOVES[before] for before, after in pairwise(steps))
            parts = store.instalments_of(connection, plan.id)
            assert sum(part.amount_cents for part in parts) == plan.total_cents
            assert all(a.due_on < b.due_on for a, b in pairwise(parts))
            assert all(is_payment_day(part.due_on) for part in parts)
            assert (plan.status == "termine") == all(part.status == "recu" for part in parts)

    @invariant()
    def money_is_handed_over_once(self) -> None:
        if not hasattr(self, "database"):
            return
        letters = METADATA.tables["outgoing"]
        query = select(letters.c.body).where(letters.c.destination == "billing")
        sent = self.database.read_now(lambda c: [json.loads(row.body)["reference"] for row in c.execute(query)])
        received = select(INSTALMENT.c.rank).where(INSTALMENT.c.status == "recu")
        count = self.database.read_now(lambda c: len(c.execute(received).all()))
        assert len(sent) == len(set(sent)) == count

    def teardown(self) -> None:
        if hasattr(self, "database"):
            assert self.database.read_now(lambda c: first_broken_line(c, METADATA)) is None
            self.database.close()
            self.folder.cleanup()


Plans.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPlans = Plans.TestCase


def test_every_status_has_its_moves_and_the_ends_are_ends() -> None:
    assert set(MOVES) == set(get_args(PlanStatus))
    assert {status for status, after in MOVES.items() if not after} == {"annule", "termine", "rompu", "refuse"}
    reached, todo = set(), {FIRST}
    while todo:
        status = todo.pop()
        reached.add(status)
        todo |= set(MOVES[status]) - reached
    assert reached == set(MOVES)
