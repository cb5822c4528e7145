"""The few messages that channels say by themselves, read from the packs (presentation, incident, danger)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from courant.brand import load_brand
from courant.conversations import Button, Link, OutMessage
from courant.packs import Catalogue, Response, Variant, load_catalogue
from courant.packs.placeholders import fill
from courant.settings import settings

PRESENTATION = "utter_presentation"
INCIDENT = "utter_incident"
MASKED_CARD = "utter_carte_masquee"
TOO_FAST = "utter_trop_de_messages"
# What stands in the transcript for content without words (`libelles` of the packs).
PHOTO, PHOTOS, PLACE = "photo_envoyee", "photos_envoyees", "lieu_envoye"
REQUIRED = (PRESENTATION, INCIDENT, MASKED_CARD, TOO_FAST)

DANGER_PREFIX = "utter_danger_"
DANGER_OVER = "utter_danger_en_securite"
REMINDER_PREFIX = "utter_rappel_danger_"

# Slots that these messages may use, and the brand's text that holds until the commune is known.
_DEFAULTS = {
    "numero_urgence_gaz": "telephone_urgence_gaz",
    "numero_urgence_electricite": "telephone_urgence_electricite",
}


class MissingMessages(RuntimeError):
    """The packs lack messages that the channels need."""


class Texts:
    """Messages of the packs, ready to be sent."""

    def __init__(self, catalogue: Catalogue, brand_texts: Mapping[str, str]) -> None:
        """Index the packs' messages.

        Raises:
            MissingMessages: naming each required message that is not there.
        """
        self._responses = {response.name: response for response in catalogue.responses()}
        self._wordings = catalogue.wordings
        self._values = {slot: brand_texts[name] for slot, name in _DEFAULTS.items() if name in brand_texts}
        absent = [name.removeprefix("utter_") for name in REQUIRED if name not in self._responses]
        if absent:
            raise MissingMessages(f"data/packs: messages: {', '.join(absent)}")

    def message(self, response: str, **values: str) -> OutMessage:
        """Return one message by its response name, with values filled in; KeyError when the packs do not have it."""
        return self._out(self._responses[response], values)

    def wording(self, name: str, otherwise: str = "") -> str:
        """Return a short wording of the packs by its name, or by another name when they lack it; KeyError for none."""
        return self._wordings[name if name in self._wordings or not otherwise else otherwise]

    def content(self, photos: int, place: bool) -> str:
        """Return what stands in the transcript for a photo or a place that came without words."""
        if photos > 1:
            return self.wording(PHOTOS).format(nombre=photos)
        return self.wording(PLACE if place and not photos else PHOTO)

    def stands_for_content(self, text: str) -> bool:
        """Tell whether a text only stands for a photo or a place."""
        wordings = (self._wordings[name] for name in (PHOTO, PHOTOS, PLACE) if name in self._wordings)
        pattern = "|".join(re.escape(one).replace(re.escape("{nombre}"), r"\d+") for one in wordings)
        return bool(text) and re.fullmatch(pattern, text) is not None

    def danger(self, kind: str, numbers: Mapping[str, str]) -> OutMessage | None:
        """Return the safety answer to a kind of danger, None when the packs have none.

        `numbers` are the emergency numbers of the commune, by slot; the national ones stand in for those absent.
        """
        return self._optional(f"{DANGER_PREFIX}{kind}", numbers)

    def with_reminder(self, message: OutMessage, kind: str | None, numbers: Mapping[str, str]) -> OutMessage:
        """Add the line that stays below every message while a danger runs; safety answers carry their own."""
        found = self._optional(f"{REMINDER_PREFIX}{kind}", numbers)
        if found is None or tells_of_danger(message.response):
            return message
        return replace(message, text=f"{message.text}\n\n{found.text}".strip())

    def _optional(self, name: str, values: Mapping[str, str]) -> OutMessage | None:
        response = self._responses.get(name)
        return None if response is None else self._out(response, values)

    def _out(self, response: Response, values: Mapping[str, str]) -> OutMessage:
        variant = _plain(response)
        known = {**self._values, **values}
        return OutMessage(
            text=fill(variant.text, known),
            buttons=tuple(Button(fill(button.title, known), button.payload) for button in variant.buttons),
            links=tuple(Link(fill(link.title, known), fill(link.url, known)) for link in variant.links),
            image=variant.image,
            response=response.name,
            image_alt=variant.image_alt,
        )


@lru_cache(maxsize=1)
def project_packs() -> tuple[Catalogue, Texts]:
    """Return the project's own packs and the messages of them that channels say, read once.

    Raises:
        MissingMessages: the packs lack a message that channels say by themselves.
    """
    root = settings().root
    brand = load_brand(root / "brand.yml")
    catalogue = load_catalogue(root / "data" / "packs", brand=brand)
    return catalogue, Texts(catalogue, brand.texts)


def project_texts() -> Texts:
    """Return the messages of the project's own packs that channels say; raises as `project_packs`."""
    return project_packs()[1]


def tells_of_danger(response: str | None) -> bool:
    """Tell whether a response is a safety answer, or the end of a danger."""
    return response is not None and response.startswith(DANGER_PREFIX)


def danger_change(response: str | None) -> tuple[bool, str | None]:
    """Tell whether a response that leaves changes the danger state, and to which kind (None: it is over)."""
    if response is None or not tells_of_danger(response):
        return False, None
    return True, None if response == DANGER_OVER else response.removeprefix(DANGER_PREFIX)


def _plain(response: Response) -> Variant:
    return next((variant for variant in response.variants if not variant.condition), response.variants[0])
