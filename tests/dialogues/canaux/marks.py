"""Marks in place of what changes from run to run: addresses of this run, ids, secrets.

The clock stands on a day and the demo is seeded for it: dates, amounts and numbers of files do not change.
"""

from __future__ import annotations

import re

# Each pattern, and what stands for it.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"http://127\.0\.0\.1:\d+/billing/documents/[\w.~-]+"), "‹adresse de la facture›"),
    (re.compile(r"http://127\.0\.0\.1:\d+/payments/documents/[\w./~-]+"), "‹adresse du document›"),
    (re.compile(r"http://127\.0\.0\.1:\d+/(\w+)/[^\s)\"]+"), r"‹adresse chez \1›"),
    (re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b"), "‹code secret›"),
)


def marked(text: str) -> str:
    """The same text in every run."""
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    return text
