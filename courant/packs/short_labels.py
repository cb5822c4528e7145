"""Short forms of labels, written by hand beside them (`court`): WhatsApp cuts nothing, it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from courant.marked_yaml import Section
from courant.packs.placeholders import worded
from courant.packs.raw import RawResponse, Theme

# Wordings with this prefix are labels of buttons; the wording of the same name with the suffix is the short form.
BUTTON_PREFIX, SHORT_SUFFIX = "bouton_", "_court"


@dataclass(frozen=True)
class WrittenLabel:
    """A label as written, its short form when it has one, and where both stand."""

    text: str
    short: str | None
    source: Section
    key: str
    short_key: str = "court"


def short_labels(themes: Iterable[Theme], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the short form of each label that has one, both as customers read them."""
    return {
        worded(one.text, texts): worded(one.short, texts)
        for theme in themes
        for one in written_labels(theme)
        if one.short
    }


def written_labels(theme: Theme) -> Iterator[WrittenLabel]:
    """Yield everything of a theme that may stand on a button: labels, titles of buttons and links, wordings."""
    for capability in theme.capabilities:
        label = capability.capability.label or capability.capability.title
        yield WrittenLabel(label, capability.short, capability.source, "libelle")
    answers = (one.answer for one in theme.capabilities if one.answer)
    for response in (*answers, *theme.messages):
        yield from _of_response(response)
    if theme.wordings_source is not None:
        yield from _of_wordings(theme.wordings, theme.wordings_source)


def _of_response(response: RawResponse) -> Iterator[WrittenLabel]:
    for variant in response.variants:
        for button in variant.buttons:
            if button.title:
                yield WrittenLabel(button.title, button.short, button.source, "titre")
        for link in variant.links:
            yield WrittenLabel(link.title, link.short, link.source, "titre")


def _of_wordings(wordings: Mapping[str, str], source: Section) -> Iterator[WrittenLabel]:
    for name, text in wordings.items():
        if name.startswith(BUTTON_PREFIX) and not name.endswith(SHORT_SUFFIX):
            short = f"{name}{SHORT_SUFFIX}"
            yield WrittenLabel(text, wordings.get(short), source, name, short)
