"""Entries of a transcript as WhatsApp messages, within its limits; the fewer messages, the better: each one is paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from channels.whatsapp.formatting import last_piece, split, to_whatsapp
from channels.whatsapp.labels import BUTTON, Labels
from channels.whatsapp.media_out import is_web, source_of_document, source_of_image
from channels.whatsapp.outgoing import Json, MediaSource, Outgoing, interactive, media_body, media_object, text_message
from channels.whatsapp.wordings import Wordings
from courant.conversations import Author, Entry, IssuedButton, Link

BODY = 1024  # characters above buttons, and below a file
PLACE = "lieu"


@dataclass(frozen=True)
class _Told:
    """What is left of an entry to be told: its words, choices, pages and files."""

    text: str
    buttons: tuple[IssuedButton, ...]
    pages: tuple[Link, ...]
    files: tuple[tuple[MediaSource, str], ...]  # each with the line that stands for it


class Renderer:
    """Makes messages of entries; the same entry always gives the same messages."""

    def __init__(self, labels: Labels, words: Wordings) -> None:
        """Render with the short labels and the wordings of the packs."""
        self._labels = labels
        self._words = words

    def render(self, entry: Entry) -> tuple[Outgoing, ...]:
        """Return the messages that tell an entry, in their order; none for an entry without content."""
        told = self._told(entry)
        if entry.asks == PLACE:
            return (*self._rendered(told), self._place()) if self._is_rich(told) else tuple(self._ask_place(told.text))
        return tuple(self._rendered(told))

    def is_numbered(self, entry: Entry) -> bool:
        """Tell whether the choices of an entry are shown as numbers."""
        titles = [button.title for button in entry.buttons]
        return bool(titles) and self._labels.buttons(titles) is None and self._labels.rows(titles) is None

    def _told(self, entry: Entry) -> _Told:
        links = [link for link in entry.links if is_web(link.url)]
        sources = [(link, source_of_document(link, self._words.document)) for link in links]
        files = [(source, self._line(link)) for link, source in sources if source]
        picture = source_of_image(entry.image, entry.image_alt, self._words.document)
        if picture:
            files.append((picture, self._described(picture, entry.image_alt)))
        return _Told(
            text=self._text(entry),
            buttons=entry.buttons,
            pages=tuple(link for link, source in sources if not source),
            files=tuple(files),
        )

    def _text(self, entry: Entry) -> str:
        text = to_whatsapp(entry.text)
        if entry.author is Author.AGENT and entry.name:
            return f"{self._words.conseiller.format(nom=entry.name)}\n{text}"
        return text

    def _rendered(self, told: _Told) -> Iterator[Outgoing]:
        if not told.buttons and len(told.pages) == 1 and not told.files and 0 < len(told.text) <= BODY:
            yield self._page(told.text, told.pages[0])
            return
        told = replace(told, text=self._with_pages(told.text, told.pages), pages=())
        if len(told.files) == 1 and self._fits_below(told):
            yield self._one_file(told)
            return
        files = [Outgoing(media_body(media), text_message(line), media) for media, line in told.files]
        yield from files if told.buttons else ()
        yield from self._words_and_choices(told.text, told.buttons)
        yield from () if told.buttons else files

    def _fits_below(self, told: _Told) -> bool:
        """Words and choices can go with the file, in one message, and its simple form too."""
        line = told.files[0][1]
        if len(told.text) + len(line) + 2 > BODY:
            return False
        return not told.buttons or (bool(told.text) and self._shown(told.buttons) is not None)

    def _one_file(self, told: _Told) -> Outgoing:
        media, line = told.files[0]
        without = "\n\n".join(part for part in (told.text, line) if part)
        shown = self._shown(told.buttons) if told.buttons else None
        if shown is None:
            return Outgoing(media_body(media, told.text), text_message(without), media)
        header: Json = {"type": media.kind, media.kind: media_object(media)}
        return Outgoing(
            interactive("button", told.text, {"buttons": shown}, header),
            interactive("button", without, {"buttons": shown}),
            media,
        )

    def _words_and_choices(self, text: str, buttons: Sequence[IssuedButton]) -> Iterator[Outgoing]:
        if not buttons:
            yield from (Outgoing(text_message(piece)) for piece in split(text))
            return
        numbered = self._numbered(text, buttons)
        action = self._action(buttons)
        if action is None:
            yield from (Outgoing(text_message(piece)) for piece in split(numbered))
            return
        before, last = last_piece(text or self._words.choisir, BODY)
        yield from (Outgoing(text_message(piece)) for piece in before)
        kind, what = action
        yield Outgoing(interactive(kind, last, what), text_message(self._numbered(last, buttons)))

    def _action(self, buttons: Sequence[IssuedButton]) -> tuple[str, Json] | None:
        """Reply buttons when they are few and short, a list when it can hold them, None when nothing can."""
        shown = self._shown(buttons)
        if shown is not None:
            return "button", {"buttons": shown}
        rows = self._labels.rows([button.title for button in buttons])
        if rows is None:
            return None
        listed = [
            {"id": button.id, "title": title, **({"description": more} if more else {})}
            for button, (title, more) in zip(buttons, rows, strict=True)
        ]
        return "list", {"button": self._words.bouton_liste, "sections": [{"rows": listed}]}

    def _shown(self, buttons: Sequence[IssuedButton]) -> list[Json] | None:
        titles = self._labels.buttons([button.title for button in buttons])
        if titles is None:
            return None
        return [
            {"type": "reply", "reply": {"id": button.id, "title": title}}
            for button, title in zip(buttons, titles, strict=True)
        ]

    def _numbered(self, text: str, buttons: Sequence[IssuedButton]) -> str:
        lines = "\n".join(f"{number}. {button.title}" for number, button in enumerate(buttons, 1))
        return "\n\n".join(part for part in (text, lines, self._words.numero) if part)

    def _page(self, text: str, link: Link) -> Outgoing:
        label = self._labels.fit(link.title, BUTTON)
        body = text if label else f"{text}\n\n{link.title}"
        action: Json = {
            "name": "cta_url",
            "parameters": {"display_text": label or self._words.bouton_lien, "url": link.url},
        }
        plain = text_message(self._with_pages(text, (link,)))
        return Outgoing(interactive("cta_url", body, action), plain) if len(body) <= BODY else Outgoing(plain)

    def _ask_place(self, text: str) -> Iterator[Outgoing]:
        before, last = last_piece(text or self._words.position, BODY)
        yield from (Outgoing(text_message(piece)) for piece in before)
        yield self._place(last)

    def _place(self, text: str = "") -> Outgoing:
        words = text or self._words.position
        return Outgoing(interactive("location_request_message", words, {"name": "send_location"}), text_message(words))

    @staticmethod
    def _is_rich(told: _Told) -> bool:
        return bool(told.buttons or told.pages or told.files)

    def _with_pages(self, text: str, pages: Sequence[Link]) -> str:
        return "\n\n".join(part for part in (text, "\n".join(self._line(page) for page in pages)) if part)

    def _line(self, link: Link) -> str:
        return self._words.lien.format(titre=link.title, url=link.url)

    def _described(self, picture: MediaSource, alt: str | None) -> str:
        return self._words.image.format(texte=alt or picture.url)
