"""Daily use of a meter: the one truth from which indexes, monthly use and bills are taken."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cached_property

from backends.billing.model import Register
from backends.demo.people import DemoContract, pseudo_random

_NOISE = 2**32


class Curve:
    """Indexes of a meter at the beginning of each day, from ``origin`` on.

    Args:
        contract: Contract with its delivery point and profile.
        origin: First day.
        end: Day after the last.
    """

    def __init__(self, contract: DemoContract, origin: date, end: date) -> None:
        self.contract = contract
        self.origin = origin
        self.end = end

    def index(self, day: date, register: Register) -> int:
        """Return the index at the beginning of a day, in kWh (m³ for gas)."""
        place = min(max((day - self.origin).days, 0), (self.end - self.origin).days)
        given = self.contract.first_index
        start = 2000 + pseudo_random("index", self.contract.delivery_point, register) % 40_000
        return (start if given is None else given) + self._cumulated[register][place] // 1000

    def kwh(self, start: date, end: date, register: Register) -> int:
        """Return the use of a period in kWh, from its indexes."""
        used = self.index(end, register) - self.index(start, register)
        return round(used * self.contract.profile.coefficient)

    def total(self, start: date, end: date) -> int:
        """Return the use of a period over every register, in kWh."""
        return sum(self.kwh(start, end, register) for register in self.contract.supply.registers)

    @cached_property
    def _cumulated(self) -> dict[Register, list[int]]:
        registers = self.contract.supply.registers
        sums: dict[Register, list[int]] = {register: [0] for register in registers}
        for number in range((self.end - self.origin).days):
            day = self.origin + timedelta(days=number)
            used = self._thousandths(day)
            for register in registers:
                sums[register].append(sums[register][-1] + used.get(register, 0))
        return sums

    def _thousandths(self, day: date) -> dict[Register, int]:
        if day < self.contract.since:
            return {}
        profile = self.contract.profile
        amount = profile.annual_kwh / 365 * 1000 * _season(day, profile.season) * _week(day)
        amount *= 0.85 + 0.3 * pseudo_random(self.contract.delivery_point, day.toordinal()) / _NOISE
        for first, factor in profile.steps:
            amount *= factor if day >= first else 1
        used = self._by_register(amount)
        for extra_day, register, kwh in profile.extras:
            if extra_day == day:
                used[register] += kwh * 1000
        return used

    def _by_register(self, amount: float) -> dict[Register, int]:
        if self.contract.supply.energy == "gaz":
            return {"gaz": int(amount / float(self.contract.profile.coefficient))}
        if self.contract.supply.option != "hphc":
            return {"base": int(amount)}
        low = int(amount * self.contract.profile.hc_share)
        return {"hp": int(amount) - low, "hc": low}


def _season(day: date, strength: float) -> float:
    # Coldest around 20 January.
    return max(0.04, 1 + strength * math.cos(2 * math.pi * (day.timetuple().tm_yday - 20) / 365))


def _week(day: date) -> float:
    return 1.12 if day.weekday() >= 5 else 0.95
