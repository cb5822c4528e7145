"""Turns responses as written into responses as said: brand filled in, buttons to intents that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from courant.packs.model import Button, Link, Response, Variant
from courant.packs.placeholders import fill, worded
from courant.packs.raw import RawButton, RawResponse, RawVariant


@dataclass(frozen=True)
class Resolver:
    """What is needed to word a response.

    Attributes:
        texts: the brand's wordings.
        labels: label of each enabled intent; a button to any other intent is left out.
        aliases: id behind each alias.
    """

    texts: Mapping[str, str]
    labels: Mapping[str, str]
    aliases: Mapping[str, str]

    def response(self, raw: RawResponse) -> Response:
        """Resolve one response."""
        return Response(raw.name, tuple(self._variant(variant) for variant in raw.variants))

    def _variant(self, raw: RawVariant) -> Variant:
        return Variant(
            text=worded(raw.text, self.texts),
            condition=raw.condition,
            buttons=tuple(self._buttons(raw.buttons)),
            links=tuple(Link(worded(one.title, self.texts), fill(one.url, self.texts)) for one in raw.links),
            image=fill(raw.image, self.texts) if raw.image else None,
            image_alt=worded(raw.image_alt, self.texts) if raw.image_alt else None,
        )

    def _buttons(self, raw_buttons: Iterable[RawButton]) -> Iterator[Button]:
        for raw in raw_buttons:
            intent = self.aliases.get(raw.target, raw.target)
            if intent in self.labels:
                title = worded(raw.title, self.texts) if raw.title else self.labels[intent]
                yield Button(title, intent, raw.values)
