"""Makes the request that a parcel stands for, with its file uploaded, and sends it."""

from __future__ import annotations

import structlog

from channels.whatsapp.client import Graph
from channels.whatsapp.errors import Fault, GraphProblem
from channels.whatsapp.media_out import Fetch
from channels.whatsapp.outgoing import Json, Outgoing, text_message
from channels.whatsapp.render import Renderer
from channels.whatsapp.templates import Templates
from courant.conversations import ConversationStore, Entry, Parcel

logger = structlog.get_logger(__name__)


class Unreachable(LookupError):
    """The customer has ended the conversation or has no address any more, or there is nothing left to tell."""


class Sender:
    """One message at a time; deciding what to do when it fails is somebody else's."""

    def __init__(
        self, store: ConversationStore, graph: Graph, renderer: Renderer, templates: Templates, fetch: Fetch
    ) -> None:
        """Send through one number of ours."""
        self._store = store
        self._graph = graph
        self._renderer = renderer
        self._templates = templates
        self._fetch = fetch

    @property
    def can_announce(self) -> bool:
        """There is a template that tells of an answer that waits."""
        return self._templates.waiting is not None

    def messages(self, entry: Entry) -> tuple[Outgoing, ...]:
        """Return the messages of an entry; its bare text when it cannot be rendered, so that nothing is lost."""
        try:
            return self._renderer.render(entry)
        except Exception:
            logger.exception("channels.whatsapp.sender.entry.not_rendered", number=entry.number)
            return (Outgoing(text_message(entry.text)),) if entry.text else ()

    def outgoing(self, parcel: Parcel) -> Outgoing | None:
        """Return the message of a parcel; None for a template, and when the entry has fewer messages than before."""
        entries = self._store.messages_after(parcel.conversation, parcel.number - 1, 1)
        messages = self.messages(entries[0]) if entries and not parcel.is_template else ()
        return messages[parcel.part] if 0 <= parcel.part < len(messages) else None

    def is_simple(self, parcel: Parcel) -> bool:
        """Tell whether no simpler form of a parcel is left to try."""
        outgoing = self.outgoing(parcel)
        return parcel.plain or outgoing is None or outgoing.plain is None

    async def send(self, parcel: Parcel, outgoing: Outgoing | None) -> str:
        """Send a parcel and return the provider's id.

        Args:
            parcel: what is sent.
            outgoing: its message; unused for a template.

        Raises:
            Unreachable: there is nobody to send it to.
            FileUnavailable: its file cannot be fetched from our own systems.
            GraphProblem: what the API answered, or that it did not.
        """
        recipient = self._recipient(parcel.conversation)
        body = self._template() if parcel.is_template else await self._with_file(parcel, outgoing)
        common = {"messaging_product": "whatsapp", "recipient_type": "individual"}
        return await self._graph.send({**common, **recipient, **body, "biz_opaque_callback_data": parcel.tag})

    def _recipient(self, conversation: str) -> Json:
        found = self._store.whatsapp_recipient(conversation)
        if found is not None and found.phone:
            return {"to": f"+{found.phone.lstrip('+')}"}
        if found is not None and found.user_id:
            return {"recipient": found.user_id}
        raise Unreachable(conversation)

    def _template(self) -> Json:
        if self._templates.waiting is None:
            raise GraphProblem(132001, "no template tells of an answer that waits")
        return self._templates.waiting.message({})

    async def _with_file(self, parcel: Parcel, outgoing: Outgoing | None) -> Json:
        if outgoing is None:
            raise Unreachable(f"entry {parcel.number} has no part {parcel.part}")
        media = outgoing.needs_media(parcel.plain)
        if media is None:
            return outgoing.payload(parcel.plain)
        file = await self._fetch(media)
        try:
            uploaded = await self._graph.upload(file.content, file.mime, media.filename)
        except GraphProblem as problem:
            # Nothing reached the customer: a lost upload is simply made again, a refused file is a file's fault.
            problem.lost = False
            problem.fault = Fault.MEDIA if problem.fault is Fault.BUG else problem.fault
            raise
        return outgoing.payload(parcel.plain, uploaded)
