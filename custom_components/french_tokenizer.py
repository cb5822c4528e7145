"""Cuts French text into tokens: elisions apart, amounts and identifiers whole, offsets those of the message."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from courant.french.folding import straighten

_ELISION = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)"
_UNIT = r"(?:€|euros?\b|eur\b|%|kwh\b|kva\b|m3\b)"
# In order of preference; the text has its quotes and spaces made plain first, one for one.
_PATTERNS = (
    r"https?://\S+[\w/]|www\.\S+[\w/]",
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
    r"[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b",  # IBAN
    r"gi ?\d{6}\b",
    r"n[°ºo] ?[a-z]{0,4}-?\d[\w-]*",
    rf"\d{{1,3}}(?: \d{{3}})+(?:[.,]\d+)? ?{_UNIT}",
    rf"\d+(?:[.,]\d+)? ?{_UNIT}(?: ?\d{{2}}\b)?|€ ?\d+(?:[.,]\d+)?|\d+e\d{{2}}\b",
    r"\+?\d{2,3}(?:[ .-]?\(?\d{1,3}\)?)(?:[ .-]?\d{2}){3,4}\b|\d{2}(?:[ .-]\d{2}){4}\b",  # telephone numbers
    r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\d{4}-\d{2}-\d{2}\b",  # dates
    r"\d{1,2} ?h(?: ?\d{2})?\b",  # hours
    r"\d{2}(?: \d{3}){4}\b|\d{14}\b",  # delivery points
    r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?\b",
    _ELISION,
    r"(?=[\w-]*\d)\w+(?:-\w+)+",  # identifiers
    r"\d+(?:[.,]\d+)+",
    r"\w+(?:['-]\w+)*'?",
    r"[^\w\s]+",
)
_TOKEN = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FrenchTokenizer(Tokenizer):
    """Tokenizer for French as it is typed: curly apostrophes, narrow spaces, amounts, references."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return Rasa's own defaults: intent names are not cut."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Cut one attribute of a message; each token is a slice of the original text."""
        text = message.get(attribute)
        tokens = [Token(text[start:end], start) for start, end in spans(text)]
        cut: List[Token] = self._apply_token_pattern(tokens)
        return cut


def spans(text: str) -> List[tuple[int, int]]:
    """Return the borders of the tokens of a text, in order."""
    return [match.span() for match in _TOKEN.finditer(straighten(text))]
