"""The bare name of an energy: an answer where an energy or a meter is asked, which elsewhere sounds like a leak."""

from __future__ import annotations

import re

from courant.french.folding import fold

CHOICE = "choix"
# How the forms name their questions about an energy and about a meter or home.
_ASKS_FOR_ENERGY = ("_energie", "_point")
_MOST_WORDS = 5
_NAMES = frozenset({"gaz", "electricite", "elec", "electrique", "courant", "lumiere"})
_AROUND = frozenset(
    {"le", "la", "l", "les", "celui", "celle", "du", "de", "c", "est", "compteur", "naturel", "merci", "svp"}
)


def is_offered_energy(text: str, field: str, kind: str) -> bool:
    """Tell whether a message only names an energy that the open question offers.

    « Le gaz » is such a label; « du gaz », « gaz ! » and « ça sent le gaz » may be cries and are not.

    Args:
        text: the message.
        field: the field whose question is open.
        kind: what kind of answer it wants.
    """
    if kind != CHOICE or not field.endswith(_ASKS_FOR_ENERGY) or re.search(r"[!?]", text):
        return False
    said = re.findall(r"[a-z]+|\d+", fold(text))
    begins_well = bool(said) and said[0] != "du"
    return begins_well and len(said) <= _MOST_WORDS and bool(_NAMES & set(said)) and set(said) <= _NAMES | _AROUND
