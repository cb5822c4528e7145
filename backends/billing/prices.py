"""Unit prices before tax of a supply, on a day, from the dated reference values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from backends.billing.model import Register, Supply
from backends.kernel.reference import Reference

UNIT_STEP = Decimal("0.00001")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Revision:
    """A change of a contract's own energy price: ``factor`` applies from its first day on."""

    first: date
    factor: Decimal


@dataclass(frozen=True)
class PriceBook:
    """Prices of one contract.

    The grids give prices with tax, as suppliers publish them; the price before tax is what remains
    without VAT, without the accise (kWh) or without the CTA (subscription).
    """

    reference: Reference
    supply: Supply
    revisions: tuple[Revision, ...] = ()

    def kwh(self, register: Register, day: date) -> Decimal:
        """Return euros per kWh of energy alone, before tax."""
        gross = self._number(self.kwh_key(register), day) * self._factor(day)
        return _step(gross / (1 + self.vat_consumption(day) / _HUNDRED) - self.accise(day) / 1000)

    def kwh_ttc(self, register: Register, day: date) -> Decimal:
        """Return euros per kWh with every tax, as told to customers."""
        gross = self._number(self.kwh_key(register), day) * self._factor(day)
        return gross.quantize(Decimal("0.0001"), ROUND_HALF_UP)

    def accise(self, day: date) -> Decimal:
        """Return euros per MWh of accise, before VAT."""
        return self._number(f"accise.{self.supply.energy}", day)

    def subscription(self, day: date) -> Decimal:
        """Return euros per month of subscription, before tax and without CTA."""
        monthly = self._number(self.subscription_key, day) / (12 if self.supply.energy == "gaz" else 1)
        return _step(monthly / (1 + self.vat_subscription(day) / _HUNDRED) - self.cta(day))

    def cta(self, day: date) -> Decimal:
        """Return euros per month of CTA, before VAT."""
        if self.supply.energy == "gaz":
            return _step(self._number(f"cta.gaz.{self.supply.option}", day) / 12)
        fixed = self._number("turpe.gestion", day) + self._number("turpe.comptage", day)
        fixed += self._number("turpe.kva", day) * (self.supply.power_kva or 0)
        return _step(fixed * self._number("cta.electricite", day) / _HUNDRED / 12)

    def vat_consumption(self, day: date) -> Decimal:
        """Return the VAT rate of kWh and accise, in percent."""
        return self._number("tva.consommation", day)

    def vat_subscription(self, day: date) -> Decimal:
        """Return the VAT rate of the subscription and the CTA, in percent."""
        return self._number("tva.abonnement", day)

    def kwh_key(self, register: Register) -> str:
        """Return the name of the reference value for a register."""
        if self.supply.energy == "gaz":
            return f"gaz.kwh.{self.supply.option}"
        large = register == "base" and (self.supply.power_kva or 0) >= 9
        return f"electricite.kwh.{register}{'.9' if large else ''}"

    @property
    def subscription_key(self) -> str:
        """The name of the reference value of the subscription."""
        what = self.supply.option if self.supply.energy == "gaz" else self.supply.power_kva
        return f"{self.supply.energy}.abonnement.{what}"

    def cuts(self, keys: Iterable[str], start: date, end: date) -> list[date]:
        """Return the bounds of the stretches of a period in which the given values do not change."""
        days = {day for key in keys for day in self.reference.changes(key, start, end)}
        return [start, *sorted(days), end]

    def energy_cuts(self, register: Register, start: date, end: date) -> list[date]:
        """Return the bounds of the stretches in which the price of the kWh does not change."""
        keys = (self.kwh_key(register), f"accise.{self.supply.energy}", "tva.consommation")
        own = {revision.first for revision in self.revisions if start < revision.first < end}
        return sorted({*self.cuts(keys, start, end), *own})

    def subscription_cuts(self, start: date, end: date) -> list[date]:
        """Return the bounds of the stretches in which subscription and CTA do not change."""
        taxes = ["cta.electricite", "turpe.gestion", "turpe.comptage", "turpe.kva"]
        cta = [f"cta.gaz.{self.supply.option}"] if self.supply.energy == "gaz" else taxes
        return self.cuts([self.subscription_key, "tva.abonnement", *cta], start, end)

    def price_changes(self, start: date, end: date) -> tuple[date, ...]:
        """Return the days inside a period on which the price told to customers changes."""
        found: set[date] = set()
        for register in self.supply.registers:
            cuts = [*self.energy_cuts(register, start, end)[1:-1]]
            found |= {d for d in cuts if self.kwh_ttc(register, d) != self.kwh_ttc(register, d - timedelta(1))}
        return tuple(sorted(found))

    def _factor(self, day: date) -> Decimal:
        factor = Decimal(1)
        for revision in self.revisions:
            if revision.first <= day:
                factor *= revision.factor
        return factor

    def _number(self, key: str, day: date) -> Decimal:
        return self.reference.at(key, day).number


def _step(value: Decimal) -> Decimal:
    return value.quantize(UNIT_STEP, ROUND_HALF_UP)
