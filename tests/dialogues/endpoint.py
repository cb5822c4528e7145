"""The action server without HTTP: the same executor, the same JSON, and faults on demand."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


@dataclass
class Faults:
    """What goes wrong, by action name: an exception to raise, or seconds to wait first."""

    errors: dict[str, Exception] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.errors.clear()
        self.delays.clear()


class InProcessEndpoint(EndpointConfig):
    """Hands action calls to an `ActionExecutor` after a JSON round trip; counts them."""

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__("http://in-process/webhook", enable_selective_domain=True)
        self.executor = executor
        self.calls: Counter[str] = Counter()
        self.faults = Faults()

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> Any:
        """Run one action as the action server would."""
        body = json.loads(json.dumps(kwargs["json"]))
        name = body["next_action"]
        self.calls[name] += 1
        await asyncio.sleep(self.faults.delays.get(name, 0))
        if name in self.faults.errors:
            raise self.faults.errors[name]
        try:
            result = await self.executor.run(body)
        except ActionExecutionRejection as rejection:
            text = json.dumps({"action_name": rejection.action_name, "error": str(rejection)})
            raise ClientResponseError(400, "rejected", text) from rejection
        return json.loads(json.dumps(result))
