"""Reads what the assistant says: wordings with their conditions, buttons and links, as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from courant.marked_yaml import Section
from courant.packs.raw import RawButton, RawLink, RawResponse, RawVariant

MESSAGE_KEYS = {"texte", "variantes", "boutons", "liens", "image", "image_texte"}
VARIANT_KEYS = {"si", "texte", "boutons", "liens", "image", "image_texte"}
Picture = tuple["str | None", "str | None"]
Shared = tuple[tuple[RawButton, ...], tuple[RawLink, ...], Picture]


def read_message(name: str, messages: Section) -> RawResponse:
    """Read one entry of `messages:`: a text, a list of variants, or a mapping with buttons and links."""
    source = messages.section(name) if messages.is_mapping(name) else None
    if source is None:
        return read_response(f"utter_{name}", messages, name, plain=True)
    source.check_keys(MESSAGE_KEYS)
    return read_response(f"utter_{name}", source, "variantes" if "variantes" in source else "texte")


def read_response(
    name: str, source: Section, key: str, *, public_answer: bool = False, plain: bool = False
) -> RawResponse:
    """Read a response whose wording, or list of variants, is under `key`.

    Args:
        name: the Rasa name, with `utter_`.
        source: the mapping that holds the key, and beside it the buttons, links and image unless `plain`.
        key: where the wording is.
        public_answer: this is the general answer of a capability.
        plain: the mapping holds other messages, not buttons and links.
    """
    shared: Shared = ((), (), (None, None))
    if not plain:
        shared = (tuple(_buttons(source)), tuple(_links(source)), _picture(source))
    variants = tuple(_variant(entry, source, shared) for entry in source.entries(key) if entry != "")
    if not variants:
        source.report(key, "aucun texte", "écrivez ce que l'assistant doit dire")
    return RawResponse(name, variants, source, public_answer)


def _variant(entry: str | Section, parent: Section, shared: Shared) -> RawVariant:
    buttons, links, picture = shared
    if isinstance(entry, str):
        return RawVariant(entry, {}, buttons, links, picture[0], parent, picture[1])
    entry.check_keys(VARIANT_KEYS)
    condition = entry.section("si")
    image, image_alt = _picture(entry) if "image" in entry else picture
    return RawVariant(
        text=entry.text("texte", required=True),
        condition=_values(condition),
        buttons=tuple(_buttons(entry)) or buttons,
        links=tuple(_links(entry)) or links,
        image=image,
        source=entry,
        image_alt=image_alt,
    )


def _picture(source: Section) -> Picture:
    """The address of a picture, and what it shows for those who cannot see it."""
    return source.text("image") or None, source.text("image_texte") or None


def _values(section: Section | None) -> Mapping[str, str]:
    return {key: section.text(key, required=True) for key in section} if section else {}


def _buttons(source: Section) -> Iterator[RawButton]:
    for entry in source.entries("boutons"):
        if isinstance(entry, str):
            yield RawButton(entry, None, {}, source)
            continue
        entry.check_keys({"titre", "court", "envoie", "valeurs"})
        yield RawButton(
            target=entry.text("envoie", required=True),
            title=entry.text("titre", required=True),
            values=_values(entry.section("valeurs")),
            source=entry,
            short=entry.text("court") or None,
        )


def _links(source: Section) -> Iterator[RawLink]:
    for entry in source.sections("liens"):
        entry.check_keys({"titre", "court", "url"})
        title, url = entry.text("titre", required=True), entry.text("url", required=True)
        yield RawLink(title, url, entry, entry.text("court") or None)
