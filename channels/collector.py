"""Rasa's output channel as the project uses it: one response of Rasa is one message, whatever it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import structlog
from rasa.core.channels.channel import OutputChannel

from courant.conversations import Button, Link, OutMessage

logger = structlog.get_logger(__name__)

Say = Callable[[str, OutMessage], None]


class Collector(OutputChannel):
    """Turns each response into one `OutMessage` and hands it on at once.

    Rasa's own dispatch would send the parts of a response (text, buttons, picture, custom JSON) as separate messages.
    """

    def __init__(self, channel: str, say: Say) -> None:
        """Speak for a channel; `say` gets the conversation and the message."""
        self._channel = channel
        self._say = say

    def name(self) -> str:
        """Return the channel's name: a class method in Rasa, which always calls it on the object."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Hand on one response of Rasa; an empty one is dropped."""
        out = to_out_message(message)
        if out is None:
            logger.warning("channels.collector.response.empty", response=message.get("utter_action"))
            return
        self._say(recipient_id, out)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Hand on a bare text."""
        await self.send_response(recipient_id, {"text": text})

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Hand on a picture."""
        await self.send_response(recipient_id, {"image": image})

    async def send_attachment(self, recipient_id: str, attachment: str, **kwargs: Any) -> None:
        """Hand on a document."""
        await self.send_response(recipient_id, {"attachment": attachment})

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Hand on a text with choices."""
        await self.send_response(recipient_id, {"text": text, "buttons": buttons})

    async def send_quick_replies(
        self, recipient_id: str, text: str, quick_replies: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Hand on a text with choices."""
        await self.send_text_with_buttons(recipient_id, text, quick_replies)

    async def send_elements(self, recipient_id: str, elements: Iterable[dict[str, Any]], **kwargs: Any) -> None:
        """Hand on a list of cards as one message."""
        await self.send_response(recipient_id, {"elements": list(elements)})

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """Hand on links; other custom content means nothing to customers."""
        await self.send_response(recipient_id, {"custom": json_message})


def to_out_message(message: Mapping[str, Any]) -> OutMessage | None:
    """Read a response of Rasa (the dictionary of a `BotUttered` event); None when it says nothing."""
    raw_custom = message.get("custom")
    custom: Mapping[str, Any] = raw_custom if isinstance(raw_custom, Mapping) else {}
    out = OutMessage(
        text=_text(message),
        buttons=_buttons(message),
        links=(*_links(custom), *_attachment(message)),
        image=message.get("image") or None,
        response=message.get("utter_action") or None,
        image_alt=custom.get("image_alt"),
        asks=custom.get("asks"),
    )
    return out if out.text or out.buttons or out.links or out.image else None


def _text(message: Mapping[str, Any]) -> str:
    lines = [message.get("text") or ""]
    for element in message.get("elements") or ():
        lines += [element.get("title") or "", element.get("subtitle") or ""]
    return "\n".join(line.strip() for line in lines if line).strip()


def _buttons(message: Mapping[str, Any]) -> tuple[Button, ...]:
    offered = [*(message.get("buttons") or ()), *(message.get("quick_replies") or ())]
    for element in message.get("elements") or ():
        offered += element.get("buttons") or ()
    return tuple(Button(b["title"], b.get("payload") or b["title"]) for b in offered if b.get("title"))


def _links(custom: Mapping[str, Any]) -> tuple[Link, ...]:
    return tuple(
        Link(link["title"], link["url"], link.get("kind"), link.get("size"))
        for link in custom.get("links") or ()
        if link.get("title") and link.get("url")
    )


def _attachment(message: Mapping[str, Any]) -> tuple[Link, ...]:
    # Rasa repeats the picture as attachment.
    url = message.get("attachment")
    if not isinstance(url, str) or not url or url == message.get("image"):
        return ()
    return (Link(PurePosixPath(urlsplit(url).path).name or url, url),)
