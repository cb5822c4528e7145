"""Whatever is reported, said, moved, merged and replayed in whatever order: lives stay possible, nothing doubles."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.engine import Connection

from backends.kernel.clock import fixed_clock
from backends.kernel.database import open_database
from backends.kernel.journal import KeyedWrite, first_broken_line
from backends.kernel.migrations import upgrade
from backends.kernel.problems import Problem
from backends.outages import outages, tickets
from backends.outages.lifecycle import OPEN_TICKETS, TICKET_MOVES, path_to_follow
from backends.outages.model import Area, OutageStatus, TicketStatus
from backends.outages.requests import Following, Move, NewOutage, NewTicket, OutageUpdate
from backends.outages.tables import METADATA, OUTAGE, TICKET, TICKET_STEP
from tests.backends.tickets.serving import config_for

STREETS = ("rue des Lilas", "rue Paul-Bert", "avenue Jean-Jaurès")
CONVERSATIONS = ("c1", "c2", "c3")
NOW = fixed_clock(date(2026, 11, 22))()


class Lives(RuleBasedStateMachine):
    """Three streets, three conversations, any order of events."""

    reports = Bundle("reports")
    known = Bundle("known")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="lives-")
        self.database = open_database("outages", config_for(Path(self.folder.name)))
        upgrade(self.database)
        self.now, self.keys = NOW, 0
        self.wanted: dict[str, set[str]] = defaultdict(set)  # conversations that ever asked for news, by subject
        self.last: tuple[Any, KeyedWrite] | None = None

    def do(self, work: Any) -> Any:
        """Run a keyed write a minute later; None when it is refused, and then nothing is left behind."""
        self.now += timedelta(minutes=1)
        self.keys += 1
        write = KeyedWrite("service", f"k{self.keys}", "same", self.now)
        try:
            answer = self.database.write_now(lambda connection: work(connection, write))
        except Problem as refused:
            assert refused.status in (404, 409)
            return None
        self.last = (work, write)
        return answer.body

    def snapshot(self) -> list[Any]:
        """Everything that is stored."""

        def read(connection: Connection) -> list[Any]:
            return [tuple(row) for table in METADATA.sorted_tables for row in connection.execute(select(table))]

        return self.database.read_now(read)

    @rule(target=known, street=st.sampled_from(STREETS), status=st.sampled_from(get_args(OutageStatus)))
    def a_source_tells(self, street: str, status: OutageStatus) -> str:
        self.now += timedelta(minutes=1)
        new = NewOutage(
            energy="electricite",
            reference=f"R{self.keys}",
            source="Enedis",
            source_at=self.now.isoformat(),
            started_at=self.now.isoformat(),
            distributor="Enedis",
            status=status,
            areas=(Area(commune="Lyon", postcode="69003", street=street),),
        )
        return str(self.do(lambda connection, write: outages.register(connection, new, write))["number"])

    @rule(target=reports, who=st.sampled_from(CONVERSATIONS), street=st.sampled_from(STREETS), updates=st.booleans())
    def somebody_reports(self, who: str, street: str, updates: bool) -> str:
        new = NewTicket("panne", who, "Enedis", street=street, postcode="69003", commune="Lyon", updates=updates)
        before = self.open_reports(who, street)
        body = self.do(lambda connection, write: tickets.open_ticket(connection, new, None, "S", write))
        if updates:
            self.wanted[body["number"]].add(who)
        assert (body["secret"] is None) == body["already_open"] == (body["number"] in before) == bool(before)
        return str(body["number"])

    def open_reports(self, who: str, street: str) -> list[str]:
        """Numbers of the open reports of a conversation in a street."""
        going = TICKET.c.status.in_(OPEN_TICKETS) & (TICKET.c.conversation == who) & (TICKET.c.street == street)
        return self.database.read_now(lambda c: list(c.execute(select(TICKET.c.number).where(going)).scalars()))

    @rule(number=known, status=st.none() | st.sampled_from(get_args(OutageStatus)), note=st.sampled_from(["", "x"]))
    def the_source_says(self, number: str, status: OutageStatus | None, note: str) -> None:
        said = OutageUpdate(source_at=self.now.isoformat(), status=status, note=note)
        before = self.status_of(number)
        body = self.do(lambda connection, write: outages.change(connection, number, said, write))
        if body is not None and body["status"] != before:
            for ticket in self.merged_with(number):
                assert path_to_follow(ticket, body["status"]) == (), "it has followed as far as it can"

    def status_of(self, number: str) -> str:
        query = select(OUTAGE.c.status).where(OUTAGE.c.number == number)
        return str(self.database.read_now(lambda c: c.execute(query).scalar_one()))

    def merged_with(self, number: str) -> list[TicketStatus]:
        query = select(TICKET.c.status).join(OUTAGE).where(OUTAGE.c.number == number)
        return self.database.read_now(lambda c: list(c.execute(query).scalars()))

    @rule(number=reports, status=st.sampled_from(get_args(TicketStatus)))
    def a_ticket_moves(self, number: str, status: TicketStatus) -> None:
        self.do(lambda connection, write: tickets.move(connection, number, Move(status), write))

    @rule(number=reports, outage=known)
    def an_operator_merges(self, number: str, outage: str) -> None:
        self.do(lambda connection, write: tickets.merge(connection, number, outage, write))

    @rule(who=st.sampled_from(CONVERSATIONS), outage=known, wanted=st.booleans())
    def somebody_follows(self, who: str, outage: str, wanted: bool) -> None:
        asked = Following(who, wanted, outage=outage)
        self.do(lambda connection, write: tickets.follow(connection, asked, write))
        if wanted:
            self.wanted[outage].add(who)

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_last_write_comes_again(self) -> None:
        assert self.last is not None
        work, write = self.last
        before = self.snapshot()
        later = replace(write, at=self.now + timedelta(minutes=5))
        self.database.write_now(lambda connection: work(connection, later))
        assert self.snapshot() == before

    @invariant()
    def every_life_is_possible(self) -> None:
        def read(connection: Connection) -> None:
            lives: dict[int, list[TicketStatus]] = defaultdict(list)
            for step in connection.execute(select(TICKET_STEP).order_by(TICKET_STEP.c.id)):
                lives[step.ticket_id].append(step.status)
            for ticket in connection.execute(select(TICKET)):
                life = lives[ticket.id]
                assert life[0] == "recu" and life[-1] == ticket.status
                assert all(after in TICKET_MOVES[before] for before, after in pairwise(life))

        self.database.read_now(read)

    @invariant()
    def only_those_who_asked_are_told(self) -> None:
        outgoing = METADATA.tables["outgoing"]
        bodies = self.database.read_now(lambda c: [json.loads(row.body) for row in c.execute(select(outgoing))])
        for body in bodies:
            subjects = {body["data"].get("ticket"), body["data"].get("outage")} - {None}
            assert any(body["conversation"] in self.wanted[subject] for subject in subjects)

    @invariant()
    def numbers_have_no_hole_and_the_trail_is_whole(self) -> None:
        for table, letter in ((TICKET, "S"), (OUTAGE, "I")):
            query = select(table.c.number).order_by(table.c.id)
            numbers = self.database.read_now(lambda c, query=query: list(c.execute(query).scalars()))  # type: ignore[misc]
            assert numbers == [f"{letter}2026-{n:06}" for n in range(1, len(numbers) + 1)]
        assert self.database.read_now(lambda c: first_broken_line(c, METADATA)) is None

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
