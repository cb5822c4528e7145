"""The same sentences as a hurried customer would type them: damaged, but always in the same way."""

from __future__ import annotations

import random

SHARE = 0.15  # of the words that are long enough
SHORTEST = 4
NEIGHBOURS = {
    **{"a": "zq", "z": "ae", "e": "zr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip", "p": "o"},
    **{"q": "sa", "s": "qd", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl", "l": "km", "m": "l"},
    **{"w": "x", "x": "wc", "c": "xv", "v": "cb", "b": "vn", "n": "b"},
}


def with_typos(text: str) -> str:
    """Return the text with about 15 % of its longer words damaged (AZERTY neighbours, swaps, doubled or lost letters).

    The damage depends on the text alone, so that two runs compare. Words that hold a digit are left alone.
    """
    chance = random.Random(text)
    words = text.split(" ")
    return " ".join(_damaged(word, chance) if chance.random() < SHARE else word for word in words)


def _damaged(word: str, chance: random.Random) -> str:
    if len(word) < SHORTEST or any(letter.isdigit() for letter in word) or "@" in word:
        return word
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter * 2 + after,
            before + after[0] + letter + after[1:],
            before + chance.choice(NEIGHBOURS.get(letter.lower(), letter)) + after,
        )
    )
