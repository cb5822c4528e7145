"""YAML read with its line numbers, so that every mistake is reported at the line where a designer made it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

from courant.data_errors import DataError
from courant.yaml_syntax import explain

YES = {"true", "oui", "vrai"}
NO = {"false", "non", "faux"}
UNREADABLE = "yaml"  # key of the one mistake of a file that cannot be read


class Section:
    """A YAML mapping read key by key; mistakes are appended to the shared list instead of being raised."""

    def __init__(self, node: yaml.MappingNode, file: str, errors: list[DataError], path: str = "") -> None:
        self._file = file
        self._errors = errors
        self._path = path
        self.line: int = node.start_mark.line + 1
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            self._store(key_node, value_node)

    def _store(self, key_node: yaml.Node, value_node: yaml.Node) -> None:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        line = key_node.start_mark.line + 1
        if key in self._values:
            self.report(key, "clé écrite deux fois", "gardez une seule des deux", line)
        self._values[key], self._lines[key] = value_node, line

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order of the file."""
        return tuple(self._values)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or the line of the mapping when the key is absent."""
        return self._lines.get(key, self.line)

    def report(self, key: str, problem: str, remedy: str, line: int | None = None) -> None:
        """Record a mistake at a key of this mapping."""
        self._errors.append(self.error(key, problem, remedy, line))

    def error(self, key: str, problem: str, remedy: str, line: int | None = None) -> DataError:
        """Return a mistake at a key of this mapping, without recording it."""
        where = f"{self._path}.{key}" if self._path and key else key or self._path
        return DataError(self._file, self.line_of(key) if line is None else line, where, problem, remedy)

    def check_keys(self, known: Collection[str]) -> None:
        """Report the keys that the format does not have, with the closest one that it has."""
        for key in self._values:
            if key not in known:
                close = difflib.get_close_matches(key, known, n=1)
                hint = f"écrivez « {close[0]} »" if close else "clés connues : " + ", ".join(sorted(known))
                self.report(key, "clé inconnue", hint)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return the text of a key; report it when it is required and empty, or when it is not a text."""
        node = self._values.get(key)
        if node is None:
            if required:
                self.report(key, "clé absente", f"ajoutez « {key}: … »", self.line)
            return default
        if not isinstance(node, yaml.ScalarNode):
            self.report(key, "un texte est attendu", "écrivez une seule valeur, entre guillemets si besoin")
            return default
        value = "" if node.tag == "tag:yaml.org,2002:null" else node.value.strip()
        if required and not value:
            self.report(key, "valeur vide", "écrivez une valeur")
        return value or default

    def exact_text(self, key: str) -> str:
        """Return the text of a key with its outer spaces; it may be empty."""
        node = self._values.get(key)
        if isinstance(node, yaml.ScalarNode):
            return "" if _is_empty(node) else str(node.value)
        self.report(key, "un texte est attendu", "écrivez une seule valeur, entre guillemets si besoin")
        return ""

    def choice(self, key: str, options: Collection[str], default: str, *, required: bool = False) -> str:
        """Return one of the allowed values."""
        value = self.text(key, default, required=required)
        if value in options:
            return value
        if key in self:
            self.report(key, f"valeur « {value} » inconnue", "choisissez parmi : " + ", ".join(options))
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a yes or no (true, oui, false, non)."""
        value = self.text(key, "oui" if default else "non").lower()
        if value not in YES | NO:
            self.report(key, f"« {value} » n'est ni oui ni non", "écrivez true ou false")
        return value in YES

    def number(self, key: str, default: int = 0, *, required: bool = False) -> int:
        """Return a whole number."""
        value = self.text(key, str(default), required=required)
        try:
            return int(value)
        except ValueError:
            self.report(key, f"« {value} » n'est pas un nombre entier", "écrivez des chiffres seulement")
            return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        found = []
        for node, line in self._items(key):
            if isinstance(node, yaml.ScalarNode):
                found.append(node.value.strip())
            else:
                self.report(key, "une liste de textes est attendue", "retirez les sous-clés", line)
        return tuple(found)

    def entries(self, key: str) -> Iterator[str | Section]:
        """Yield the items of a list: a text as it is, a mapping as a section."""
        for node, line in self._items(key):
            if isinstance(node, yaml.ScalarNode):
                yield node.value.strip()
            elif isinstance(node, yaml.MappingNode):
                yield Section(node, self._file, self._errors, self._join(key))
            else:
                self.report(key, "une liste dans une liste n'a pas de sens ici", "retirez un niveau", line)

    def sections(self, key: str) -> Iterator[Section]:
        """Yield the mappings of a list."""
        for entry in self.entries(key):
            if isinstance(entry, Section):
                yield entry
            else:
                self.report(key, f"« {entry} » n'est pas un bloc", "écrivez « - clé: valeur »")

    def section(self, key: str) -> Section | None:
        """Return the mapping below a key, or nothing when the key is absent or not a mapping."""
        node = self._values.get(key)
        if node is None or _is_empty(node):
            return None
        if isinstance(node, yaml.MappingNode):
            return Section(node, self._file, self._errors, self._join(key))
        self.report(key, "des sous-clés sont attendues", "écrivez « clé: valeur » sur les lignes du dessous")
        return None

    def is_mapping(self, key: str) -> bool:
        """Tell whether the value of a key is a mapping."""
        return isinstance(self._values.get(key), yaml.MappingNode)

    def _join(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _items(self, key: str) -> Iterator[tuple[yaml.Node, int]]:
        node = self._values.get(key)
        if node is None or _is_empty(node):
            return
        children = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for child in children:
            yield child, child.start_mark.line + 1


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def read_section(path: Path, shown_as: str, errors: list[DataError]) -> Section | None:
    """Read a YAML file whose top level is a mapping.

    Args:
        path: the file.
        shown_as: how the file is named in messages (usually relative to the project).
        errors: mistakes are appended here; on an unreadable file the result is None, after one mistake
            whose key is `UNREADABLE`.
    """
    problem: tuple[int, str, str]
    content = ""
    try:
        content = path.read_text(encoding="utf-8")
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        problem = (1, f"fichier illisible ({error})", "vérifiez qu'il existe et qu'il est en UTF-8")
    except yaml.YAMLError as error:
        problem = explain(error, content)
    else:
        if isinstance(node, yaml.MappingNode):
            return Section(node, shown_as, errors)
        problem = (1, "le fichier ne contient pas de clés", "commencez par « version: 1 »")
    line, text, remedy = problem
    errors.append(DataError(shown_as, line, UNREADABLE, text, remedy))
    return None
