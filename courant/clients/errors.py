"""What can go wrong when a system of record is asked something.

Callers catch by meaning: :class:`BackendUnavailable` is the machine's fault (say what still works),
every other error is an answer (unknown, refused, too many attempts).
"""

from __future__ import annotations


class BackendError(Exception):
    """Any failure of a call to a system of record.

    Args:
        service: Context that was called (``customers``, ``billing``…).
        code: Stable machine-readable reason, from the problem document when there is one.
        detail: Technical sentence for logs; never shown to a customer.
    """

    def __init__(self, service: str, code: str, detail: str = "") -> None:
        super().__init__(f"{service}: {code}{': ' + detail if detail else ''}")
        self.service = service
        self.code = code
        self.detail = detail


class BackendUnavailable(BackendError):
    """The service is down, too slow, answered with an error of its own, or with something unreadable."""


class NotFound(BackendError):
    """No such thing, or not for this customer: the two are not told apart."""


class Forbidden(BackendError):
    """The token does not allow this call.

    Codes: ``token_missing``, ``token_invalid``, ``token_expired``, ``level_too_low``, ``other_customer``,
    ``service_key_invalid``.
    """


class Rejected(BackendError):
    """The service understood and refuses: a rule of its own, a malformed value, a reused key."""


class NotRecognised(BackendError):
    """Reference and second fact do not go together (unknown customer and wrong fact alike)."""


class TooManyAttempts(BackendError):
    """Wait before the next attempt.

    Args:
        service: Context that was called.
        retry_after: Seconds to wait.
    """

    def __init__(self, service: str, retry_after: int, detail: str = "") -> None:
        super().__init__(service, "too_many_attempts", detail)
        self.retry_after = retry_after


class WrongCode(BackendError):
    """The one-time code is not the right one.

    Args:
        service: Context that was called.
        remaining: Attempts left with this code; 0 means that a new code has to be sent.
    """

    def __init__(self, service: str, remaining: int, detail: str = "") -> None:
        super().__init__(service, "wrong_code", detail)
        self.remaining = remaining


class CodeExpired(BackendError):
    """No one-time code is waiting any more (expired, used up or never sent): a new one has to be sent."""
