"""Texts as WhatsApp shows them: its own marks instead of Markdown's, in pieces that can be read on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

READABLE = 1600  # characters; the limit of a text is 4096
_LINK = re.compile(r"!?\[([^\]\n]+)\]\((https?://[^\s)]+)\)")
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE), r"*\1*"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"*\1*"),
    (re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), r"_\1_"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"~\1~"),
)
# Where a text is best cut: between paragraphs, lines, sentences, words.
_CUTS = (re.compile(r"\n{2,}"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"(?<!\xa0)[ \t]+"))


def to_whatsapp(text: str) -> str:
    """Return a text with WhatsApp's marks; « [texte](adresse) » becomes « texte : adresse »."""
    text = _LINK.sub("\\1\xa0: \\2", text)
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    return text.strip()


def split(text: str, most: int = READABLE) -> list[str]:
    """Return a text in pieces of at most so many characters, never cut inside a word that could stay whole."""
    return [piece for piece in _pieces(text.strip(), most) if piece]


def last_piece(text: str, most: int) -> tuple[list[str], str]:
    """Return what goes before, in pieces, and the end of a text that fits in so many characters."""
    if len(text) <= most:
        return [], text
    *before, last = split(text, most)
    return split("\n\n".join(before)), last


def _pieces(text: str, most: int) -> Iterator[str]:
    while len(text) > most:
        end, following = _cut(text, most)
        yield text[:end].rstrip()
        text = text[following:].lstrip()
    yield text


def _cut(text: str, most: int) -> tuple[int, int]:
    """Where the first piece ends and the next one begins."""
    # A first piece of a few words followed by a long one would look odd: then a finer cut is better.
    for least in (most // 3, 1):
        for pattern in _CUTS:
            fitting = [found for found in pattern.finditer(text, 0, most + 1) if least <= found.start() <= most]
            if fitting:
                return fitting[-1].start(), fitting[-1].end()
    return most, most
