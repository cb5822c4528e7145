"""Actions that the packs name: each must be written by someone in `actions/`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from courant.data_errors import DataError
from courant.marked_yaml import Section
from courant.packs.checks.forms import ACTION_NAME
from courant.packs.checks.scope import Scope

# The source is read, not imported: a designer checks the packs without starting Rasa.
EVENT_KIND = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
DECLARATION = re.compile(r"""^[ \t]+action(?:\s*:[^=\n]+)?\s*=\s*["'](action_\w+)["']""", re.MULTILINE)


def check_actions(scope: Scope) -> Iterator[DataError]:
    """Yield actions whose name is not one, and actions that no class declares."""
    written = written_actions(scope.project / "actions")
    for source, key, name in _named(scope):
        if name.startswith("action_") and name not in written:
            close = difflib.get_close_matches(name, written, n=1)
            hint = f"écrivez « {close[0]} », ou " if close else ""
            remedy = f"{hint}demandez qu'on écrive cette action dans actions/"
            yield source.error(key, f"« {name} » n'est écrite nulle part", remedy)
    for theme in scope.themes:
        for action in theme.actions:
            if not action.name.startswith(("action_", "validate_")):
                yield action.source.error("actions", f"« {action.name} » n'est pas une action", ACTION_NAME)
        for event in theme.events:
            if not event.action.startswith("action_"):
                yield event.source.error(event.kind, f"« {event.action} » n'est pas une action", ACTION_NAME)
            if EVENT_KIND.fullmatch(event.kind) is None:
                remedy = "deux mots séparés par un point, en minuscules et sans accent : « panne.suivi »"
                yield event.source.error(event.kind, f"« {event.kind} » n'est pas une sorte d'événement", remedy)


def written_actions(folder: Path) -> frozenset[str]:
    """Return the names that classes below a folder declare with `action = "…"`."""
    files = sorted(folder.rglob("*.py"))
    return frozenset(name for path in files for name in DECLARATION.findall(path.read_text(encoding="utf-8")))


def _named(scope: Scope) -> Iterator[tuple[Section, str, str]]:
    """Yield every action that a pack names, and where it does."""
    for one in scope.capabilities:
        yield one.source, "ensuite" if "ensuite" in one.source else "dossier", one.capability.next_action or ""
    for theme in scope.themes:
        for form in theme.forms:
            yield form.source, "fin", form.form.submit
        for action in theme.actions:
            yield action.source, "nom" if "nom" in action.source else "actions", action.name
        for event in theme.events:
            yield event.source, event.kind, event.action
