"""Names used once only, across all theme files: messages, wordings, slots."""

from __future__ import annotations

from collections.abc import Iterator

from courant.data_errors import DataError
from courant.packs.checks.scope import Scope

KEEP_ONE = "gardez l'un des deux, ou changez son nom"


def check_names(scope: Scope) -> Iterator[DataError]:
    """Yield names that two theme files give to different things."""
    yield from _messages(scope)
    yield from _wordings(scope)
    yield from _slots(scope)


def _messages(scope: Scope) -> Iterator[DataError]:
    first = {f"utter_{one.capability.id}": one.capability.place.file for one in scope.capabilities}
    for theme in scope.themes:
        for message in theme.messages:
            name = message.name.removeprefix("utter_")
            if message.name in first:
                yield message.source.error(name, f"« {name} » existe déjà ({first[message.name]})", KEEP_ONE)
            first.setdefault(message.name, theme.file)


def _wordings(scope: Scope) -> Iterator[DataError]:
    first: dict[str, str] = {}
    for theme in scope.themes:
        for name in theme.wordings:
            if name in first and theme.wordings_source:
                yield theme.wordings_source.error(name, f"« {name} » existe déjà ({first[name]})", KEEP_ONE)
            first.setdefault(name, theme.file)


def _slots(scope: Scope) -> Iterator[DataError]:
    first = {name: "domain.yml" for name in scope.project_slots}
    for theme in scope.themes:
        for slot, source in theme.slots:
            if slot.name in first:
                yield source.error("", f"le créneau existe déjà ({first[slot.name]})", KEEP_ONE)
            first.setdefault(slot.name, theme.file)
