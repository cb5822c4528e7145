"""The few words that only WhatsApp needs, from the packs (`libelles` of `conversation.yml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

PREFIX = "whatsapp_"


class MissingWordings(RuntimeError):
    """The packs lack words that this channel needs."""


@dataclass(frozen=True)
class Wordings:
    """Each attribute is the wording `whatsapp_<attribute>`.

    Attributes:
        bouton_liste: opens a list; 20 characters at most.
        bouton_lien: opens a page whose own title is too long; 20 characters at most.
        choisir: stands above choices that come without a word.
        numero: says that one answers by a number.
        rangee: title of a row whose label fits nowhere (`{numero}`).
        lien: a link within a text (`{titre}`, `{url}`).
        position: says that a place can be shared.
        conseiller: says who writes, above the words of a person (`{nom}`).
        image: what a picture shows, when it cannot be shown (`{texte}`).
        document: name of a document without a title.
        non_remis: subject of the ticket about an answer that did not arrive.
        non_remis_resume: its summary (`{code}`).
    """

    bouton_liste: str
    bouton_lien: str
    choisir: str
    numero: str
    rangee: str
    lien: str
    position: str
    conseiller: str
    image: str
    document: str
    non_remis: str
    non_remis_resume: str

    @classmethod
    def of(cls, known: Mapping[str, str]) -> Wordings:
        """Read them among the wordings of the packs.

        Raises:
            MissingWordings: naming each one that is absent.
        """
        absent = [one.name for one in fields(cls) if f"{PREFIX}{one.name}" not in known]
        if absent:
            raise MissingWordings("data/packs: libelles: " + ", ".join(f"{PREFIX}{name}" for name in absent))
        return cls(**{one.name: known[f"{PREFIX}{one.name}"] for one in fields(cls)})
