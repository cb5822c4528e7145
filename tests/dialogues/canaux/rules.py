"""What every answer must keep to on its channel, and what must be the same on both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from channels.whatsapp.labels import BUTTON, DESCRIPTION, MOST_BUTTONS, MOST_ROWS, ROW
from tests.dialogues.canaux.marks import marked
from tests.dialogues.canaux.replay import Turn
from tests.dialogues.canaux.shown import words

Json = dict[str, Any]
TEXT, BODY = 4096, 1024
_FALL_BACK = re.compile(r"Choix \d+")
_UNFILLED = re.compile(r"\{\w+\}|\bNone\b|\bnan\b")
_ADDRESS = re.compile(r"https?://\S+")
# An ordinary space, or none, where French wants one that does not break.
_SPACES = re.compile(r"[^\s\u00a0\u202f][ ]?(?:[;!?»€%]|:(?=\s))|(?<!\d)[ ]:(?=\s)|«[^\u00a0\u202f]")
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_FACTS = re.compile(
    r"[+−-]?\d[\d\s\u202f\u00a0]*,\d{2}\s€"  # amounts
    rf"|\d{{1,2}}(?:er)?\s(?:{_MONTHS})(?:\s\d{{4}})?"  # days
    r"|\b\d\d/\d{4}\b"  # months
    r"|\b[A-Z]\d{4}-\d{6}\b"  # numbers of files
    r"|\b0\s?\d(?:\s?\d){8}\b"  # telephone
)


def faults(channel: str, turn: Turn) -> list[str]:
    """Return what is wrong with the answers of a turn; nothing when all is well."""
    found = [fault for message in turn.screen for fault in _everywhere(words(channel, message))]
    if channel == "webchat":
        return found + [fault for message in turn.screen for fault in _of_web(message)]
    found += [fault for message in turn.screen for fault in _of_whatsapp(message)]
    return found + list(_lost(turn))


def differences(one: Turn, other: Turn, channels: tuple[str, str] = ("webchat", "whatsapp")) -> list[str]:
    """Return what two channels do not say alike: responses, words, choices, facts."""
    found = []
    for name, of in (("responses", _responses), ("words", _words), ("choices", _choices)):
        if of(one) != of(other):
            found.append(f"{name}: {of(one)} / {of(other)}")
    facts, others = (_facts(channel, turn) for channel, turn in zip(channels, (one, other), strict=True))
    return found + [f"fact on one channel only: {fact}" for fact in sorted(facts ^ others)]


def _everywhere(text: str) -> Iterator[str]:
    if unfilled := _UNFILLED.search(text):
        yield f"nothing was filled in: {unfilled[0]}"
    if space := _SPACES.search(_ADDRESS.sub("", text)):
        yield f"typographic space: « {text[max(0, space.start() - 20) : space.end() + 5]} »"


def _of_web(entry: Json) -> Iterator[str]:
    if _ADDRESS.search(entry.get("text", "")):
        yield "an address stands in the words"
    for link in entry.get("links", ()):
        if urlsplit(link["url"]).scheme not in ("http", "https") or _ADDRESS.search(link["title"]):
            yield f"no good link: {link['title']}"


def _of_whatsapp(message: Json) -> Iterator[str]:
    kind = message["type"]
    content = message[kind]
    text = content.get("body", "") if kind == "text" else ""
    yield from _too_long("text", text, TEXT)
    if re.search(r"https?://\S+/documents/", text):
        yield "the address of a document in place of the document"
    yield from _of_file(kind, content)
    if kind == "interactive":
        yield from _of_interactive(content)


def _of_interactive(content: Json) -> Iterator[str]:
    action, header = content["action"], content.get("header", {})
    buttons = [button["reply"]["title"] for button in action.get("buttons", ())] if "sections" not in action else []
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    yield from _too_long("body", content["body"]["text"], BODY)
    yield from _of_file(header.get("type", ""), header.get(header.get("type", ""), {}))
    for title in buttons:
        yield from _label("button", title, BUTTON)
    for row in rows:
        yield from _label("row", row["title"], ROW)
        yield from _too_long("description", row.get("description", ""), DESCRIPTION)
    if len(buttons) > MOST_BUTTONS or len(rows) > MOST_ROWS:
        yield f"too many: {len(buttons)} buttons, {len(rows)} rows"
    yield from _too_long("button", action.get("parameters", {}).get("display_text", ""), BUTTON)


def _of_file(kind: str, content: Json) -> Iterator[str]:
    yield from _too_long("caption", content.get("caption", ""), BODY)
    if kind == "document" and not re.fullmatch(r"[A-ZÉ][\w°€, '’\s-]*\.pdf", content.get("filename", "")):
        yield f"a file name that says nothing: {content.get('filename')}"


def _label(what: str, title: str, most: int) -> Iterator[str]:
    yield from _too_long(what, title, most)
    if _FALL_BACK.fullmatch(title):
        yield f"{what} without a label of its own: {title}"


def _too_long(what: str, text: str, most: int) -> Iterator[str]:
    if len(text) > most:
        yield f"{what} of {len(text)} characters, over {most}: {text[:40]}"


def _lost(turn: Turn) -> Iterator[str]:
    """What the assistant offered and the phone does not."""
    sent = str(turn.screen)
    for entry in turn.entries:
        for place, button in enumerate(entry.buttons, 1):
            if button.id not in sent and f"{place}. {button.title}" not in sent:
                yield f"lost choice: {button.title}"
    documents = [link for entry in turn.entries for link in entry.links if link.kind == "PDF"]
    missing = len(documents) - sum(_is_document(message) for message in turn.screen)
    if missing > 0:
        yield f"lost documents: {missing} of {[link.title for link in documents]}"


def _is_document(message: Json) -> bool:
    header = message[message["type"]].get("header", {}) if message["type"] == "interactive" else {}
    return message["type"] == "document" or header.get("type") == "document"


def _responses(turn: Turn) -> list[str | None]:
    return [entry.response for entry in turn.entries]


def _words(turn: Turn) -> list[str]:
    return [marked(entry.text) for entry in turn.entries]


def _choices(turn: Turn) -> list[list[str]]:
    return [[button.title for button in entry.buttons] for entry in turn.entries]


def _facts(channel: str, turn: Turn) -> set[str]:
    read: Sequence[str] = [_ADDRESS.sub("", words(channel, message)) for message in turn.screen]
    return {re.sub(r"\s", " ", fact) for text in read for fact in _FACTS.findall(text)}
