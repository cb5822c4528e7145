"""Labels within the limits of WhatsApp: what is too long for a button has a short form that is not."""

from __future__ import annotations

from collections.abc import Iterator

from courant.data_errors import DataError
from courant.packs.checks.scope import Scope
from courant.packs.placeholders import names_in, worded
from courant.packs.short_labels import WrittenLabel, written_labels

LONGEST_ON_BUTTON = 20
# Wordings that stand on a button by themselves.
ON_BUTTONS = ("whatsapp_bouton_liste", "whatsapp_bouton_lien")


def check_short_labels(scope: Scope) -> Iterator[DataError]:
    """Yield labels without a needed short form, short forms that are too long, and labels with two of them."""
    known: dict[str, str] = {}
    for one in (label for theme in scope.themes for label in written_labels(theme)):
        yield from _lengths(scope, one)
        if one.short and known.setdefault(one.text, one.short) != one.short:
            problem = f"« {one.text} » a deux formes courtes, « {known[one.text]} » et « {one.short} »"
            yield one.source.error(one.short_key, problem, "écrivez partout la même")
    yield from _own_buttons(scope)


def _lengths(scope: Scope, one: WrittenLabel) -> Iterator[DataError]:
    shown, short = worded(one.text, scope.brand_texts), worded(one.short or "", scope.brand_texts)
    if short and not names_in(short) and len(short) > LONGEST_ON_BUTTON:
        problem = f"« {short} » a {len(short)} caractères"
        yield one.source.error(one.short_key, problem, f"{LONGEST_ON_BUTTON} au plus : c'est la forme courte")
    if not short and not names_in(shown) and len(shown) > LONGEST_ON_BUTTON:
        problem = f"« {shown} » a {len(shown)} caractères, trop pour un bouton de WhatsApp"
        yield one.source.error(one.key, problem, f"ajoutez « {one.short_key}: », {LONGEST_ON_BUTTON} au plus")


def _own_buttons(scope: Scope) -> Iterator[DataError]:
    for theme in scope.themes:
        for name in ON_BUTTONS:
            text = worded(theme.wordings.get(name, ""), scope.brand_texts)
            if theme.wordings_source is not None and len(text) > LONGEST_ON_BUTTON:
                yield theme.wordings_source.error(name, f"« {text} » a {len(text)} caractères", "20 au plus")
