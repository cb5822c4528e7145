"""The provider as the demo plays it: it decides nothing, it notifies what the customer chose on its page.

Its notifications can be told to misbehave as real ones do: late, doubled, signed with another secret.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.courier import Send, post
from backends.kernel.outgoing import Letter
from backends.kernel.service import Service
from backends.payments.model import Outcome
from backends.payments.notifications import SIGNATURE_HEADER, sign
from backends.payments.provider import Provider
from backends.payments.tables import METADATA

PROVIDER = "provider"
LATEST_SECONDS = 600
_REFUSAL = "refus_banque"


@dataclass(frozen=True)
class Behaviour:
    """How the notification is sent. ``forged``: the first attempt is signed with a wrong secret."""

    late_seconds: int = 0
    times: int = 1
    forged: bool = False


def decide(connection: Connection, reference: str, amount_cents: int, outcome: Outcome, how: Behaviour) -> None:
    """Have the provider notify an outcome, in the running transaction."""
    said = {
        "id": f"evt_{outgoing.new_uid()}",
        "reference": reference,
        "outcome": outcome,
        "amount_cents": amount_cents,
        "refusal": _REFUSAL if outcome == "refuse" else None,
    }
    for _ in range(how.times):
        body = {"said": said, "forged": how.forged}
        delay = timedelta(seconds=min(how.late_seconds, LATEST_SECONDS))
        outgoing.put(connection, METADATA, PROVIDER, reference, body, delay=delay)


def notifier(service: Service, provider: Provider) -> Send:
    """Return how the played provider calls the webhook of this context, over HTTP as a real one would."""

    async def send(letter: Letter) -> None:
        content = json.loads(letter.body)
        body = json.dumps(content["said"]).encode()
        wrong = content["forged"] and letter.attempts == 1
        secret = provider.secret[::-1] if wrong else provider.secret
        url = f"{service.config.upstreams['payments']}/provider/notifications"
        await post(url, body, {SIGNATURE_HEADER: sign(body, secret, service.clock())})

    return send
