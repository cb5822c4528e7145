"""A theme file as it is written: values with their lines, before buttons and brand texts are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from courant.marked_yaml import Section
from courant.packs.model import Access, Capability, Form, Slot


@dataclass(frozen=True)
class RawButton:
    """A button as written: only a target (its label is the title), or a title, its short form and a target."""

    target: str
    title: str | None
    values: Mapping[str, str]
    source: Section
    short: str | None = None


@dataclass(frozen=True)
class RawLink:
    """A link as written, with the short form of its title."""

    title: str
    url: str
    source: Section
    short: str | None = None


@dataclass(frozen=True)
class RawVariant:
    """A wording as written."""

    text: str
    condition: Mapping[str, str]
    buttons: tuple[RawButton, ...]
    links: tuple[RawLink, ...]
    image: str | None
    source: Section
    image_alt: str | None = None


@dataclass(frozen=True)
class RawResponse:
    """A response as written, with the section that holds it."""

    name: str
    variants: tuple[RawVariant, ...]
    source: Section
    public_answer: bool


@dataclass(frozen=True)
class RawCapability:
    """A capability whose answer and examples are not resolved yet, and the short form of its label."""

    capability: Capability
    answer: RawResponse | None
    source: Section
    short: str | None = None


@dataclass(frozen=True)
class RawForm:
    """A form, the section that holds it and the section of each of its fields."""

    form: Form
    source: Section
    field_sources: tuple[Section, ...]


@dataclass(frozen=True)
class RawAction:
    """A custom action declared by a skill; its level when the pack states one."""

    name: str
    access: Access | None
    source: Section


@dataclass(frozen=True)
class RawEvent:
    """A kind of system event and the action that tells it, with the section that holds both."""

    kind: str
    action: str
    source: Section


@dataclass(frozen=True)
class Theme:
    """One theme file as written."""

    id: str
    file: str
    source: Section
    capabilities: tuple[RawCapability, ...]
    forms: tuple[RawForm, ...]
    actions: tuple[RawAction, ...]
    slots: tuple[tuple[Slot, Section], ...]
    messages: tuple[RawResponse, ...]
    wordings: Mapping[str, str]
    wordings_source: Section | None
    events: tuple[RawEvent, ...] = ()
