"""Parsers of answers, by the kind of the field that is asked.

Each takes the whole message and returns `None` unless it is an answer of that kind: the value, and around it
only words that introduce it. A question or another request is never an answer, even when it holds a value.
"""

from __future__ import annotations

from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.form_answer import Answer, FormField, read_answer
from courant.french.parsers.kinds import PARSERS, Parser

__all__ = ["PARSERS", "Answer", "FormField", "ParseContext", "Parsed", "Parser", "read_answer"]
