"""Errors told to machines, as `application/problem+json` (RFC 9457). Customers never read them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, json


class Problem(Exception):
    """A request that cannot be served; it becomes a problem document."""

    def __init__(self, status: int, detail: str, retry_after: float | None = None, code: str | None = None) -> None:
        """Name the HTTP status, what the caller should change, and a word that programs can tell apart."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after
        self.code = code

    def response(self, headers: Mapping[str, str] | None = None) -> HTTPResponse:
        """Return the document, with a `Retry-After` in whole seconds when waiting helps."""
        all_headers = dict(headers or {})
        if self.retry_after is not None:
            all_headers["Retry-After"] = str(max(1, round(self.retry_after + 0.5)))
        body: dict[str, Any] = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
        if self.code is not None:
            body["code"] = self.code
        return json(body, self.status, headers=all_headers, content_type="application/problem+json")


def object_in(request: Request) -> dict[str, Any]:
    """Return the JSON body of a request when it is an object; raises a 400 problem otherwise."""
    try:
        body = request.json
    except InvalidUsage as error:
        raise Problem(400, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise Problem(400, "the body must be a JSON object")
    return body


def is_button(body: Mapping[str, Any]) -> bool:
    """Tell a body with a `button` from one with a `text`; raises a 400 problem unless it has one of them."""
    if ("text" in body) == ("button" in body):
        raise Problem(400, "give either 'text' or 'button'")
    return "button" in body


def string_in(body: Mapping[str, Any], key: str, longest: int) -> str:
    """Return a required, non-empty string of a body; raises a 400 problem otherwise."""
    value = body.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Problem(400, f"{key!r} must be a non-empty string")
    if len(value) > longest:
        raise Problem(400, f"{key!r} must not be longer than {longest} characters")
    return value
