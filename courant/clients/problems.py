"""From a problem document (RFC 7807) to the error it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courant.clients.errors import (
    BackendError,
    CodeExpired,
    Forbidden,
    NotFound,
    NotRecognised,
    Rejected,
    TooManyAttempts,
    WrongCode,
)


def error_of(service: str, status: int, body: object, headers: Mapping[str, str]) -> BackendError:
    """The typed error for an answer of status 4xx."""
    problem: dict[str, Any] = body if isinstance(body, dict) else {}
    code = str(problem.get("code") or f"http_{status}")
    detail = str(problem.get("detail") or "")
    if status == 429:
        return TooManyAttempts(service, _seconds(headers.get("Retry-After")), detail)
    if code == "wrong_code":
        remaining = problem.get("remaining")
        return WrongCode(service, remaining if isinstance(remaining, int) else 0, detail)
    by_code: dict[str, type[BackendError]] = {"not_recognised": NotRecognised, "code_expired": CodeExpired}
    by_status: dict[int, type[BackendError]] = {401: Forbidden, 403: Forbidden, 404: NotFound}
    kind = by_code.get(code) or by_status.get(status, Rejected)
    return kind(service, code, detail)


def _seconds(value: str | None) -> int:
    return int(value) if value is not None and value.isdigit() else 60
