"""What a message of the widget may hold: words, a button, photos, a place."""

from __future__ import annotations

from typing import Any

from channels.door import Door
from channels.incoming import Incoming, UnknownFile
from channels.problems import Problem, is_button, string_in
from courant.conversations import Attachment, Location

CHANNEL = "webchat"
LONGEST_TEXT = 2_000
LONGEST_ID = 64
LONGEST_BODY_TEXT = 16_384
MOST_FILES = 3
# Five decimals of a degree are about a metre; more would only be noise.
DECIMALS = 5


def incoming(body: dict[str, Any], session: str, conversation: str, door: Door) -> Incoming:
    """Read a message; raises a 400 or 422 problem that says what is wrong with it."""
    message_id = string_in(body, "id", LONGEST_ID)
    files, place = _files(body, conversation, door), _location(body)
    if not files and place is None and is_button(body):
        return Incoming(CHANNEL, session, message_id, button=string_in(body, "button", LONGEST_ID))
    text = _text(body, required=not files and place is None)
    return Incoming(CHANNEL, session, message_id, text=text, attachments=files, location=place)


def _text(body: dict[str, Any], required: bool) -> str:
    if not required and not body.get("text"):
        return ""
    text = string_in(body, "text", LONGEST_BODY_TEXT)
    if len(text) > LONGEST_TEXT:
        raise Problem(422, f"at most {LONGEST_TEXT} characters")
    return text


def _files(body: dict[str, Any], conversation: str, door: Door) -> tuple[Attachment, ...]:
    ids = body.get("files") or []
    if not isinstance(ids, list) or len(ids) > MOST_FILES or not all(isinstance(one, str) for one in ids):
        raise Problem(400, f"'files' must be a list of at most {MOST_FILES} ids")
    try:
        return tuple(door.kept_file(conversation, one) for one in ids)
    except UnknownFile as error:
        raise Problem(400, "this file was not sent in this conversation") from error


def _location(body: dict[str, Any]) -> Location | None:
    place = body.get("location")
    if place is None:
        return None
    if not isinstance(place, dict):
        raise Problem(400, "'location' must be an object")
    return Location(_degrees(place, "latitude", 90.0), _degrees(place, "longitude", 180.0))


def _degrees(place: dict[str, Any], key: str, most: float) -> float:
    value = place.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -most <= value <= most:
        raise Problem(400, f"{key!r} must be a number of degrees")
    return round(float(value), DECIMALS)
