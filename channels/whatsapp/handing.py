"""Hands a burst to the door, once whatever happens: photos fetched, words never held back, the unreadable answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
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
from channels.whatsapp.content import NOT_HANDLED, PHOTO_BAD, PHOTO_LOST, Notice
from channels.whatsapp.media_in import PhotoLater, PhotoRefused, Photos
from channels.whatsapp.pieces import Piece, compose
from channels.whatsapp.reading import ReadMarks
from courant.conversations import Attachment, Handed, Stage

logger = structlog.get_logger(__name__)

CHANNEL = "whatsapp"
# Waits before each further try to fetch a photo; then the customer is told.
PHOTO_WAITS = tuple(timedelta(seconds=one) for one in (5, 20, 60, 300))
# Until it is looked again whether a message was answered that the door had before a stop.
ANSWER_WAIT = timedelta(seconds=5)
# Place of a notice among the answers to a message: after all others.
NOTICE_PLACE = 2_000
SAFETY_PLACE = NOTICE_PLACE - 1


Turn = Callable[[], AbstractAsyncContextManager[None]]


@dataclass
class _Album:
    """What became of the photos of a piece."""

    kept: list[Attachment] = field(default_factory=list)
    later: list[Heard] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass
class _Task:
    """A piece to hand over, and of an urgent burst the notices that are owed once everything is with the door."""

    sender: str
    conversation: str
    piece: Piece
    urgent: bool
    owed: list[tuple[Accepted, Sequence[Notice]]]


class Handing:
    """Turns bursts into messages of a conversation."""

    def __init__(self, door: Door, photos: Photos, choices: Choices, marks: ReadMarks, turn: Turn) -> None:
        """Hand over to a door.

        Args:
            door: where messages go.
            photos: where photos are fetched.
            choices: knows what a typed number stands for.
            marks: shows the customer that a message was taken up.
            turn: a place among those who are answered at the same time; held for no download and for no pause.
        """
        self._door = door
        self._store = door.store
        self._photos = photos
        self._choices = choices
        self._marks = marks
        self._turn = turn
        self._speaker = Speaker(door.store, door.hub, door.texts)

    async def give(self, sender: str, burst: Sequence[Heard], urgent: bool = False) -> None:
        """Hand over what somebody wrote, in the order in which it was written, and have it answered.

        Args:
            sender: id of the person, the address of the conversation.
            burst: the messages.
            urgent: they tell of a danger: nothing is waited for, nor the answer.
        """
        conversation = self._store.conversation_for(CHANNEL, sender)
        owed: list[tuple[Accepted, Sequence[Notice]]] = []
        for piece in compose(burst):
            mine = self._claimed(piece, conversation)
            if mine is not None:
                await self._give(_Task(sender, conversation, mine, urgent, owed))
        for accepted, notices in owed:
            if notices:
                await accepted.answered()
                self._say(conversation, accepted.inbox_id or "", notices)

    def excuse(self, sender: str, key: str, danger: str | None) -> None:
        """Ask somebody to repeat what could not be handled, unless the door has it; a danger is answered first."""
        conversation = self._store.conversation_for(CHANNEL, sender)
        if self._store.whatsapp_handed(conversation, key) is not None:
            return
        noted = self._store.whatsapp_note(conversation, CHANNEL, key, self._door.texts.wording(NOT_HANDLED.label))
        safety = None if danger is None else self._door.texts.danger(danger, {})
        if safety is not None:
            self._speaker.say(conversation, safety, noted.inbox_id, SAFETY_PLACE)
        self._say(conversation, noted.inbox_id, [NOT_HANDLED])

    def _claimed(self, piece: Piece, conversation: str) -> Piece | None:
        """Return what of a piece is ours: others may have been taken back, or taken up by another process."""
        taken = set(self._store.whatsapp_assign(piece.seqs, piece.key, conversation))
        heard = tuple(one for one in piece.heard if one.event.seq in taken)
        return Piece(heard) if heard else None

    async def _give(self, task: _Task) -> None:
        """Hand over one piece: the photos first, then in turn; whoever writes too fast lets others go first."""
        piece = task.piece
        words = self._words(task.conversation, piece)
        known = self._store.whatsapp_handed(task.conversation, piece.key) if piece.is_named else None
        if known is not None:
            return self._again(task, words, known)
        if any(one.photo for one in piece.heard):
            self._marks.show(task.sender, piece.heard)
        album = await self._fetched(task.conversation, piece, task.urgent)
        wait: float | None = 0.0
        while wait is not None:
            await asyncio.sleep(wait)
            async with nullcontext() if task.urgent else self._turn():
                wait = await self._in_turn(task, words, album)

    def _again(self, task: _Task, words: dict[int, str], known: Handed) -> None:
        """The door had it before a stop or a failure: nothing is fetched again, and notices follow the answer."""
        pictured = sum(one.photo is not None for one in task.piece.heard)
        notices = [*task.piece.notices, *([PHOTO_LOST] if known.photos < pictured else [])]
        if notices and not known.answered:
            return self._store.whatsapp_postpone(task.piece.seqs, self._store.clock() + ANSWER_WAIT, counts=False)
        self._say(task.conversation, known.inbox_id, notices)
        self._settle(words, _Album(later=_words_only(task.piece)))

    async def _in_turn(self, task: _Task, words: dict[int, str], album: _Album) -> float | None:
        """Hand over and wait for the answer; return after how many seconds to try again, None when it is done."""
        piece, notices = task.piece, [*task.piece.notices, *dict.fromkeys(album.notices)]
        if not any(one.photo for one in piece.heard):
            self._marks.show(task.sender, piece.heard)
        if piece.text or piece.button or album.kept or piece.location:
            return await self._accepted(task, words, album, notices)
        if notices:
            for accepted, _ in task.owed:
                await accepted.answered()
            self._note(task, notices)
        self._settle(words, album)
        return None

    async def _accepted(
        self, task: _Task, words: dict[int, str], album: _Album, notices: Sequence[Notice]
    ) -> float | None:
        """The door tells whoever writes too fast, and the answer comes later: the phone shows it as delivered."""
        accepted = await self._door.accept(self._incoming(task.sender, task.conversation, task.piece, album))
        if accepted.retry_after is not None:
            return accepted.retry_after
        if task.urgent:
            task.owed.append((accepted, notices))
        elif notices:
            await accepted.answered()
            self._say(task.conversation, accepted.inbox_id or "", notices)
        self._settle(words, album)
        if not task.urgent:
            await accepted.answered()
        return None

    def _note(self, task: _Task, notices: Sequence[Notice]) -> None:
        label = ", ".join(dict.fromkeys(self._door.texts.wording(one.label) for one in notices))
        noted = self._store.whatsapp_note(task.conversation, CHANNEL, task.piece.key, label)
        self._say(task.conversation, noted.inbox_id, notices)

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

    def _say(self, conversation: str, inbox_id: str, notices: Sequence[Notice]) -> None:
        if not notices or self._store.taken_over(conversation) is not None:
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
        album.later += _words_only(piece)
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


def _words_only(piece: Piece) -> list[Heard]:
    """Those whose photos will be messages of their own."""
    return [one for one in piece.heard if one.event.stage is Stage.WORDS]
