"""Amounts of money and quantities: written the French way.

Money is a `Decimal` in euros, or integer cents with the functions that say so; never a float.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from courant.french.typography import NBSP, THIN


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """Return `1 234,56`: decimal comma, thin no-break space between thousands.

    Args:
        value: what to write.
        decimals: how many decimals, rounded half up; `None` keeps those of the value.
    """
    number = Decimal(value)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = f"{number:,f}".replace(",", THIN).replace(".", ",")
    return written.replace("-", "\u2212", 1) if number else written.lstrip("-")


def format_amount(euros: Decimal) -> str:
    """Return `1 234,56 €` for an amount in euros."""
    return f"{format_number(euros, 2)}{NBSP}€"


def format_cents(cents: int) -> str:
    """Return `1 234,56 €` for an amount in integer cents."""
    return format_amount(Decimal(cents) / 100)


def format_change(euros: Decimal) -> str:
    """Return a difference with its sign: `+12,30 €`, `−4,00 €`."""
    sign = "+" if euros > 0 else ""
    return sign + format_amount(euros)


def format_unit_price(euros: Decimal, unit: str = "kWh") -> str:
    """Return a unit price with four decimals: `0,2001 €/kWh`."""
    return f"{format_number(euros, 4)}{NBSP}€/{unit}"


def format_quantity(value: Decimal | int, unit: str, decimals: int | None = None) -> str:
    """Return a quantity and its unit: `1 234 kWh`."""
    return f"{format_number(value, decimals)}{NBSP}{unit}"


def format_percent(value: Decimal | int, decimals: int | None = None) -> str:
    """Return a percentage given in hundredths: `5,5 %`."""
    return f"{format_number(value, decimals)}{NBSP}%"
