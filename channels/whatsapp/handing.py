"""Hands a burst to the door, once whatever happens: photos fetched, words never held back, the unreadable answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from channels.door import Door
from channels.incoming import Accepted, Incoming
from channels.masking import POINTS, mask
from channels.neutral import neutralise
from channels.speaker import Speaker
from channels.whatsapp.bursts import Heard
from channels.whatsapp.choices import Choices
from channels.whatsapp.content import PHOTO_BAD, PHOTO_LOST, Notice
from channels.whatsapp.media_in import PhotoLater, PhotoRefused, Photos
from channels.whatsapp.pieces import Piece, compose
from courant.conversations import Attachment, Stage

logger = structlog.get_logger(__name__)

CHANNEL = "whatsapp"
# Waits before each further try to fetch a photo; then the customer is told.
PHOTO_WAITS = tuple(timedelta(seconds=one) for one in (5, 20, 60, 300))
# Place of a notice among the answers to a message: after all others.
NOTICE_PLACE = 2_000


# Notices that follow the answer to a message.
_Owed = list[tuple[Accepted, Sequence[Notice]]]


@dataclass
class _Album:
    """What became of the photos of a piece."""

    kept: list[Attachment] = field(default_factory=list)
    later: list[Heard] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class Handing:
    """Turns bursts into messages of a conversation."""

    def __init__(self, door: Door, photos: Photos, choices: Choices) -> None:
        """Hand over to a door."""
        self._door = door
        self._store = door.store
        self._photos = photos
        self._choices = choices
        self._speaker = Speaker(door.store, door.hub, door.texts)

    async def give(self, sender: str, burst: Sequence[Heard], urgent: bool = False) -> Accepted | None:
        """Hand over what somebody wrote, in the order in which it was written.

        Args:
            sender: id of the person, the address of the conversation.
            burst: the messages.
            urgent: they tell of a danger: nothing is waited for.

        Returns:
            The last of them that the assistant answers, None when it answers none.
        """
        conversation = self._store.conversation_for(CHANNEL, sender)
        before: Accepted | None = None
        owed: _Owed = []
        for piece in compose(burst):
            mine = self._claimed(piece, conversation)
            if mine is not None:
                before = await self._give(sender, conversation, mine, owed if urgent else None, before)
        for accepted, notices in owed:
            await self._follow(accepted, conversation, notices)
        return before

    def _claimed(self, piece: Piece, conversation: str) -> Piece | None:
        """Return what of a piece is ours: another process may have taken the same messages up."""
        if piece.heard[0].event.piece is not None:
            return piece
        taken = set(self._store.whatsapp_assign(piece.seqs, piece.key, conversation))
        heard = tuple(one for one in piece.heard if one.event.seq in taken)
        return Piece(heard) if heard else None

    async def _give(
        self, sender: str, conversation: str, piece: Piece, owed: _Owed | None, before: Accepted | None
    ) -> Accepted | None:
        """Hand over one piece; with `owed`, what follows its answer is put there, and nothing is waited for."""
        words = self._words(conversation, piece)
        album = await self._fetched(conversation, piece, urgent=owed is not None)
        notices = [*piece.notices, *dict.fromkeys(album.notices)]
        if piece.text or piece.button or album.kept or piece.location:
            before = await self._accepted(self._incoming(sender, conversation, piece, album))
            if notices and owed is not None:
                owed.append((before, notices))
            elif notices:
                await self._follow(before, conversation, notices)
        elif notices:
            if before is not None:
                await before.answered()
            label = ", ".join(dict.fromkeys(self._door.texts.wording(one.label) for one in notices))
            noted = self._store.whatsapp_note(conversation, CHANNEL, piece.key, label)
            self._say(conversation, noted.inbox_id, notices)
        self._settle(words, album)
        return before

    def _incoming(self, sender: str, conversation: str, piece: Piece, album: _Album) -> Incoming:
        button = piece.button if piece.button and self._store.button_title(conversation, piece.button) else None
        return Incoming(
            channel=CHANNEL,
            address=sender,
            message_id=piece.key,
            text=piece.text,
            button=button or self._choices.chosen(conversation, piece.text),
            attachments=tuple(album.kept),
            location=piece.location,
        )

    async def _follow(self, accepted: Accepted, conversation: str, notices: Sequence[Notice]) -> None:
        await accepted.answered()
        self._say(conversation, accepted.inbox_id or "", notices)

    async def _accepted(self, incoming: Incoming) -> Accepted:
        """The door tells whoever writes too fast, and the answer comes later: the phone shows it as delivered."""
        while True:
            accepted = await self._door.accept(incoming)
            if accepted.retry_after is None:
                return accepted
            await asyncio.sleep(accepted.retry_after)

    def _say(self, conversation: str, inbox_id: str, notices: Sequence[Notice]) -> None:
        if self._store.taken_over(conversation) is not None:
            return  # the person who leads sees in the transcript what came
        self._door.open(CHANNEL, self._store.address_of(conversation) or "")
        for place, notice in enumerate(notices, NOTICE_PLACE):
            self._speaker.say(conversation, self._door.texts.message(notice.message), inbox_id, place)

    async def _fetched(self, conversation: str, piece: Piece, urgent: bool) -> _Album:
        album = _Album()
        pictured = [one for one in piece.heard if one.photo]
        if urgent:
            album.later = pictured
        else:
            results = await asyncio.gather(*(self._photo(conversation, one, album) for one in pictured))
            album.kept = [one for one in results if one is not None]
        if album.later:
            self._store.whatsapp_words_first([one.event.seq for one in album.later])
        album.later += [one for one in piece.heard if one.event.stage is Stage.WORDS]
        return album

    async def _photo(self, conversation: str, heard: Heard, album: _Album) -> Attachment | None:
        try:
            return await self._photos.fetch(conversation, heard.photo or "")
        except PhotoRefused:
            album.notices.append(PHOTO_BAD)
        except PhotoLater:
            if heard.event.tries < len(PHOTO_WAITS):
                album.later.append(heard)
            else:
                album.notices.append(PHOTO_LOST)
        return None

    def _words(self, conversation: str, piece: Piece) -> dict[int, str]:
        """Return what is remembered of each message, to change or erase it later: masked as in the transcript."""
        asked, expected = self._store.asked(conversation), self._store.expected_secret(conversation)
        point = asked is not None and asked.kind in POINTS
        return {
            one.event.seq: mask(neutralise(one.words), expected, point).text if one.words else "" for one in piece.heard
        }

    def _settle(self, words: dict[int, str], album: _Album) -> None:
        now = self._store.clock()
        later = {one.event.seq: one for one in album.later}
        for seq, one in later.items():
            wait = PHOTO_WAITS[min(one.event.tries, len(PHOTO_WAITS) - 1)]
            self._store.whatsapp_photo_later([seq], now + wait)
        self._store.whatsapp_done({seq: said for seq, said in words.items() if seq not in later})
