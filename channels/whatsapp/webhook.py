"""The two requests that Meta makes: it proves once that the address is ours, then it delivers."""

from __future__ import annotations

import hmac
from collections import Counter

import structlog
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, text

from channels.problems import Problem
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.envelope import read
from channels.whatsapp.keeping import to_keep
from channels.whatsapp.receiving import Receiver
from channels.whatsapp.signature import HEADER, check

logger = structlog.get_logger(__name__)

LARGEST_BODY = 3_000_000
PATH = "/webhook"


class Webhook:
    """Keeps what is authentic and answers 200 before anything is understood: Meta delivers again what takes long."""

    def __init__(self, config: WhatsappConfig) -> None:
        """Listen for one number."""
        self._number = config.number
        self.counts: Counter[str] = Counter()

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""

        # Sanic writes on the handlers of a blueprint, which it cannot do on methods.
        async def verify(request: Request) -> HTTPResponse:
            """Answer Meta's one question."""
            return self.verify(request)

        async def hear(request: Request) -> HTTPResponse:
            """Keep a webhook."""
            return await self.hear(request)

        blueprint.add_route(verify, PATH, methods=["GET"])
        blueprint.add_route(hear, PATH, methods=["POST"])

    def verify(self, request: Request) -> HTTPResponse:
        """Return Meta's challenge to whoever knows the verify token; 403 to others."""
        token = (request.args.get("hub.verify_token") or "").encode()
        known = hmac.compare_digest(token, self._number.verify_token.encode())
        if not known or request.args.get("hub.mode") != "subscribe":
            return Problem(403, "wrong mode or verify token").response()
        return text(request.args.get("hub.challenge") or "")

    async def hear(self, request: Request) -> HTTPResponse:
        """Keep a webhook: 401 when it is not signed, 200 once it is stored, whatever it carries."""
        try:
            if len(request.body) > LARGEST_BODY:
                raise Problem(413, f"at most {LARGEST_BODY} bytes")
            check(request.body, request.headers.get(HEADER), self._number.app_secret)
        except Problem as problem:
            logger.warning("channels.whatsapp.webhook.refused", status=problem.status, code=problem.code)
            return problem.response()
        await self._keep(request)
        return empty(200)

    async def _keep(self, request: Request) -> None:
        receiver: Receiver = request.app.ctx.whatsapp
        parcel = read(request.body, self._number.phone_number_id, receiver.now())
        raw = list(to_keep(parcel, self._number.phone_number_id))
        again = len(raw) - await receiver.keep(raw)
        self._count(parcel.counts + Counter(duplicate=again))

    def _count(self, counts: Counter[str]) -> None:
        for reason, number in (+counts).items():
            self.counts[reason] += number
            logger.info(
                "channels.whatsapp.webhook.passed_over", reason=reason, number=number, total=self.counts[reason]
            )
