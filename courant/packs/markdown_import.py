"""Reads a capability-pack document in Markdown: categories `###`, capabilities `- ****Title****`, descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courant.french.folding import fold

HEADING = re.compile(r"#{1,3}\s+(?P<text>.+)")
CAPABILITY = re.compile(r"[-*]\s+\*{4}(?P<title>.+?)\*{4}\s*")
NOT_TEXT = re.compile(r"\{:.*\}|<!--.*-->|\[!\[.*|-{3,}|\|.*")
ARTICLES = {"le", "la", "les", "l", "un", "une", "de", "du", "des", "d", "au", "aux"}


@dataclass(frozen=True)
class ImportedCapability:
    """One capability of a document; its line is where the title stands."""

    id: str
    title: str
    description: str
    category: str
    line: int


def read_document(text: str) -> tuple[ImportedCapability, ...]:
    """Return the capabilities of a document, in its order."""
    return tuple(_capabilities(text.splitlines()))


def identifier(title: str) -> str:
    """Return the intent id of a title: folded words without articles, joined by underscores."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    return "_".join(word for word in words if word not in ARTICLES) or "_".join(words)


def _capabilities(lines: list[str]) -> Iterator[ImportedCapability]:
    category, title, line = "", "", 0
    description: list[str] = []
    for number, raw in enumerate([*lines, "# fin"], 1):
        heading, found = HEADING.fullmatch(raw.strip()), CAPABILITY.fullmatch(raw.strip())
        if title and (heading or found):
            yield ImportedCapability(identifier(title), title, " ".join(description), category, line)
            title, description = "", []
        if heading:
            category = heading["text"]
        elif found:
            title, line = found["title"].strip(), number
        elif title and raw.strip() and not NOT_TEXT.match(raw.strip()):
            description.append(raw.strip())
