"""Formulations: enough of them, each once, none too close to another, none left without a capability."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courant.data_errors import DataError
from courant.packs.checks.scope import Scope
from courant.packs.formulations import FOLDER, Formulation, close_pairs, read_formulations, shown_name
from courant.packs.raw import RawCapability

FEWEST = 6
FEWEST_BY_THEME = {"accueil": 25, "facturation": 25, "conversation": 8}
MARKUP = re.compile(r"\[[^\]]+\][({]|^/")


def check_utterances(scope: Scope) -> Iterator[DataError]:
    """Yield what is wrong in the formulations."""
    unreadable: list[DataError] = []
    first: dict[tuple[str, ...], Formulation] = {}
    for one in scope.capabilities:
        found = read_formulations(scope.root, one.capability.id, unreadable)
        yield from _count(one, found)
        for formulation in found:
            yield from _alone(one, formulation, first)
        for earlier, later in close_pairs(found):
            problem = f"« {later.text} » reprend presque la ligne {earlier.line} (« {earlier.text} »)"
            yield _error(later, one, problem, "gardez l'une des deux, ou dites-le autrement")
    yield from _orphans(scope)


def _count(one: RawCapability, found: tuple[Formulation, ...]) -> Iterator[DataError]:
    fewest = FEWEST_BY_THEME.get(one.capability.skill, FEWEST)
    if len(found) < fewest:
        remedy = f"écrivez-en {fewest} au moins dans data/packs/{FOLDER}/{one.capability.id}.txt"
        yield one.source.error("id", f"{len(found)} formulation(s) pour « {one.capability.id} »", remedy)


def _alone(
    one: RawCapability, formulation: Formulation, first: dict[tuple[str, ...], Formulation]
) -> Iterator[DataError]:
    earlier = first.setdefault(formulation.words, formulation)
    if earlier is not formulation:
        problem = f"« {formulation.text} » est déjà écrit ({earlier.file}:{earlier.line})"
        yield _error(formulation, one, problem, "gardez-le à un seul endroit")
    if MARKUP.search(formulation.text):
        remedy = "écrivez le texte tel que le client l'écrit, sans crochets d'entité ni barre oblique"
        yield _error(formulation, one, f"balise dans « {formulation.text} »", remedy)


def _error(formulation: Formulation, one: RawCapability, problem: str, remedy: str) -> DataError:
    return DataError(formulation.file, formulation.line, one.capability.id, problem, remedy)


def _orphans(scope: Scope) -> Iterator[DataError]:
    ids = {one.capability.id for one in scope.capabilities}
    for path in sorted((scope.root / FOLDER).glob("*")):
        if path.suffix == ".txt" and path.stem in ids:
            continue
        remedy = "renommez-le comme la capacité, ou ajoutez le bloc de la capacité"
        yield DataError(shown_name(path), 1, path.stem, "fichier de formulations sans capacité", remedy)
