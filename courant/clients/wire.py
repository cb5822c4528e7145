"""From JSON to typed values, driven by the dataclasses themselves.

On the wire an amount ``total`` is the integer ``total_cents``; other decimals are strings, days and
instants ISO 8601. Unknown keys are ignored so that a service may add some.
"""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class MalformedAnswer(ValueError):
    """The answer is not what the contract says."""


def decode(cls: type[T], data: object) -> T:
    """Build a ``cls`` (a dataclass) from decoded JSON.

    Raises:
        MalformedAnswer: A key is missing or a value has the wrong type.
    """
    if not isinstance(data, dict):
        raise MalformedAnswer(f"{cls.__name__}: an object is expected")
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        if f"{field.name}_cents" in data:
            values[field.name] = _euros(data[f"{field.name}_cents"])
        elif field.name in data:
            values[field.name] = _value(hints[field.name], data[field.name], field.name)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise MalformedAnswer(f"{cls.__name__}.{field.name} is missing")
    return cls(**values)


def _euros(cents: object) -> Decimal | None:
    if cents is None:
        return None
    if not isinstance(cents, int) or isinstance(cents, bool):
        raise MalformedAnswer("amounts are integer cents")
    return Decimal(cents).scaleb(-2)


def _value(hint: Any, raw: object, name: str) -> object:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if raw is None:
            return None
        return _value(next(arm for arm in get_args(hint) if arm is not type(None)), raw, name)
    if origin is tuple:
        if not isinstance(raw, list):
            raise MalformedAnswer(f"{name}: a list is expected")
        return tuple(_value(get_args(hint)[0], item, name) for item in raw)
    if origin is Literal:
        if raw not in get_args(hint):
            raise MalformedAnswer(f"{name}: unexpected {raw!r}")
        return raw
    if dataclasses.is_dataclass(hint):
        return decode(hint, raw)  # type: ignore[arg-type]
    return _scalar(hint, raw, name)


def _scalar(hint: Any, raw: object, name: str) -> object:
    try:
        if hint is datetime and isinstance(raw, str):
            return _aware(datetime.fromisoformat(raw))
        if hint is date and isinstance(raw, str):
            return date.fromisoformat(raw)
        if hint is Decimal and isinstance(raw, str):
            return Decimal(raw)
    except (ValueError, InvalidOperation) as error:
        raise MalformedAnswer(f"{name}: {error}") from error
    if hint in (str, int, bool) and type(raw) is hint:
        return raw
    raise MalformedAnswer(f"{name}: {hint} is expected")


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise MalformedAnswer("instants carry their UTC offset")
    return instant
