"""How the project looks on WhatsApp: labels and words of the packs, templates of the brand."""

from __future__ import annotations

from dataclasses import dataclass

from channels.texts import project_packs
from channels.whatsapp.labels import Labels
from channels.whatsapp.render import Renderer
from channels.whatsapp.templates import Templates, read_templates
from channels.whatsapp.wordings import Wordings
from courant.brand import load_brand
from courant.settings import settings


@dataclass(frozen=True)
class Look:
    """What turns entries into messages."""

    renderer: Renderer
    templates: Templates
    words: Wordings


def project_look() -> Look:
    """Return the look of the project's own packs and brand.

    Raises:
        MissingWordings: the packs lack words that WhatsApp needs.
        TemplateError: the file of templates is written wrongly.
    """
    root = settings().root
    catalogue, _ = project_packs()
    words = Wordings.of(catalogue.wordings)
    templates = read_templates(root / "data" / "modeles" / "whatsapp.yml", load_brand(root / "brand.yml").texts)
    return Look(Renderer(Labels(catalogue.short_labels, words.rangee), words), templates, words)
