"""Start-up patch of one Rasa method: what a loaded model is made of is not searched for garbage.

A million objects (packs, word lists, patterns, modules) stay for as long as the server runs. Python's collector goes
through them while they are made, then again now and then in the middle of a turn, which takes a quarter of a second.
"""

from __future__ import annotations

import gc
from functools import wraps
from typing import Any

from rasa.core.processor import MessageProcessor

RARELY = 50_000  # objects made between two searches until the model is loaded; Python's own number is 700


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless); garbage is searched for rarely until then."""
    original, usual = MessageProcessor.__init__, gc.get_threshold()
    if hasattr(original, "__wrapped__"):
        return
    gc.set_threshold(RARELY, *usual[1:])

    @wraps(original)
    def settle(self: MessageProcessor, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*usual)

    setattr(MessageProcessor, "__init__", settle)  # noqa: B010  mypy refuses the plain form
