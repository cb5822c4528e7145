"""Filing a reading given by a customer: once, judged, and never beside another one of the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from backends.kernel.clock import stamp
from backends.kernel.database import serialise
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.metering import self_store
from backends.metering.knowledge import Knowledge, knowledge_of
from backends.metering.model import (
    GivenIndex,
    Judgement,
    NewSelfReading,
    Register,
    SelfReading,
    Status,
)
from backends.metering.plausibility import judge
from backends.metering.rules import ReadingRules
from backends.metering.store import point_of
from backends.metering.tables import METADATA
from backends.metering.terms import Calendar, calendar_of, is_interim, refusal

LONGEST_PHOTOS = 400


@dataclass(frozen=True)
class _Case:
    """A reading that is about to be filed, with what is known for it."""

    caller: Caller
    new: NewSelfReading
    day: date
    known: Knowledge
    calendar: Calendar
    judgement: Judgement


def file_reading(
    connection: Connection, caller: Caller, point: str, new: NewSelfReading, rules: ReadingRules, write: KeyedWrite
) -> Answer:
    """File a reading once for its key.

    Raises:
        Problem: 422 ``wrong_registers``, ``too_many_digits``, ``day_out_of_range``; 409 ``already_given`` (with
            ``number``), ``already_read``, ``not_allowed_now`` (with ``reason`` and ``allowed_from``), ``implausible``.
    """
    meter = point_of(connection, caller.customer, point)
    if len(new.photos or "") > LONGEST_PHOTOS:
        raise Problem(422, "invalid_body", "photos: too long", {"field": "photos"})

    def work() -> tuple[Answer, Entry]:
        serialise(connection, f"point:{point}")
        today = write.at.date()
        day = check_day(new.day, today, rules)
        known = knowledge_of(connection, meter, day)
        check_values(known, new.values, whole=True)
        calendar = calendar_of(known, day, today, rules)
        judgement = judge(known.histories, new.values, day, rules.tolerance)
        case = _Case(caller, new, day, known, calendar, judgement)
        _check(connection, case, rules)
        filed = _insert(connection, case, write)
        detail = {"point": point, "day": day, "status": filed.status, "reasons": filed.reasons}
        return Answer(encode(filed), 201), Entry(caller.customer, "self_reading.filed", filed.number, detail)

    return once(connection, METADATA, write, work)


def check_day(text: str, today: date, rules: ReadingRules) -> date:
    """Read the day of a reading, or answer 422 ``day_out_of_range``."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_body", "day: YYYY-MM-DD", {"field": "day"}) from None
    oldest = today - timedelta(days=rules.oldest)
    if not oldest <= day <= today:
        extra = {"oldest": oldest.isoformat(), "newest": today.isoformat()}
        raise Problem(422, "day_out_of_range", f"{oldest} to {today}", extra)
    return day


def check_values(known: Knowledge, values: dict[Register, int], *, whole: bool) -> None:
    """Answer 422 when an index is of no register of the meter, is missing, or has too many digits."""
    registers = set(known.point.registers)
    if not values or not values.keys() <= registers or (whole and values.keys() != registers):
        raise Problem(422, "wrong_registers", f"expected: {', '.join(known.point.registers)}")
    for register, value in values.items():
        if not 0 <= value < 10**known.point.meter_digits:
            extra = {"register": register, "digits": known.point.meter_digits}
            raise Problem(422, "too_many_digits", f"{register}: {known.point.meter_digits} digits", extra)


def _check(connection: Connection, case: _Case, rules: ReadingRules) -> None:
    point = case.known.point.id
    if self_store.is_read(connection, point, case.day):
        raise Problem(409, "already_read", "the distributor has an index of that day or of a later one")
    given = self_store.of_day(connection, point, case.day)
    if (given.number if given else None) != case.new.replaces:
        raise Problem(409, "already_given", "one reading a day", {"number": given.number if given else None})
    why, allowed_from = refusal(connection, case.known, case.calendar, case.day, rules)
    if why is not None:
        extra = {"reason": why, "allowed_from": encode(allowed_from)}
        raise Problem(409, "not_allowed_now", why, extra)
    if not case.judgement.plausible and not case.new.insisted:
        raise Problem(409, "implausible", ", ".join(_reasons(case)))


def _insert(connection: Connection, case: _Case, write: KeyedWrite) -> SelfReading:
    given = self_store.of_day(connection, case.known.point.id, case.day)
    if given is not None:
        self_store.move(connection, given, "remplace")
    reasons = _reasons(case)
    status: Status = "a_verifier" if reasons else "accepte"
    indexes = [GivenIndex(one.register, one.value, one.used) for one in case.judgement.registers]
    number = self_store.next_number(connection, write.at)
    self_store.add(connection, {**_row(case, write, status, reasons), "number": number}, indexes)
    if status == "accepte":
        self_store.keep_indexes(connection, case.known.point.id, case.day, indexes)
    filed = self_store.find(connection, number)
    assert filed is not None
    return filed


def _row(case: _Case, write: KeyedWrite, status: Status, reasons: tuple[str, ...]) -> dict[str, Any]:
    window = case.calendar.next
    return {
        "point": case.known.point.id,
        "customer": case.caller.customer,
        "conversation": case.caller.conversation,
        "day": case.day,
        "received_at": stamp(write.at),
        "status": status,
        "reasons": ",".join(reasons),
        "photos": case.new.photos or "",
        "interim": is_interim(case.calendar),
        "replaces": case.new.replaces,
        "next_start": window.start if window else None,
        "next_end": window.end if window else None,
    }


def _reasons(case: _Case) -> tuple[str, ...]:
    """Why a person has to check: what is implausible, and a meter that says otherwise at a distance."""
    found = [f"{one.register}:{one.problem}" for one in case.judgement.registers if one.problem]
    return (*found, "telereleve") if case.calendar.remote == "active" else tuple(found)
