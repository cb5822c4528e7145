"""Text of new theme files and blocks, ready for a designer to complete; comments of existing files are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from courant.packs.inventory import Promise
from courant.packs.markdown_import import ImportedCapability


def imported_file(theme: str, pack: str, capabilities: Iterable[ImportedCapability]) -> str:
    """Return a theme file with what an imported document says; the rest is left to the designer."""
    head = [
        "# Importé d'un document de capacités. Il manque à chaque bloc : libelle, acces, reponse, repli,",
        "# et ses formulations. « courant packs check » dit ce qui reste à écrire.",
        "version: 1",
        f"theme: {theme}",
        f"titre: {_text(theme.replace('_', ' ').capitalize())}",
        "capacites:",
    ]
    return "\n".join([*head, *(line for one in capabilities for line in _imported_block(one, pack))]) + "\n"


def _imported_block(one: ImportedCapability, pack: str) -> list[str]:
    return [
        f"  - id: {one.id}",
        f"    titre: {_text(one.title)}",
        f"    description: {_text(one.description)}",
        f"    categorie: {_text(one.category)}",
        f"    packs: [{pack}]",
    ]


def new_block(identifier: str, theme: str, promise: Promise | None) -> str:
    """Return an empty block for a capability, filled with what is already promised about it."""
    packs = ", ".join(sorted(promise.packs)) if promise else "fournisseur"
    title = promise.title if promise else identifier.replace("_", " ").capitalize()
    lines = [
        f"  - id: {identifier}",
        f"    titre: {_text(title)}",
        '    libelle: ""        # texte du bouton, dans la bouche du client, 24 caractères au plus',
        '    description: ""    # pour les concepteurs',
        f"    categorie: {_text(theme.replace('_', ' ').capitalize())}",
        f"    packs: [{packs}]",
        f"    acces: {promise.access if promise else 'public'}      # public, identifie ou verifie",
        "    urgence: normale",
        "    entites: []",
        '    reponse: ""        # réponse générale, publique, courte',
        '    repli: ""          # complète « Je n\'ai pas pu … »',
    ]
    return "\n".join(lines) + "\n"


def new_theme(theme: str) -> str:
    """Return the beginning of a theme file."""
    return f"version: 1\ntheme: {theme}\ntitre: {_text(theme.replace('_', ' ').capitalize())}\ncapacites:\n"


def insert_block(path: Path, block: str) -> str:
    """Return the text of a theme file with a block added after its last capability.

    Raises:
        ValueError: when the file has no list of capabilities to add to.
    """
    text = path.read_text(encoding="utf-8")
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    lines = text.splitlines(keepends=True)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    for key, value in pairs:
        if key.value == "capacites":
            at = _end_line(key, value)
            before = "".join(lines[:at])
            return before + ("" if before.endswith("\n") else "\n") + block + "".join(lines[at:])
    raise ValueError(f"{path}: capacites")


def _end_line(key: yaml.Node, value: yaml.Node) -> int:
    """Line (from 0) after the last line of the list; after the key itself when the list is empty."""
    if not isinstance(value, yaml.SequenceNode) or not value.value:
        return int(key.end_mark.line) + 1
    last = value.value[-1]
    while isinstance(last, (yaml.SequenceNode, yaml.MappingNode)) and last.value and not last.flow_style:
        last = last.value[-1] if isinstance(last, yaml.SequenceNode) else last.value[-1][1]
    end = last.end_mark
    return int(end.line) if end.column == 0 else int(end.line) + 1


def _text(text: str) -> str:
    """A text in double quotes, as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)
