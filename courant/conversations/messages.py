"""What the assistant says: one message with its buttons, links and picture, whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Button:
    """A choice offered to the customer; the payload stays on the server, the channel gets an id instead."""

    title: str
    payload: str


@dataclass(frozen=True)
class IssuedButton:
    """A button as the customer's device knows it."""

    id: str
    title: str


@dataclass(frozen=True)
class Link:
    """A link; `kind` (such as "PDF") and `size` in bytes are told to the customer when they are known."""

    title: str
    url: str
    kind: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class OutMessage:
    """One message on its way to a customer.

    Attributes:
        text: what is said; line breaks are kept.
        buttons: choices, shown in this order.
        links: pages and documents.
        image: address of a picture.
        response: name of the response it comes from (`utter_…`), when it comes from one.
        image_alt: what the picture shows, for those who cannot see it.
        asks: what the channel may help to give, when this is the question: `photo` or `lieu`.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    image: str | None = None
    response: str | None = None
    image_alt: str | None = None
    asks: str | None = None

    def body(self, issued: tuple[IssuedButton, ...]) -> dict[str, Any]:
        """Return what a customer may see of this message: everything but payloads and names."""
        return {
            "text": self.text,
            "buttons": [asdict(button) for button in issued],
            "links": [asdict(link) for link in self.links],
            "image": self.image,
            "image_alt": self.image_alt,
            "asks": self.asks,
        }


def links_of(body: Mapping[str, Any]) -> tuple[Link, ...]:
    """Read the links of a stored message."""
    return tuple(Link(**link) for link in body.get("links", ()))


def issued_buttons_of(body: Mapping[str, Any]) -> tuple[IssuedButton, ...]:
    """Read the buttons of a stored message."""
    return tuple(IssuedButton(**button) for button in body.get("buttons", ()))
