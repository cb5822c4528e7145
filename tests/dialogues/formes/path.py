"""One way through a form: how it is reached, and a valid answer to each of its questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.dialogues.bot import Customer

# What is said, or how to find it out (a one-time code).
Said = str | Callable[[Customer], Awaitable[str]]


@dataclass(frozen=True)
class Path:
    """One way through a form.

    Attributes:
        form: the form.
        intent: the capability that leads to it.
        answers: a valid answer to each question, in the order in which they come.
        identity: customer number and second fact, for a form that needs identity.
        before: what is said between the request and the first question (« oui » to a proposition).
        fixed: answers that cannot be corrected any more once all of them are given.
        never_asked: fields that are filled in otherwise, with the reason.
        others: a second valid answer, for fields that can be corrected by their value (« non, le 12 »).
        opening: what is said to open the form, when the button of the intent does something else first.
        detours: what is said to have a field asked that only a correction asks, at the question before it.
        completes: fields whose answer goes into another field, which is the one that can be corrected.
        on_file: fields that an identified customer is not asked.
    """

    form: str
    intent: str
    answers: Mapping[str, Said]
    identity: tuple[str, str] | None = None
    before: Sequence[str] = ()
    fixed: frozenset[str] = frozenset()
    never_asked: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    opening: str = ""
    detours: Mapping[str, str] = field(default_factory=dict)
    completes: Mapping[str, str] = field(default_factory=dict)
    on_file: frozenset[str] = frozenset()
