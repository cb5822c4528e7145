"""One conversation's messages on their way: in their order, one after the other, a danger first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.texts import tells_of_danger
from channels.whatsapp.errors import GraphProblem
from channels.whatsapp.media_out import FileUnavailable
from channels.whatsapp.outgoing import Outgoing
from channels.whatsapp.pacing import Pacing
from channels.whatsapp.reactions import Reactions
from channels.whatsapp.sender import Sender, Unreachable
from channels.whatsapp.statuses import Statuses
from channels.whatsapp.timer import Timer
from channels.whatsapp.window import is_open
from courant.conversations import Author, ConversationStore, Entry, Parcel, ParcelState

# After a file, the next message waits until the file has arrived: Meta gives no order guarantee.
MEDIA_SECONDS = 5.0
# A call and the upload before it end sooner; afterwards its process is gone.
GONE_SECONDS = 20.0
GONE_WITH_FILE_SECONDS = 50.0
ELSEWHERE_SECONDS = 1.0
CHANNEL = "whatsapp"
_ARRIVED = (ParcelState.DELIVERED, ParcelState.READ, ParcelState.FAILED, ParcelState.HELD, ParcelState.WAITING)


@dataclass(frozen=True)
class Tools:
    """What all lanes share."""

    store: ConversationStore
    sender: Sender
    pacing: Pacing
    reactions: Reactions
    statuses: Statuses
    timer: Timer
    calls: asyncio.Semaphore
    turn: asyncio.Lock


class Lane:
    """Sends what a conversation has to say, until nothing is left."""

    def __init__(self, conversation: str, tools: Tools, dangers_only: bool = False) -> None:
        """Begin with what the store holds, or with dangers alone, beside a lane whose call lasts."""
        self.conversation = conversation
        self.dangers_only = dangers_only
        self.calling = False
        self.waiting = not dangers_only
        self.news = asyncio.Event()
        self.closing = False
        self._tools = tools
        self._file: tuple[str, datetime] | None = None
        self._reserved: tuple[str, datetime] | None = None

    async def run(self) -> None:
        """Send everything, waiting as long as it takes; ends when nothing is left, or when it is told to close."""
        while not self.closing:
            if not self.dangers_only:
                await self._turn()
            self._plan()
            parcels = self._allowed(self._tools.store.open_parcels(self.conversation))
            if not parcels or (self.dangers_only and not parcels[0].urgent):
                return
            seconds = await self._step(parcels[0])
            if seconds > 0:
                await self._tools.timer.wait(self.news, seconds)

    def close(self) -> None:
        """End after the call under way; the store remembers what is left."""
        self.closing = True
        self.news.set()

    async def _turn(self) -> None:
        """One lane at a time looks into the store, and webhooks are answered in between; a danger waits for none."""
        self.waiting = True
        async with self._tools.turn:
            await asyncio.sleep(0)
        self.waiting = False

    def _plan(self) -> None:
        """Write down the messages of each new entry, in one transaction."""
        store = self._tools.store
        entries = store.messages_after(self.conversation, store.delivery_cursor(self.conversation))
        if entries:
            with store.together():
                self._plan_all(entries)

    def _plan_all(self, entries: Sequence[Entry]) -> None:
        store = self._tools.store
        for entry in entries:
            if entry.author is not Author.CUSTOMER:
                messages = self._tools.sender.messages(entry)
                store.plan_delivery(self.conversation, entry.number, len(messages), tells_of_danger(entry.response))
        if entries[-1].author is Author.CUSTOMER:
            store.plan_delivery(self.conversation, entries[-1].number, 0)

    def _allowed(self, parcels: list[Parcel]) -> list[Parcel]:
        """What may leave: everything while the window is open; once it is closed, what is under way and templates."""
        if not parcels:
            return []
        store, states = self._tools.store, {one.state for one in parcels if not one.is_template}
        window_open = is_open(store, self.conversation)
        if window_open and ParcelState.HELD in states:
            store.release_parcels(self.conversation)
        elif not window_open and ParcelState.WAITING in states:
            store.hold_parcels(self.conversation)
        elif window_open or ParcelState.HELD not in states or not self._announce(parcels):
            return [one for one in parcels if one.state is not ParcelState.HELD]
        return self._allowed(store.open_parcels(self.conversation))

    def _announce(self, parcels: list[Parcel]) -> bool:
        """Have a template tell of what is held, once until the customer writes; tell whether it was done now."""
        store = self._tools.store
        address = store.address_of(self.conversation)
        if address is None or not self._tools.sender.can_announce or store.opted_out(CHANNEL, address):
            return False
        number = next(one.number for one in parcels if one.state is ParcelState.HELD)
        return store.announce(self.conversation, number, store.whatsapp_last_message(self.conversation))

    async def _step(self, parcel: Parcel) -> float:
        """Do what can be done for the next parcel; return the seconds to wait before looking again."""
        wait = self._until(parcel.not_before)
        if parcel.state is ParcelState.SENDING and wait <= 0:
            self._tools.reactions.to_silence(parcel)
            return 0.0
        wait = max(wait, self._file_wait(parcel), self._tools.pacing.blocked())
        if wait <= 0:
            wait = self._pace_wait(parcel)
        if wait <= 0 and not await self._send(parcel):
            return ELSEWHERE_SECONDS
        return wait

    def _pace_wait(self, parcel: Parcel) -> float:
        """A place in the queue of our number and of this person, kept until the message leaves; none for a danger."""
        if parcel.urgent:
            return 0.0
        if self._reserved is None or self._reserved[0] != parcel.id:
            self._reserved = parcel.id, self._tools.pacing.reserve(self.conversation)
        return self._until(self._reserved[1])

    async def _send(self, parcel: Parcel) -> bool:
        """Make one attempt; False when another process is at it."""
        self.calling = True  # also while it stands in line for the call
        try:
            async with nullcontext() if parcel.urgent else self._tools.calls:
                return await self._attempt(parcel)
        finally:
            self.calling = False

    async def _attempt(self, parcel: Parcel) -> bool:
        outgoing = self._tools.sender.outgoing(parcel)
        has_file = outgoing is not None and outgoing.needs_media(parcel.plain) is not None
        gone = self._tools.timer.now() + timedelta(seconds=GONE_WITH_FILE_SECONDS if has_file else GONE_SECONDS)
        begun = self._tools.store.begin_sending(parcel, gone)
        if begun is None:
            return False
        self._tools.pacing.leaves()
        self._reserved = None
        await self._call(begun, outgoing, has_file)
        return True

    async def _call(self, parcel: Parcel, outgoing: Outgoing | None, has_file: bool) -> None:
        try:
            message_id = await self._tools.sender.send(parcel, outgoing)
        except FileUnavailable as error:
            self._tools.reactions.to(parcel, GraphProblem(131053, str(error)))
        except Unreachable as error:
            self._tools.reactions.to(parcel, GraphProblem(131026, str(error)))
        except GraphProblem as problem:
            (self._tools.reactions.to_lost(parcel) if problem.lost else self._tools.reactions.to(parcel, problem))
        else:
            self._accepted(parcel, message_id, has_file)

    def _accepted(self, parcel: Parcel, message_id: str, has_file: bool) -> None:
        tools = self._tools
        tools.store.parcel_accepted(parcel.id, message_id)
        tools.statuses.message_known(message_id)
        tools.pacing.accepted(self.conversation)
        self._file = (parcel.id, tools.timer.now() + timedelta(seconds=MEDIA_SECONDS)) if has_file else None

    def _file_wait(self, parcel: Parcel) -> float:
        if self._file is None or parcel.urgent:
            return 0.0
        before, until = self._file
        sent = self._tools.store.parcel(before)
        return 0.0 if sent is None or sent.state in _ARRIVED else self._until(until)

    def _until(self, moment: datetime | None) -> float:
        return 0.0 if moment is None else (moment - self._tools.timer.now()).total_seconds()
