"""What every check of the packs may look at, and how it reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from courant.packs.inventory import Promise
from courant.packs.model import Catalogue
from courant.packs.raw import RawButton, RawCapability, RawResponse, Theme


@dataclass(frozen=True)
class Scope:
    """The packs as written and as built, and what surrounds them."""

    root: Path
    themes: tuple[Theme, ...]
    catalogue: Catalogue
    promises: Mapping[str, Promise]
    brand_texts: Mapping[str, str]
    project_slots: frozenset[str]
    project_actions: frozenset[str]

    @property
    def project(self) -> Path:
        """The folder of the project, two above the packs."""
        return self.root.resolve().parents[1]

    @cached_property
    def capabilities(self) -> tuple[RawCapability, ...]:
        """Every capability as written."""
        return tuple(one for theme in self.themes for one in theme.capabilities)

    @cached_property
    def responses(self) -> tuple[RawResponse, ...]:
        """Every response as written: general answers, then messages."""
        answers = tuple(one.answer for one in self.capabilities if one.answer)
        return answers + tuple(message for theme in self.themes for message in theme.messages)

    def buttons(self) -> Iterator[RawButton]:
        """Yield every button as written, once."""
        seen: set[int] = set()
        for response in self.responses:
            for button in (button for variant in response.variants for button in variant.buttons):
                if id(button) not in seen:
                    seen.add(id(button))
                    yield button

    @cached_property
    def slots(self) -> frozenset[str]:
        """Names of all slots: the project's, the skills', the forms' fields."""
        fields = (field.name for form in self.catalogue.forms.values() for field in form.fields)
        return self.project_slots | frozenset(self.catalogue.slots) | frozenset(fields)
