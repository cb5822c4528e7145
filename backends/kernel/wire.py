"""Values to JSON and request bodies to values, driven by dataclasses.

Amounts are integer cents in fields named ``…_cents``; days and instants are ISO 8601.
"""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from backends.kernel.problems import Problem

T = TypeVar("T")
LONGEST_TEXT = 10_000


def encode(value: object) -> Any:
    """Return what ``json`` can write."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return value


def decode(model: type[T], raw: object) -> T:
    """Build ``model`` (a flat dataclass) from a decoded request body.

    Raises:
        Problem: 422 ``invalid_body`` naming the field.
    """
    if not isinstance(raw, dict):
        raise _invalid("body", "an object is expected")
    hints = get_type_hints(model)
    fields = dataclasses.fields(model)  # type: ignore[arg-type]
    unknown = sorted(set(raw) - {field.name for field in fields})
    if unknown:
        raise _invalid(unknown[0], "unknown field")
    return model(**{f.name: _field(f, hints[f.name], raw) for f in fields if f.name in raw or _required(f)})


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _field(field: dataclasses.Field[Any], hint: Any, raw: dict[str, Any]) -> object:
    if field.name not in raw:
        raise _invalid(field.name, "is missing")
    return _checked(hint, raw[field.name], field.name)


def _checked(hint: Any, value: object, name: str) -> object:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _checked(next(arm for arm in get_args(hint) if arm is not type(None)), value, name)
    if origin is Literal:
        if value in get_args(hint):
            return value
        raise _invalid(name, f"one of {', '.join(map(str, get_args(hint)))} is expected")
    if hint in (str, int, bool) and type(value) is hint:
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise _invalid(name, "too long")
        return value
    raise _invalid(name, f"{getattr(hint, '__name__', hint)} is expected")


def _invalid(field: str, reason: str) -> Problem:
    return Problem(422, "invalid_body", f"{field}: {reason}", extra={"field": field})
