"""What a customer sees, as a text that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tests.dialogues.canaux.dialogues import Adviser, Code, Photo, Press, Say, Step
from tests.dialogues.canaux.marks import marked
from tests.dialogues.canaux.replay import Turn

Json = dict[str, Any]
_ASKED = {"photo": "photo", "lieu": "position"}


def shown(dialogue: str, channel: str, turns: Sequence[Turn]) -> str:
    """Return a whole dialogue on a channel: « > » is the customer, « — » begins a message."""
    lines = [f"{dialogue}, {channel}"]
    for turn in turns:
        lines += ["", f"> {_done(turn.step)}"]
        for message in turn.screen:
            lines += ["—", *_READERS[channel](message)]
    return marked("\n".join(lines)) + "\n"


def words(channel: str, message: Json) -> str:
    """Return everything that can be read on one message."""
    return "\n".join(_READERS[channel](message))


def _done(step: Step) -> str:
    if isinstance(step, Say):
        return step.text
    if isinstance(step, Press):
        return f"[{step.title}…]"
    if isinstance(step, Adviser):
        return f"‹{step.name} écrit du service client›"
    if isinstance(step, Code):
        return "‹les six chiffres›"
    if isinstance(step, Photo):
        return "‹une photo›"
    return f"‹position {step.latitude}, {step.longitude}›"


def _web(entry: Json) -> Iterator[str]:
    if "name" in entry:
        yield f"‹{entry['author']} {entry['name']}›"
    yield from entry.get("text", "").splitlines()
    if "image" in entry:
        yield f"‹image› {entry['image']}"
        yield f"‹décrite ainsi› {entry['alt']}"
    for link in entry.get("links", ()):
        yield f"→ {link['title']} {link['url']}"
    for button in entry.get("buttons", ()):
        yield f"[{button['title']}]"
    if "asks" in entry:
        yield f"‹le tchat propose une {_ASKED[entry['asks']]}›"


def _whatsapp(message: Json) -> Iterator[str]:
    kind = message["type"]
    content = message[kind]
    if kind == "text":
        yield from content["body"].splitlines()
    elif kind == "interactive":
        yield from _interactive(content)
    else:
        yield from _file(kind, content)


def _interactive(content: Json) -> Iterator[str]:
    header, action = content.get("header"), content["action"]
    if header:
        yield from _file(header["type"], header[header["type"]])
    yield from content["body"]["text"].splitlines()
    for button in action.get("buttons", ()):
        yield f"[{button['reply']['title']}]"
    if "sections" in action:
        yield f"[{action['button']} ▾]"
    yield from _rows(row for section in action.get("sections", ()) for row in section["rows"])
    if content["type"] == "cta_url":
        yield f"[{action['parameters']['display_text']} ↗] {action['parameters']['url']}"
    if content["type"] == "location_request_message":
        yield "[Envoyer la position]"


def _rows(rows: Iterable[Json]) -> Iterator[str]:
    for row in rows:
        yield f"  ( ) {row['title']}" + (f" | {row['description']}" if "description" in row else "")


def _file(kind: str, content: Json) -> Iterator[str]:
    yield f"‹{kind} {content.get('filename', '')}›".replace(" ›", "›")
    yield from content.get("caption", "").splitlines()


_READERS: dict[str, Callable[[Json], Iterator[str]]] = {"webchat": _web, "whatsapp": _whatsapp}
