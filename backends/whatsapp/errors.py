"""Errors of the Graph API: code, HTTP status and title as Meta documents them."""

from __future__ import annotations

import secrets
from typing import Any

# Code: HTTP status and title (developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
TITLES: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (429, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "This message was not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User opted out of marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    132000: (400, "Template param count mismatch"),
    132001: (404, "Template does not exist"),
    132005: (400, "Template hydrated text too long"),
    132012: (400, "Template parameter format mismatch"),
    132015: (400, "Template is paused"),
    133004: (503, "Server temporarily unavailable"),
    133010: (400, "Phone number not registered"),
}


class GraphError(Exception):
    """A call that the API refuses.

    Args:
        code: Meta's error code.
        details: What is wrong, in English as Meta says it.
    """

    def __init__(self, code: int, details: str = "") -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.details = details

    @property
    def status(self) -> int:
        """HTTP status of the answer."""
        return TITLES.get(self.code, (400, ""))[0]

    def body(self) -> dict[str, Any]:
        """Return the document that the API answers."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {_title(self.code)}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": f"A{secrets.token_urlsafe(16)}",
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": error}


def as_status_error(code: int, details: str = "") -> dict[str, Any]:
    """Return an error as the webhook of a failed message carries it."""
    title = _title(code)
    return {"code": code, "title": title, "message": title, "error_data": {"details": details or title}}


def _title(code: int) -> str:
    return TITLES.get(code, (400, "Unknown error"))[1]
