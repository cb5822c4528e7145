"""The small pattern language of `dangers.yml`, compiled to regular expressions.

A text is a line of words separated by single spaces, with a space at both ends and `|` for the border of a
sentence. Each item of a pattern eats a space and a word, so that gaps count words and never cut one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Lists = Mapping[str, Sequence[str]]

_TOKEN = re.compile(r"\(|\)|\||\*\d+|\?|<\w+>|\.{3}|\.\.\d*|[\w'*-]+|\s+")
_WORD = r"[^ |]+"
_SHORT_GAP = 3


class PatternError(ValueError):
    """A pattern that cannot be read."""


@dataclass(frozen=True)
class _Part:
    """A piece of regular expression and the words it can start with (`None`: it can match without any)."""

    regex: str
    starts: frozenset[str] | None


@dataclass(frozen=True, eq=False)
class Pattern:
    """A compiled pattern.

    Attributes:
        source: the pattern as written.
        regex: what is searched in the line of words.
        anchors: words of which one must be present, empty when nothing can be said.
        prefixes: beginnings of words that count as anchors as well.
    """

    source: str
    regex: str
    anchors: frozenset[str]
    prefixes: tuple[str, ...]

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Return where the pattern matches."""
        return [match.span() for match in self._compiled.finditer(line)]

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        """Compiled when a message first holds one of its words: all of them would take a second of each start."""
        return re.compile(self.regex)


class Index:
    """Patterns by the words without which they cannot match: most messages hold few of them."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Index patterns."""
        self._always: list[Pattern] = []
        self._by_word: dict[str, list[Pattern]] = {}
        self._by_prefix: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            if not pattern.anchors and not pattern.prefixes:
                self._always.append(pattern)
            for word in pattern.anchors:
                self._by_word.setdefault(word, []).append(pattern)
            for prefix in pattern.prefixes:
                self._by_prefix.setdefault(prefix, []).append(pattern)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix})

    def possible(self, line: str) -> frozenset[Pattern]:
        """Return the patterns that may match a line of words; the others cannot."""
        found = set(self._always)
        for word in set(line.split()):
            found.update(self._by_word.get(word, ()))
            for length in self._lengths:
                found.update(self._by_prefix.get(word[:length], ()))
        return frozenset(found)


def _literal(word: str) -> _Part:
    """Return the part for one word, where a final `*` stands for any ending."""
    stem = word.rstrip("*")
    if stem == word:
        return _Part(f" {re.escape(word)}(?= )", frozenset({word}))
    return _Part(f" {re.escape(stem)}[^ |]*", frozenset({stem + "*"}))


def _union(parts: Sequence[_Part]) -> _Part:
    starts: frozenset[str] | None = frozenset()
    for part in parts:
        starts = None if starts is None or part.starts is None else starts | part.starts
    return _Part("(?:" + "|".join(part.regex for part in parts) + ")", starts)


def _sequence(parts: Sequence[_Part]) -> _Part:
    """Join parts; the most telling of the mandatory ones becomes the anchor of the whole."""
    known = [part.starts for part in parts if part.starts]
    return _Part("".join(part.regex for part in parts), min(known, key=len) if known else None)


class _Reader:
    """Recursive reader of one pattern."""

    def __init__(self, source: str, lists: Lists) -> None:
        self._source = source
        self._lists = lists
        self._tokens = _TOKEN.findall(source.strip())
        if "".join(self._tokens) != source.strip():
            raise PatternError(f"unreadable pattern: {source!r}")
        self._at = 0
        self._depth = 0  # of parentheses

    def read(self) -> _Part:
        part = _sequence(self._items())
        if self._at != len(self._tokens):
            raise PatternError(f"unbalanced pattern: {self._source!r}")
        return part

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _items(self) -> list[_Part]:
        items: list[_Part] = []
        while self._peek() and self._peek() not in ")|":
            if self._peek().isspace():
                self._next()
                continue
            items.append(self._item())
        return items

    def _item(self) -> _Part:
        choices = [self._atom()]
        # Inside parentheses a bar separates sequences, elsewhere it separates single words.
        while self._peek() == "|" and self._depth == 0:
            self._next()
            choices.append(self._atom())
        part = choices[0] if len(choices) == 1 else _union(choices)
        return self._repeated(part)

    def _atom(self) -> _Part:
        token = self._next()
        if token == "(":
            return self._group()
        if token.startswith(".."):
            return self._gap(token)
        if token.startswith("<"):
            return self._list(token[1:-1])
        if token in {"", ")", "|", "?"} or token.startswith("*"):
            raise PatternError(f"unexpected {token!r} in {self._source!r}")
        return _literal(token)

    def _group(self) -> _Part:
        self._depth += 1
        sequences = [_sequence(self._items())]
        while self._peek() == "|":
            self._next()
            sequences.append(_sequence(self._items()))
        if self._next() != ")":
            raise PatternError(f"missing parenthesis in {self._source!r}")
        self._depth -= 1
        return _union(sequences)

    @staticmethod
    def _gap(token: str) -> _Part:
        if token == "...":
            return _Part(r"(?: [^ ]+)*?", None)
        words = int(token[2:] or _SHORT_GAP)
        return _Part(rf"(?: {_WORD}){{0,{words}}}?", None)

    def _list(self, name: str) -> _Part:
        if name not in self._lists:
            raise PatternError(f"unknown list <{name}> in {self._source!r}")
        entries = sorted(self._lists[name], key=len, reverse=True)
        return _union([_Reader(entry, self._lists).read() for entry in entries])

    def _repeated(self, part: _Part) -> _Part:
        token = self._peek()
        if token == "?":
            self._next()
            return _Part(f"(?:{part.regex})?", None)
        if token.startswith("*"):
            self._next()
            return _Part(f"(?:{part.regex}){{0,{int(token[1:])}}}", None)
        return part


def compile_pattern(source: str, lists: Lists) -> Pattern:
    """Compile one pattern.

    Raises:
        PatternError: it cannot be read, or names a list that does not exist.
    """
    part = _Reader(source, lists).read()
    starts = part.starts or frozenset()
    # A list entry of several words is anchored on its first word only, which the line of words contains.
    return Pattern(
        source,
        part.regex + "(?= )",
        frozenset(word for word in starts if not word.endswith("*")),
        tuple(sorted(word[:-1] for word in starts if word.endswith("*"))),
    )
