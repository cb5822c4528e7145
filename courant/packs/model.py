"""What the packs hold, once read: capabilities, forms, messages, slots. Plain immutable values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Access(IntEnum):
    """What a customer must have proven before personal facts are told or written. Ordered."""

    PUBLIC = 0
    IDENTIFIED = 1
    VERIFIED = 2

    def __str__(self) -> str:
        return _ACCESS_NAMES[self]

    @classmethod
    def parse(cls, name: str) -> Access:
        """Return the level written `public`, `identifie` or `verifie`; ValueError for anything else."""
        for level, known in _ACCESS_NAMES.items():
            if known == name:
                return level
        raise ValueError(name)


_ACCESS_NAMES = {Access.PUBLIC: "public", Access.IDENTIFIED: "identifie", Access.VERIFIED: "verifie"}
ACCESS_NAMES = tuple(_ACCESS_NAMES.values())
URGENCIES = ("normale", "haute", "critique")


@dataclass(frozen=True)
class Button:
    """A choice offered to the customer: what it says and the intent it sends, with its entity values."""

    title: str
    intent: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> str:
        """The Rasa payload, such as `/payer` or `/payer{"energie": "gaz"}`."""
        values = json.dumps(dict(self.values), ensure_ascii=False) if self.values else ""
        return f"/{self.intent}{values}"


@dataclass(frozen=True)
class Link:
    """A titled address."""

    title: str
    url: str


@dataclass(frozen=True)
class Variant:
    """One wording of a response; with a condition, it is used only when the slots hold these values."""

    text: str
    condition: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    image: str | None = None
    image_alt: str | None = None


@dataclass(frozen=True)
class Response:
    """What the assistant says under one name; `name` is the Rasa name, with `utter_`."""

    name: str
    variants: tuple[Variant, ...]

    @property
    def text(self) -> str:
        """The wording used when no condition holds (else the first one)."""
        plain = (variant.text for variant in self.variants if not variant.condition)
        return next(plain, self.variants[0].text)


@dataclass(frozen=True)
class Place:
    """Where something is written: file (relative to the project) and line."""

    file: str
    line: int


@dataclass(frozen=True)
class Capability:
    """One thing that customers ask for: an intent, how they say it and what answers it."""

    id: str
    title: str
    label: str
    description: str
    category: str
    packs: frozenset[str]
    skill: str
    access: Access
    urgency: str
    entities: tuple[str, ...]
    answer: Response | None
    next_action: str | None
    offers_ticket: bool
    fallback: str
    aliases: tuple[str, ...]
    examples: tuple[str, ...]
    place: Place

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Buttons under the general answer."""
        return self.answer.variants[0].buttons if self.answer else ()

    @property
    def links(self) -> tuple[Link, ...]:
        """Links under the general answer."""
        return self.answer.variants[0].links if self.answer else ()


@dataclass(frozen=True)
class Field:
    """One question of a form: the slot it fills and the kind of value (the parser of that name).

    `words` are what customers call it when they want to change it (« je me suis trompé d'adresse »).
    """

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    influences: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form: its questions in order, the level that it needs and the action that commits it."""

    name: str
    access: Access
    fields: tuple[Field, ...]
    submit: str
    skill: str
    place: Place

    @property
    def validator(self) -> str:
        """The action that validates the answers."""
        return f"validate_{self.name}"


@dataclass(frozen=True)
class Slot:
    """An extra slot of a skill, filled from an entity or by actions."""

    name: str
    type: str
    entity: str | None = None
    influences: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccessTable:
    """The one table of access levels: the policy asks with it, the guard enforces it."""

    intents: Mapping[str, Access]
    actions: Mapping[str, Access]

    def level_of_intent(self, intent: str) -> Access:
        """Return the level that the intent's own action needs; public for an unknown intent."""
        return self.intents.get(intent, Access.PUBLIC)

    def level_of_action(self, name: str) -> Access:
        """Return the level of an action, form, `validate_<form>` or submit action; public when unknown."""
        return self.actions.get(name, Access.PUBLIC)


@dataclass(frozen=True)
class Catalogue:
    """Everything that the enabled packs hold.

    `events` says which action tells each kind of system event, `short_labels` the short form of labels and titles that
    are too long for a button of a phone; both may hold the same placeholders.
    """

    capabilities: Mapping[str, Capability]
    forms: Mapping[str, Form]
    messages: Mapping[str, Response]
    wordings: Mapping[str, str]
    slots: Mapping[str, Slot]
    actions: tuple[str, ...]
    access: AccessTable
    digest: str
    events: Mapping[str, str] = field(default_factory=dict)
    short_labels: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, intent: str) -> str:
        """Return the id behind an alias; an id that is no alias comes back unchanged."""
        return next((one.id for one in self.capabilities.values() if intent in one.aliases), intent)

    def responses(self) -> Iterable[Response]:
        """Yield every response, general answers first."""
        yield from (one.answer for one in self.capabilities.values() if one.answer)
        yield from self.messages.values()
