"""What the other systems of record are asked, with the token of the customer who calls."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import httpx

from backends.kernel.application import request_id
from backends.kernel.problems import Problem
from backends.kernel.service import Call

# Less than what the assistant grants to the whole call.
SECONDS = 1.5


async def ask(call: Call, context: str, path: str) -> Mapping[str, Any]:
    """Ask another system of record on behalf of the customer who calls.

    Raises:
        Problem: 503 when it does not answer as it should: nothing is decided without it.
    """
    headers = {
        "Authorization": str(call.request.headers.get("Authorization", "")),
        "X-Request-ID": request_id(call.request),
    }
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False, verify=_certificates()) as http:
            answer = await http.get(call.service.config.upstreams[context] + path, headers=headers)
            answer.raise_for_status()
            found: Mapping[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError):
        raise Problem(503, f"{context}_unavailable") from None
    return found


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Read once: it takes longer than the calls themselves."""
    return httpx.create_ssl_context()
