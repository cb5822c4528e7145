"""Words on buttons and rows, within WhatsApp's limits: hand-written short forms, never a label that is cut."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courant.packs.placeholders import PLACEHOLDER, fill

BUTTON, ROW, DESCRIPTION = 20, 24, 72
MOST_BUTTONS, MOST_ROWS = 3, 10


@dataclass(frozen=True)
class Labels:
    """Short forms of labels.

    Attributes:
        short: short form of each label that has one; both may hold the same placeholders (« Tout payer : {montant} »).
        row: what stands on a row whose label fits nowhere, with `{numero}`; the label is written below it.
    """

    short: Mapping[str, str]
    row: str
    _patterns: Sequence[tuple[re.Pattern[str], str]] = field(init=False, default=())

    def __post_init__(self) -> None:
        patterned = [(_pattern(label), short) for label, short in self.short.items() if PLACEHOLDER.search(label)]
        object.__setattr__(self, "_patterns", tuple(patterned))

    def fit(self, title: str, most: int) -> str | None:
        """Return a label, or its short form, in at most so many characters; None when neither fits."""
        return next((one for one in (title, self._short(title)) if one and len(one) <= most), None)

    def buttons(self, titles: Sequence[str]) -> list[str] | None:
        """Return what stands on reply buttons; None when they must be shown in another way."""
        if len(titles) > MOST_BUTTONS:
            return None
        fitted = [self.fit(title, BUTTON) for title in titles]
        return [one for one in fitted if one] if None not in fitted and len(set(fitted)) == len(fitted) else None

    def rows(self, titles: Sequence[str]) -> list[tuple[str, str | None]] | None:
        """Return title and description of the rows of a list; None when there are too many, or one is too long."""
        if len(titles) > MOST_ROWS or any(len(title) > DESCRIPTION for title in titles):
            return None
        fitted = [self.fit(title, ROW) for title in titles]
        shown = [
            one if one and fitted.count(one) == 1 else self.row.format(numero=i) for i, one in enumerate(fitted, 1)
        ]
        return [(one, None if one == title else title) for one, title in zip(shown, titles, strict=True)]

    def _short(self, title: str) -> str | None:
        if title in self.short:
            return self.short[title]
        found = ((pattern.fullmatch(title), short) for pattern, short in self._patterns)
        return next((fill(short, match.groupdict()) for match, short in found if match), None)


def _pattern(label: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(label)  # texts and names, by turns
    named = {name: f"(?P<{name}>.+?)" for name in parts[1::2]}
    written = [named.pop(part, f"(?P={part})") if i % 2 else re.escape(part) for i, part in enumerate(parts)]
    return re.compile("".join(written))
