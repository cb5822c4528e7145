"""Whatever is given, given again, corrected, replayed and decided in whatever order: one reading a meter and day."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import insert, select

from backends.kernel.clock import PARIS, fixed_clock
from backends.kernel.database import open_database
from backends.kernel.journal import KeyedWrite, first_broken_line
from backends.kernel.migrations import upgrade
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.metering.deciding import decide
from backends.metering.filing import file_reading
from backends.metering.model import Decision, NewSelfReading
from backends.metering.rules import reading_rules
from backends.metering.tables import METADATA, POINT, READING, SELF_READING
from tests.backends.servers import PROJECT_ROOT, config_for

RULES = reading_rules(PROJECT_ROOT / "brand.yml")
METER = "33000000000001"
FIRST = date(2026, 11, 22)
CALLER = Caller("10000014", 1, "c", "o", fixed_clock(FIRST)() + timedelta(days=999))
LEGAL = {None: {"accepte", "a_verifier"}, "accepte": {"remplace"}, "a_verifier": {"accepte", "rejete", "remplace"}}


class Readings(RuleBasedStateMachine):
    """One mechanical meter, read each sixty days, and days that pass."""

    filed = Bundle("filed")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="readings-")
        self.database = open_database("metering", config_for(Path(self.folder.name)))
        upgrade(self.database)
        self.now, self.keys = fixed_clock(FIRST)(), 0
        self.statuses: dict[str, str] = {}
        self.last: tuple[NewSelfReading, KeyedWrite, object] | None = None
        marks = [{"day": FIRST - timedelta(days=60 * n), "value": 40_000 - 600 * n} for n in range(1, 6)]
        point = {"id": METER, "document_id": "d", "customer": CALLER.customer, "contract_id": "k", "commune": "Lyon"}
        kind = {"energy": "electricite", "meter_kind": "mecanique", "meter_digits": 5, "registers": "base"}
        rhythm = {"read_first": FIRST + timedelta(days=3), "read_every": 61}
        rows = [{"point": METER, "register": "base", "origin": "distributeur", **mark} for mark in marks]

        def fill(connection: Any) -> None:
            connection.execute(insert(POINT).values({**point, **kind, **rhythm}))
            connection.execute(insert(READING), rows)

        self.database.write_now(fill)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    def write(self) -> KeyedWrite:
        self.keys += 1
        return KeyedWrite(CALLER.customer, f"k{self.keys}", f"f{self.keys}", self.now)

    def of_day(self, day: date) -> str | None:
        counts = SELF_READING.c.status.in_(("accepte", "a_verifier"))
        query = select(SELF_READING.c.number).where((SELF_READING.c.day == day) & counts)
        return self.database.read_now(lambda c: c.execute(query).scalar_one_or_none())

    @rule(
        target=filed,
        value=st.integers(39_000, 43_000),
        ago=st.integers(0, 8),
        insisted=st.booleans(),
        corrects=st.booleans(),
    )
    def somebody_gives(self, value: int, ago: int, insisted: bool, corrects: bool) -> str | None:
        day = self.now.astimezone(PARIS).date() - timedelta(days=ago)
        known = self.of_day(day)
        new = NewSelfReading(day.isoformat(), base=value, insisted=insisted, replaces=known if corrects else None)
        write = self.write()
        try:
            answer = self.database.write_now(lambda c: file_reading(c, CALLER, METER, new, RULES, write))
        except Problem as refused:
            assert refused.code in ("already_given", "not_allowed_now", "implausible", "day_out_of_range")
            assert refused.code != "implausible" or not insisted
            assert self.of_day(day) == known
            return None
        assert known is None or corrects
        self.last = (new, write, answer.body)
        number: str = answer.body["number"]  # type: ignore[index]
        return number

    @rule()
    def the_last_write_is_replayed(self) -> None:
        if self.last is not None:
            new, write, body = self.last
            answer = self.database.write_now(lambda c: file_reading(c, CALLER, METER, new, RULES, write))
            assert answer.body == body

    @rule(number=filed, decision=st.sampled_from(["accepte", "rejete"]))
    def somebody_decides(self, number: str | None, decision: Any) -> None:
        before = self.statuses.get(number or "")
        try:
            self.database.write_now(lambda c: decide(c, number or "none", Decision(decision, "sophie"), self.write()))
        except Problem as refused:
            assert refused.code == ("illegal_move" if number else "not_found") and before != "a_verifier"

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def one_reading_a_day_and_the_indexes_agree(self) -> None:
        if not hasattr(self, "database"):
            return
        rows = self.database.read_now(lambda c: c.execute(select(SELF_READING)).all())
        counting = [row.day for row in rows if row.status in ("accepte", "a_verifier")]
        assert len(counting) == len(set(counting))
        query = select(READING.c.day).where(READING.c.origin == "client")
        days = self.database.read_now(lambda c: set(c.execute(query).scalars()))
        assert days == {row.day for row in rows if row.status == "accepte"}
        for row in rows:
            before = self.statuses.get(row.number)
            assert row.status == before or row.status in LEGAL[before]  # type: ignore[index]
            self.statuses[row.number] = row.status

    @invariant()
    def the_trail_is_whole(self) -> None:
        if hasattr(self, "database"):
            assert self.database.read_now(lambda c: first_broken_line(c, METADATA)) is None


Readings.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestReadings = Readings.TestCase
