"""The intents that the product promises (`data/packs/intents.tsv`): id, title, packs, agent, access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courant.data_errors import DataError
from courant.packs.formulations import shown_name
from courant.packs.model import ACCESS_NAMES, Access

FILE = "intents.tsv"
COLUMNS = ("id", "titre", "packs", "agent", "acces")


@dataclass(frozen=True)
class Promise:
    """One row of the list."""

    id: str
    title: str
    packs: frozenset[str]
    skill: str
    access: Access
    line: int


def read_inventory(root: Path, errors: list[DataError]) -> Mapping[str, Promise]:
    """Read the list; empty when the file does not exist (a project may do without)."""
    path, shown_as = root / FILE, shown_name(root / FILE)
    if not path.is_file():
        return {}
    rows: dict[str, Promise] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if number == 1 or not line.strip():
            continue
        if len(cells) != len(COLUMNS) or cells[4] not in ACCESS_NAMES or cells[0] in rows:
            remedy = "une ligne par intention : " + ", ".join(COLUMNS) + ", séparées par des tabulations"
            errors.append(DataError(shown_as, number, cells[0], "ligne incomplète ou en double", remedy))
            continue
        identifier, title, packs, skill, access = cells
        rows[identifier] = Promise(identifier, title, frozenset(packs.split("+")), skill, Access.parse(access), number)
    return rows
