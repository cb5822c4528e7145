"""What no request may hold: texts too long for their column, instants and coordinates that are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import String, Table

from backends.kernel.problems import Problem

_DEPARTMENT = re.compile(r"\d{2,3}|2[AB]")
_DIGITS = {"postcode": re.compile(r"\d{5}"), "insee": re.compile(r"\d{5}|2[AB]\d{3}"), "department": _DEPARTMENT}
_DEGREES = {"latitude": 90, "longitude": 180}
LONGEST_DETAIL = 2000
WIDEST_M = 100_000


def invalid(field: str, reason: str) -> Problem:
    """Return the refusal of a field."""
    return Problem(422, "invalid_body", f"{field}: {reason}", {"field": field})


def moment(field: str, text: str) -> datetime:
    """Read an instant with its offset, or answer 422."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(field, "an ISO 8601 instant is expected") from None
    if found.tzinfo is None:
        raise invalid(field, "an instant carries its offset")
    return found


def optional_moment(field: str, text: str | None) -> datetime | None:
    """Read an instant that may be absent, or answer 422."""
    return None if text is None else moment(field, text)


def check_texts(table: Table, values: Mapping[str, object], required: tuple[str, ...] = ()) -> None:
    """Let values pass that fit into the columns of a table, or answer 422 naming the field."""
    for name, value in values.items():
        kind = table.c[name].type if name in table.c else None
        if isinstance(value, str) and isinstance(kind, String) and kind.length and len(value) > kind.length:
            raise invalid(name, f"{kind.length} characters at most")
    for name in required:
        if not str(values.get(name) or "").strip():
            raise invalid(name, "is empty")


def check_place(values: Mapping[str, object]) -> None:
    """Let the parts of a place pass, or answer 422 naming the part."""
    for name, pattern in _DIGITS.items():
        text = values.get(name)
        if text is not None and not pattern.fullmatch(str(text)):
            raise invalid(name, "digits of a French commune are expected")
    for name, highest in _DEGREES.items():
        if values.get(name) is not None:
            degrees(name, str(values[name]), highest)
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        raise invalid("latitude", "both coordinates or none")


def degrees(field: str, text: str, highest: int) -> float:
    """Read a coordinate in decimal degrees, or answer 422."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise invalid(field, "decimal degrees are expected") from None
    if not found.is_finite() or abs(found) > highest or len(text) > 12:
        raise invalid(field, f"between -{highest} and {highest}, 12 characters at most")
    return float(found)


def check_customers(customers: int | None) -> None:
    """Let a number of customers pass, or answer 422."""
    if customers is not None and not 0 <= customers <= 50_000_000:
        raise invalid("customers", "a number of customers is expected")
