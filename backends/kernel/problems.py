"""Errors as problem documents (RFC 7807) with a stable ``code``."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Gone",
    422: "Not processable",
    429: "Too many attempts",
    503: "Service unavailable",
}


class Problem(Exception):
    """An answer other than success.

    Args:
        status: HTTP status.
        code: Stable reason, part of the contract.
        detail: Technical sentence.
        extra: Further members of the document.
        headers: Further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


def not_found(what: str) -> Problem:
    """Say that something does not exist."""
    return Problem(404, "not_found", f"no such {what}")


def other_customer() -> Problem:
    """Refuse what belongs to somebody else."""
    return Problem(403, "other_customer", "this belongs to another customer")


def too_many_attempts(seconds: int) -> Problem:
    """Ask to wait."""
    return Problem(429, "too_many_attempts", headers={"Retry-After": str(seconds)})


def problem_response(problem: Problem) -> HTTPResponse:
    """Write a problem as an answer."""
    body = {
        "type": "about:blank",
        "title": _TITLES.get(problem.status, "Error"),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        **problem.extra,
    }
    return json(body, status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


def install_problems(app: Sanic) -> None:
    """Turn every exception of an application into a problem document."""
    app.error_handler.add(Problem, _on_problem)
    app.error_handler.add(SanicException, _on_framework_error)
    app.error_handler.add(Exception, _on_unexpected)


def _on_problem(_request: Request, problem: Problem) -> HTTPResponse:
    return problem_response(problem)


def _on_framework_error(_request: Request, error: SanicException) -> HTTPResponse:
    status = int(getattr(error, "status_code", 500))
    code = {404: "not_found", 405: "method_not_allowed"}.get(status, f"http_{status}")
    return problem_response(Problem(status, code))


def _on_unexpected(request: Request, error: Exception) -> HTTPResponse:
    # The text of the error may quote values of the request: only its place and kind are logged.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    incident = str(getattr(request, "id", ""))
    details = {"kind": type(error).__name__, "where": where, "incident": incident}
    logger.error("backends.request.failed", extra=details)
    return problem_response(Problem(500, "internal_error", f"incident {incident}"))
