"""The whole demo: customers and the curves of their meters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backends.demo.calendar import first_month
from backends.demo.crowd import crowd
from backends.demo.curves import Curve
from backends.demo.edges import edge_customers
from backends.demo.named import named_customers
from backends.demo.people import DemoContract, DemoCustomer
from backends.kernel.clock import fixed_clock

FULL_SIZE = 190


@dataclass(frozen=True)
class World:
    """Every demo customer on a given day; ``moment`` is the hour at which the demo is made."""

    today: date
    customers: tuple[DemoCustomer, ...]
    moment: datetime | None = None

    @property
    def now(self) -> datetime:
        """Instant that running outages are counted from, to five minutes; ten in the morning without one."""
        moment = self.moment or fixed_clock(self.today)()
        odd = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
        return moment - odd

    def contracts(self) -> Iterator[DemoContract]:
        """Go through every contract, in a fixed order."""
        for customer in self.customers:
            yield from customer.contracts

    def curve(self, contract: DemoContract) -> Curve:
        """Return the use of a contract's meter over the months that are kept."""
        return Curve(contract, first_month(self.today), self.today)


def make_world(today: date, size: int = FULL_SIZE) -> World:
    """Return the demo as it is on a day.

    Args:
        today: Reference day; every date of the demo is counted from it.
        size: How many generated customers beside the six named ones and the edge cases.
    """
    return World(today, (*named_customers(today), *edge_customers(today), *crowd(today, size)))
