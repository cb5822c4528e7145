"""Options that were shown as a numbered text: the number that is typed stands for the button."""

from __future__ import annotations

import re
from collections.abc import Callable

from courant.conversations import Author, ConversationStore, Entry

_NUMBER = re.compile(r"\W*(\d{1,2})\W*")
_LOOK_BACK = 10


class Choices:
    """Looks at what was offered last."""

    def __init__(self, store: ConversationStore, is_numbered: Callable[[Entry], bool]) -> None:
        """Look into this store; `is_numbered` tells how an entry was shown."""
        self._store = store
        self._is_numbered = is_numbered

    def chosen(self, conversation: str, text: str) -> str | None:
        """Return the id of the button whose number this text is, None when it is not the number of one."""
        typed = _NUMBER.fullmatch(text)
        offered = self._offered(conversation) if typed else None
        if typed is None or offered is None or not self._is_numbered(offered):
            return None
        place = int(typed.group(1))
        return offered.buttons[place - 1].id if 1 <= place <= len(offered.buttons) else None

    def _offered(self, conversation: str) -> Entry | None:
        after = max(0, self._store.last_number(conversation) - _LOOK_BACK)
        said = [one for one in self._store.messages_after(conversation, after) if one.author is not Author.CUSTOMER]
        return said[-1] if said else None
