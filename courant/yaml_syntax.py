"""YAML syntax errors said in French: the line to look at, what is wrong, how to mend it."""

from __future__ import annotations

import yaml
from yaml.reader import Reader, ReaderError

# The scanner's problem -> what a designer most often did, and what to do.
_COMMON = {
    "mapping values are not allowed in this context": (
        "deux-points inattendus",
        "mettez le texte entre guillemets, ou alignez la clé sur ses voisines",
    ),
    "found unexpected end of stream": ("guillemet jamais refermé", "ajoutez le guillemet fermant"),
    "could not find expected ':'": ("deux-points absents après une clé", "écrivez « clé: valeur »"),
    "did not find expected '-' indicator": (
        "retrait différent de celui de la liste",
        "alignez cette ligne sur ses voisines",
    ),
    "did not find expected key": (
        "retrait ou guillemets de travers",
        "alignez cette ligne sur ses voisines, mettez le texte entre guillemets, ou refermez un guillemet plus haut",
    ),
    "did not find expected ',' or ']'": ("crochet jamais refermé", "ajoutez « ] »"),
    "did not find expected ',' or '}'": ("accolade jamais refermée", "ajoutez « } »"),
    "found character that cannot start any token": (
        "tabulation, ou caractère réservé en début de texte",
        "remplacez la tabulation par des espaces, ou mettez le texte entre guillemets",
    ),
    "found a tab character that violates indentation": (
        "tabulation dans un retrait",
        "remplacez la tabulation par des espaces",
    ),
    "found undefined alias": ("« * » renvoie à un nom qui n'existe pas", "mettez le texte entre guillemets"),
    "found unknown escape character": ("barre oblique inverse mal placée", "doublez-la, ou retirez-la"),
}
_OTHER = "vérifiez les retraits et les guillemets"
# What is left open is mended where it begins, not where the file ends.
_LEFT_OPEN = ("quoted scalar", "flow sequence", "flow mapping", "simple key")


def explain(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """Return the line (from 1), the problem and the remedy of a syntax error in a text."""
    if isinstance(error, ReaderError):
        found = Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        return line, f"caractère interdit (code {error.character})", "effacez ce caractère invisible"
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1, f"syntaxe YAML ({error})", _OTHER
    problem, remedy = _COMMON.get(error.problem or "", ("", _OTHER))
    detail = f"{problem} ; {error.problem}" if problem else error.problem
    return _line(error), f"syntaxe YAML ({detail})", remedy


def _line(error: yaml.MarkedYAMLError) -> int:
    left_open = any(kind in (error.context or "") for kind in _LEFT_OPEN)
    mark = (error.context_mark if left_open else None) or error.problem_mark
    return mark.line + 1 if mark else 1
