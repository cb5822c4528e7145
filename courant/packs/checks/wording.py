"""What customers read: labels short enough for every channel, placeholders that will be filled."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from courant.data_errors import DataError
from courant.marked_yaml import Section
from courant.packs.checks.scope import Scope
from courant.packs.placeholders import fill, is_balanced, names_in
from courant.packs.raw import RawResponse

LONGEST_LABEL = 24
LONGEST_TEXT = 1024
SIMILAR = 0.85


def check_wording(scope: Scope) -> Iterator[DataError]:
    """Yield labels that a channel would cut and placeholders that nothing fills."""
    yield from _labels(scope)
    for source, key, text in _texts(scope):
        yield from _placeholders(scope, source, key, text)
    for response in scope.responses:
        if response.public_answer:
            yield from _public_answer(scope, response)


def _labels(scope: Scope) -> Iterator[DataError]:
    for one in scope.capabilities:
        yield from _label(scope, one.source, "libelle", one.capability.label)
    for button in scope.buttons():
        if button.title:
            yield from _label(scope, button.source, "titre", button.title)


def _label(scope: Scope, source: Section, key: str, text: str) -> Iterator[DataError]:
    shown = fill(text, scope.brand_texts)
    if len(shown) > LONGEST_LABEL and not names_in(shown):
        problem = f"« {shown} » a {len(shown)} caractères"
        yield source.error(key, problem, f"{LONGEST_LABEL} au plus, 20 si possible")


def _texts(scope: Scope) -> Iterator[tuple[Section, str, str]]:
    for one in scope.capabilities:
        for key, text in (("libelle", one.capability.label), ("repli", one.capability.fallback)):
            yield one.source, key, text
    for theme in scope.themes:
        if theme.wordings_source:
            for key, text in theme.wordings.items():
                yield theme.wordings_source, key, text
    for response in scope.responses:
        yield from _response_texts(response)
    for button in scope.buttons():
        yield button.source, "titre", button.title or ""


def _response_texts(response: RawResponse) -> Iterator[tuple[Section, str, str]]:
    name = response.name.removeprefix("utter_")
    for variant in response.variants:
        key = next((key for key in ("texte", "reponse", "variantes", name) if key in variant.source), "")
        yield variant.source, key, variant.text
        for link in variant.links:
            yield variant.source, "liens", link.title
            yield variant.source, "liens", link.url


def _placeholders(scope: Scope, source: Section, key: str, text: str) -> Iterator[DataError]:
    if not is_balanced(text):
        remedy = "écrivez {nom_en_minuscules}, avec une accolade de chaque côté"
        yield source.error(key, "accolades mal fermées ou nom d'emplacement mal écrit", remedy)
    if len(text) > LONGEST_TEXT:
        problem = f"texte de {len(text)} caractères"
        yield source.error(key, problem, f"{LONGEST_TEXT} au plus, sinon WhatsApp le refuse")
    for name in names_in(text):
        if name in scope.brand_texts or name in scope.slots:
            continue
        close = difflib.get_close_matches(name, scope.brand_texts, n=1, cutoff=SIMILAR)
        if close:
            problem = f"{{{name}}} n'existe pas dans brand.yml"
            yield source.error(key, problem, f"écrivez {{{close[0]}}}, ou un autre nom")


def _public_answer(scope: Scope, response: RawResponse) -> Iterator[DataError]:
    """A general answer is said before any action ran: only the brand and slots can fill it."""
    for source, key, text in _response_texts(response):
        for name in names_in(text):
            if name not in scope.brand_texts and name not in scope.slots:
                remedy = "employez un texte de brand.yml ou un créneau, ou dites-le dans un message d'action"
                yield source.error(key, f"rien ne remplit {{{name}}} dans une réponse générale", remedy)
