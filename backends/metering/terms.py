"""Under which terms a customer may give a reading: windows, what is allowed outside them, remote readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.engine import Connection

from backends.metering import self_store
from backends.metering.knowledge import Knowledge
from backends.metering.model import ReadingTerms, Refusal, Remote
from backends.metering.rules import ReadingRules
from backends.metering.windows import Window

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Calendar:
    """Where a day stands: the running window, else the next one, and the one after. A remote meter has none."""

    remote: Remote
    window: Window | None
    following: Window | None
    is_open: bool

    @property
    def next(self) -> Window | None:
        """The window to tell a customer who has just given a reading."""
        return self.following if self.is_open else self.window


def calendar_of(known: Knowledge, day: date, today: date, rules: ReadingRules) -> Calendar:
    """Return where a day stands for a meter."""
    remote = known.remote(today, rules.silent_after)
    if remote != "sans":
        return Calendar(remote, None, None, False)
    window, following = known.rhythm.windows(day, rules.before, rules.after)
    return Calendar(remote, window, following, window.holds(day))


def is_interim(calendar: Calendar) -> bool:
    """Whether a reading counts as one outside the windows; of a silent meter, readings are always wanted."""
    return not calendar.is_open and calendar.remote != "muette"


def refusal(
    connection: Connection, known: Knowledge, calendar: Calendar, day: date, rules: ReadingRules
) -> tuple[Refusal | None, date | None]:
    """Return why no reading may be given for a day, and from which day on one may; two None when one may."""
    if not is_interim(calendar):
        return None, None
    point = known.point.id
    outside = self_store.days_outside_windows(connection, point, day - _YEAR)
    others = [each for each in outside if each != day]
    if len(others) >= rules.outside_a_year:
        return "quota", _sooner(others[-rules.outside_a_year] + _YEAR if others else None, calendar)
    newest = self_store.last_day(connection, point)
    if newest is not None and newest != day and abs(day - newest) < timedelta(days=rules.between):
        return "trop_tot", _sooner(newest + timedelta(days=rules.between), calendar)
    return None, None


def _sooner(day: date | None, calendar: Calendar) -> date | None:
    """A window that opens earlier allows a reading earlier."""
    days = [one for one in (day, calendar.window.start if calendar.window else None) if one is not None]
    return min(days, default=None)


def terms_of(
    connection: Connection, known: Knowledge, day: date, today: date, rules: ReadingRules, picture: str | None
) -> ReadingTerms:
    """Return everything that a customer should know before giving a reading."""
    calendar = calendar_of(known, day, today, rules)
    given = self_store.of_day(connection, known.point.id, day)
    why, allowed_from = refusal(connection, known, calendar, day, rules)
    return ReadingTerms(
        point=known.point.id,
        day=day,
        last=known.last,
        remote=calendar.remote,
        remote_on=known.remote_on,
        window_open=calendar.is_open,
        window_start=calendar.window.start if calendar.window else None,
        window_end=calendar.window.end if calendar.window else None,
        following_start=calendar.following.start if calendar.following else None,
        following_end=calendar.following.end if calendar.following else None,
        refusal=why,
        allowed_from=allowed_from,
        given=given,
        picture=picture,
    )
