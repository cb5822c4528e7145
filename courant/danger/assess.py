"""How urgent a message is, judged from its words alone.

Decided apart from the intent, because « 12 rue des Lilas et ça sent le gaz » is an answer to a question
about an address and yet must stop everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from courant.danger.pattern import Pattern
from courant.danger.reading import line_of_words
from courant.danger.rules import Rule, Rules, rules

CRITICAL, HIGH, NORMAL = "critique", "haute", "normale"
_CERTAIN, _SURE, _CALM = 0.97, 0.85, 0.9
_SHOUTING_LETTERS = 12


@dataclass(frozen=True)
class Urgency:
    """What was understood of the urgency of a message.

    Attributes:
        name: `critique`, `haute` or `normale`.
        confidence: between 0 and 1.
        kind: nature of the danger (`gaz`, `monoxyde`, `incendie`, `electrique`, `inondation`, `medical`,
            `detresse`) when critical, else `None`.
        reasons: every nature, or every reason for priority, that was found (`vulnerabilite`, `coupure`,
            `juridique`, `colere`, `fraude`).
        lookalike: words of danger were found and put down to a figure of speech, a past event or a denial.
    """

    name: str
    confidence: float
    kind: str | None = None
    reasons: tuple[str, ...] = ()
    lookalike: bool = False

    def as_message(self) -> dict[str, object]:
        """Return the value of the message key `urgence`."""
        return {
            "name": self.name,
            "confidence": self.confidence,
            "kind": self.kind,
            "reasons": list(self.reasons),
        }


def _spans(patterns: tuple[Pattern, ...], line: str, possible: frozenset[Pattern]) -> list[tuple[int, int]]:
    return [span for pattern in patterns if pattern in possible for span in pattern.spans(line)]


def _without_sayings(line: str, known: Rules) -> tuple[str, bool]:
    """Return the line with each figure of speech reduced to one unreadable word, and whether there was one."""
    read, at = "", 0
    for start, end in sorted(_spans(known.sayings, line, known.figures.possible(line))):
        if start >= at:
            read, at = f"{read}{line[at:start]} ~", end
    return read + line[at:], at > 0


def _sentence(line: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the borders of the sentence, or sentences, that a span lies in."""
    start = line.rfind("|", 0, span[0]) + 1
    end = line.find("|", span[1])
    return start, len(line) if end < 0 else end


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _judge(rule: Rule, line: str, possible: frozenset[Pattern]) -> tuple[bool, bool]:
    """Return whether the rule holds, and whether only look-alikes were found."""
    if _spans(rule.always, line, possible):
        return True, False
    signs = _spans(rule.signs, line, possible)
    if not signs:
        return False, False
    cancelled = _spans(rule.lookalikes, line, possible)
    cancelled += [_sentence(line, span) for span in _spans(rule.silencers, line, possible)]
    if rule.may_be_calmed:
        cancelled += [_sentence(line, span) for span in _spans(rules().calming, line, possible)]
    if rule.may_be_told and not _spans(rules().lasting, line, possible):
        cancelled += [_sentence(line, span) for span in _spans(rules().stories, line, possible)]
    holds = any(not any(_overlap(sign, other) for other in cancelled) for sign in signs)
    return holds, not holds


def _shouting(text: str) -> bool:
    """Tell whether a message is written in capitals with exclamation marks."""
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return "!" in text and len(letters) >= _SHOUTING_LETTERS and capitals > 0.8 * len(letters)


@lru_cache(maxsize=2048)
def assess(text: str) -> Urgency:
    """Judge the urgency of a message, in any spelling.

    Args:
        text: the message as the customer wrote it; long e-mails are read at both ends.

    Returns:
        The urgency; `normale` for an empty text.
    """
    known = rules()
    line, figurative = _without_sayings(line_of_words(text, known.speller, known.compounds), known)
    possible = known.index.possible(line)
    verdicts = {rule.name: _judge(rule, line, possible) for rule in known.critical}
    kinds = tuple(name for name, (holds, _) in verdicts.items() if holds)
    if kinds:
        return Urgency(CRITICAL, _CERTAIN, kinds[0], kinds)
    lookalike = figurative or any(cancelled for _, cancelled in verdicts.values())
    reasons = tuple(rule.name for rule in known.high if _judge(rule, line, possible)[0])
    if _shouting(text) and "colere" not in reasons:
        reasons += ("colere",)
    if reasons:
        return Urgency(HIGH, _SURE, None, reasons, lookalike)
    return Urgency(NORMAL, _CALM, None, (), lookalike)
