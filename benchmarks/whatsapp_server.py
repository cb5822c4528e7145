"""The WhatsApp channel in a process of its own, before an assistant that takes its time.

Everything is the product's but the assistant: webhook, store, door, delivery. `python -m benchmarks.whatsapp_server`
takes its arguments as JSON: `folder`, `port`, `graph` (address of the Graph API), `number`, `token`, `secret`,
`verify`, and `seconds`, what the assistant takes for an answer.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

import structlog


async def serve(asked: dict[str, Any]) -> None:
    """Serve until the process is ended."""
    from channels.assistant import Assistant
    from channels.door import Door
    from channels.startup import kind_of_danger
    from channels.texts import project_texts
    from channels.whatsapp.channel import WhatsappInput
    from channels.whatsapp.config import WhatsappConfig
    from courant.conversations import open_store_at
    from courant.settings import WhatsappSettings
    from tests.channels.scripted import ScriptedAgent
    from tests.channels.served import served

    agent = ScriptedAgent()

    async def slowly(message: Any) -> None:
        await asyncio.sleep(asked["seconds"])
        await agent.handle(message)

    store = open_store_at(f"sqlite:///{Path(asked['folder'])}/conversations.db", "k" * 40)
    assistant = Assistant(slowly, agent.events_of, agent.slots_of, agent.tell)
    door = Door(store, project_texts(), assistant, kind_of_danger)
    settings = WhatsappSettings(asked["graph"], asked["number"], asked["token"], asked["secret"], asked["verify"])
    async with served(WhatsappInput(WhatsappConfig(settings)), door, asked["port"]):
        print("READY", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(serve(json.loads(sys.argv[1])))
