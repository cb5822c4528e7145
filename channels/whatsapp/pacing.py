"""How fast messages may leave: so many a second for our number, so many in a row for one person, less when refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

NUMBER_RATE = 80.0  # messages a second that a number may send and receive
SLOWEST_RATE = 1.0
SLOW_FOR = timedelta(minutes=1)
PERSON_BURST, PERSON_SECONDS = 45.0, 6.0  # one message in six seconds, 45 of which may be borrowed
MOST_STRIKES = 3  # 1, 4, 16, 64 seconds
STOPPED_SECONDS = 60.0
_MOST_PEOPLE = 10_000

Now = Callable[[], datetime]


@dataclass
class _Bucket:
    """Permissions to send: so many at once, then so many a second; they can be reserved before they exist."""

    size: float
    rate: float
    level: float
    at: datetime

    def fill(self, now: datetime) -> None:
        gained = (now - self.at).total_seconds() * self.rate
        self.level, self.at = min(self.size, self.level + gained), now

    def reserve(self, now: datetime) -> float:
        """Take one, and return the seconds until it exists."""
        self.fill(now)
        self.level -= 1.0
        return max(0.0, -self.level / self.rate)

    @property
    def is_full(self) -> bool:
        return self.level >= self.size


class Pacing:
    """Says how long a message has to wait; nothing here waits by itself."""

    def __init__(self, now: Now, rate: float = NUMBER_RATE) -> None:
        """Begin at full speed, `rate` messages a second."""
        self._now = now
        self._full_rate = rate
        self._number = _Bucket(rate, rate, rate, now())
        self._slow_until = now()
        self._stopped_until: datetime | None = None
        self._people: dict[str, _Bucket] = {}
        self._strikes: dict[str, int] = {}

    @property
    def stopped(self) -> bool:
        """Nothing works until an operator mends something; one message at a time tries whether it does again."""
        return self._stopped_until is not None

    def blocked(self) -> float:
        """Return the seconds for which nothing may leave at all, 0.0 when messages may."""
        if self._stopped_until is None:
            return 0.0
        return max(0.0, (self._stopped_until - self._now()).total_seconds())

    def reserve(self, conversation: str) -> datetime:
        """Return the moment at which one message may leave; it counts from now on."""
        now = self._now()
        self._recover_speed(now)
        seconds = max(self._number.reserve(now), self._person(conversation, now).reserve(now))
        return now + timedelta(seconds=seconds)

    def leaves(self) -> None:
        """Note that a message leaves: when everything was stopped it tries alone, and the others wait for it."""
        if self._stopped_until is not None:
            self.stop()

    def accepted(self, conversation: str) -> None:
        """Forget refusals: a message went through."""
        self._stopped_until = None
        self._strikes.pop(conversation, None)

    def refused(self, conversation: str, whole_number: bool) -> float:
        """Return the seconds to wait after « too fast »: 1, 4, 16, then 64; others slow down if the number is meant."""
        strikes = self._strikes.get(conversation, 0)
        self._strikes[conversation] = min(strikes + 1, MOST_STRIKES)
        if whole_number:
            self._slow_down()
        return float(4**strikes)

    def stop(self) -> None:
        """Hold everything back for a while: token, rights or payment are wrong."""
        self._stopped_until = self._now() + timedelta(seconds=STOPPED_SECONDS)

    def _slow_down(self) -> None:
        now = self._now()
        self._number.fill(now)
        self._number.rate = max(SLOWEST_RATE, self._number.rate / 2)
        self._number.level = min(self._number.level, self._number.rate)
        self._slow_until = now + SLOW_FOR

    def _recover_speed(self, now: datetime) -> None:
        if self._number.rate < self._full_rate and now >= self._slow_until:
            self._number.rate = self._full_rate

    def _person(self, conversation: str, now: datetime) -> _Bucket:
        if conversation not in self._people:
            self._forget_quiet_people(now)
            self._people[conversation] = _Bucket(PERSON_BURST, 1 / PERSON_SECONDS, PERSON_BURST, now)
        return self._people[conversation]

    def _forget_quiet_people(self, now: datetime) -> None:
        if len(self._people) < _MOST_PEOPLE:
            return
        for bucket in self._people.values():
            bucket.fill(now)
        self._people = {name: bucket for name, bucket in self._people.items() if not bucket.is_full}


def retry_seconds(attempts: int) -> float:
    """Return the seconds before the next try after so many: 2, 8, 32 and up to a quarter more, by chance."""
    return float(2 * 4 ** (attempts - 1)) * random.uniform(1.0, 1.25)
