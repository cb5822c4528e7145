"""The packs written out as the files Rasa would read, the same bytes from run to run."""

from __future__ import annotations

from typing import Any

import yaml

from courant.packs.model import Catalogue
from courant.packs.rasa_data import domain_data, nlu_data, response_data, rule_data

MARK = "# Écrit par « courant packs export » à partir de data/packs : ne pas modifier, ne pas reprendre."


class _Block(str):
    """A text of several lines, written as a block."""


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks and repeats instead of anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write anchors: designers compare these files."""
        return True


def _represent_block(dumper: yaml.SafeDumper, text: _Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


_Dumper.add_representer(_Block, _represent_block)


def export_files(catalogue: Catalogue) -> dict[str, str]:
    """Return the content of each exported file, by file name."""
    nlu = nlu_data(catalogue)
    for entry in nlu["nlu"]:
        entry["examples"] = _Block(entry["examples"])
    return {
        "domaine.yml": _document(domain_data(catalogue)),
        "nlu.yml": _document(nlu),
        "regles.yml": _document(rule_data(catalogue)),
        "reponses.yml": _document(response_data(catalogue)),
    }


def is_export(first_line: str) -> bool:
    """Tell whether a file that begins with this line was written by the export."""
    return first_line.strip() == MARK


def _document(data: dict[str, Any]) -> str:
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return f"{MARK}\n{text}"
