"""A burst cut into messages for the door: words, photos and a place together, each pressed button by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.whatsapp.bursts import Heard, joined
from channels.whatsapp.content import STICKER, Notice
from courant.conversations import Location, Stage

# As long as one message of the channel can be.
LONGEST_TEXT = 4_096
MOST_PHOTOS = 10


@dataclass(frozen=True)
class Piece:
    """What becomes one message."""

    heard: tuple[Heard, ...]

    @property
    def key(self) -> str:
        """Name of the message for the door; the same after a restart, so that it is answered once."""
        first = self.heard[0].event
        if first.piece is not None:
            return first.piece
        # The words of this photo are a message already, under its id.
        return f"{first.key}:photo" if first.stage is Stage.PHOTO else first.key

    @property
    def is_named(self) -> bool:
        """It was made before a stop or a failure; the door may have it already."""
        return self.heard[0].event.piece is not None

    @property
    def seqs(self) -> list[int]:
        """Places of its events."""
        return [one.event.seq for one in self.heard]

    @property
    def text(self) -> str:
        """Everything that was typed."""
        return joined(one.words for one in self.heard)

    @property
    def button(self) -> str | None:
        """What was pressed."""
        return self.heard[0].content.button

    @property
    def location(self) -> Location | None:
        """The place that was shared."""
        return next((one.content.location for one in self.heard if one.content.location), None)

    @property
    def notices(self) -> list[Notice]:
        """What has to be said of its content that cannot be read, each once; a sticker beside words is a mood."""
        found = dict.fromkeys(one.content.notice for one in self.heard if one.content.notice)
        return [one for one in found if one is not STICKER or not any(map(speaks, self.heard))]


def speaks(heard: Heard) -> bool:
    """Tell whether the assistant can answer this."""
    content = heard.content
    return bool(content.text or content.button or content.photo or content.location)


def compose(burst: Sequence[Heard]) -> list[Piece]:
    """Cut a burst, given in the order in which it was sent; what cannot be read comes last, together."""
    if burst and burst[0].event.piece is not None:
        return [Piece(tuple(burst))]  # it was cut before a stop or a failure: the door knows it under its name
    groups: list[list[Heard]] = []
    for one in filter(speaks, burst):
        if groups and _fits(groups[-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    unread = [one for one in burst if not speaks(one)]
    moods = [one for one in unread if groups and one.content.notice is STICKER]
    if moods:
        groups[-1] += moods
    rest = [one for one in unread if one not in moods]
    return [Piece(tuple(group)) for group in (*groups, rest) if group]


def _fits(group: list[Heard], one: Heard) -> bool:
    if one.content.button or group[0].content.button or one.event.stage is not group[0].event.stage:
        return False
    if one.content.location and any(other.content.location for other in group):
        return False
    length = sum(len(other.words) + 1 for other in group) + len(one.words)
    return length <= LONGEST_TEXT and sum(other.photo is not None for other in group) < MOST_PHOTOS
