"""`courant chat`: talks to the running assistant through its text door (demo and tests)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from courant.cli.parsing import Commands
from courant.settings import settings

TIMEOUT_SECONDS = 30.0


@dataclass
class Chat:
    """One conversation through the text door; remembers the buttons offered last."""

    url: str
    conversation: str
    client: httpx.Client
    buttons: list[str] = field(default_factory=list)

    def send(self, typed: str) -> list[str]:
        """Send what was typed (a number presses a button) and return the lines to show.

        Raises:
            httpx.HTTPError: when the assistant cannot be reached or refuses.
        """
        body = {"conversation": self.conversation, **self._meaning(typed)}
        answer = self.client.post(self.url, json=body, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        self.buttons = []
        return [line for message in answer.json()["messages"] for line in self._lines(message)]

    def _meaning(self, typed: str) -> dict[str, str]:
        number = int(typed) if typed.isdigit() and len(typed) < 3 else 0
        if 0 < number <= len(self.buttons):
            return {"button": self.buttons[number - 1]}
        return {"text": typed}

    def _lines(self, message: dict[str, Any]) -> Sequence[str]:
        lines = [message["text"]] if message.get("text") else []
        for button in message.get("buttons") or ():
            self.buttons.append(button["id"])
            lines.append(f"   [{len(self.buttons)}] {button['title']}")
        lines += [f"   {link['title']} : {link['url']}" for link in message.get("links") or ()]
        if message.get("image"):
            lines.append(f"   Image : {message['image']}")
        return lines


def register(commands: Commands) -> None:
    """Declare `chat`."""
    parser = commands.add_parser("chat", help="discute avec l'assistant en marche")
    parser.add_argument("--conversation", default=None, help="reprend une conversation")
    parser.set_defaults(command=run_chat)


def run_chat(options: argparse.Namespace) -> int:
    """Read lines until the end of the input; each is a message, a number presses a button."""
    name = options.conversation or f"terminal-{uuid4().hex[:8]}"
    print(f"Conversation {name}. Un numéro appuie sur un bouton ; Ctrl-D pour finir.")
    with httpx.Client() as client:
        chat = Chat(f"{settings().rasa_url}/webhooks/texte", name, client)
        for line in sys.stdin:
            typed = line.strip()
            if not typed:
                continue
            try:
                print(*chat.send(typed), sep="\n", flush=True)
            except httpx.HTTPError as error:
                print(f"L'assistant ne répond pas ({error}). Est-il démarré (make run) ?")
                return 1
    return 0
