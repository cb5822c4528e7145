"""Reads the body of a webhook. Nothing in it is taken for granted: what cannot be read is counted, the rest is kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from channels.whatsapp.account import VALUE_ERRORS, key_of
from channels.whatsapp.events import GraphError, IncomingMessage, Notice, StatusUpdate
from courant.conversations import WhatsappContact

FIELD = "messages"
LONGEST_ID = 200
_PHONE = re.compile(r"\+?[0-9]{5,20}")
# Country code, a dot, letters and digits; `ENT.` marks the id for a group of businesses.
_USER = re.compile(r"[A-Z]{2}\.[A-Za-z0-9._-]{1,140}")
# How the text of a `system` message ends. What stands before is the person's own name, so only the end can be trusted.
_CHANGE = re.compile(r"changed from (\S+) to (\S+)\s*\Z")
Json = Mapping[str, Any]


@dataclass
class Parcel:
    """What a webhook brought: messages, statuses, notices, and how often something was not for customers, by reason."""

    messages: list[IncomingMessage] = field(default_factory=list)
    statuses: list[StatusUpdate] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def read(body: bytes, phone_number_id: str, now: datetime) -> Parcel:
    """Read a webhook that was sent to this number of ours; times that make no sense become `now`."""
    parcel = Parcel()
    for entry in _mappings(_document(body, parcel).get("entry")):
        for change in _mappings(entry.get("changes")):
            _read_change(entry, change, phone_number_id, parcel, now)
    return parcel


def _read_change(entry: Json, change: Json, phone_number_id: str, parcel: Parcel, now: datetime) -> None:
    name = change.get("field")
    value = _mapping(change.get("value"))
    if not _is_ours(value, phone_number_id):
        parcel.counts["foreign_number"] += 1
    elif name == FIELD:
        _read_value(value, parcel, now)
        if _list(value.get("errors")):
            parcel.notices.append(_notice(entry, VALUE_ERRORS, {"errors": value["errors"]}, now))
    else:
        known_as = str(name)[:64].encode("ascii", "replace").decode()
        parcel.counts[f"field.{known_as}"] += 1
        parcel.notices.append(_notice(entry, known_as, change.get("value"), now))


def _notice(entry: Json, name: str, value: Any, now: datetime) -> Notice:
    return Notice(key_of(entry, name, value), name, value, moment(entry.get("time"), now))


def _document(body: bytes, parcel: Parcel) -> Json:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        parcel.counts["unreadable"] += 1
        return {}
    return document


def _is_ours(value: Json, phone_number_id: str) -> bool:
    # Without an id it can only be ours: the signature is right.
    sent_to = _mapping(value.get("metadata")).get("phone_number_id")
    return sent_to is None or str(sent_to) == phone_number_id


def _read_value(value: Json, parcel: Parcel, now: datetime) -> None:
    contacts = list(_mappings(value.get("contacts")))
    messages, statuses = _list(value.get("messages")), _list(value.get("statuses"))
    parcel.messages += [_message(one, contacts, now) for one in messages if isinstance(one, dict)]
    parcel.statuses += [_status(one, now) for one in statuses if isinstance(one, dict)]
    parcel.counts["value_error"] += len(_list(value.get("errors")))
    parcel.counts["malformed"] += sum(not isinstance(one, dict) for one in (*messages, *statuses))


def _message(raw: dict[str, Any], contacts: list[Json], now: datetime) -> IncomingMessage:
    kind = raw.get("type")
    return IncomingMessage(
        id=_id(raw),
        at=moment(raw.get("timestamp"), now),
        contact=_contact(raw, contacts),
        type=kind if isinstance(kind, str) else "",
        raw=_without_third_parties(raw),
        group=bool(raw.get("group_id")),
    )


def _without_third_parties(raw: dict[str, Any]) -> Json:
    # People whose card was shared have not agreed to anything.
    return {**raw, "contacts": []} if "contacts" in raw else raw


def _status(raw: Json, now: datetime) -> StatusUpdate:
    errors = tuple(_error(one) for one in _mappings(raw.get("errors")))
    tag = raw.get("biz_opaque_callback_data")
    return StatusUpdate(
        message_id=_id(raw),
        status=str(raw.get("status") or "").encode("ascii", "replace").decode(),
        at=moment(raw.get("timestamp"), now),
        errors=errors,
        tag=tag if isinstance(tag, str) else None,
    )


def _error(raw: Json) -> GraphError:
    code = str(raw.get("code") or "")
    details = _mapping(raw.get("error_data")).get("details") or raw.get("message") or ""
    return GraphError(int(code) if code.isdecimal() else 0, str(raw.get("title") or ""), str(details))


def _id(raw: Json) -> str:
    """The message's id; a digest of it, or of the whole, where it would not do as a key."""
    found = raw.get("id")
    name = found if isinstance(found, str) else ""
    if name and name.isascii() and name.isprintable() and len(name) <= LONGEST_ID:
        return name
    return hashlib.sha256((name or json.dumps(raw, sort_keys=True)).encode("utf-8", "surrogatepass")).hexdigest()


def moment(value: Any, now: datetime) -> datetime:
    """Read a moment (seconds since 1970, mostly in a string); a clock ahead of ours is set back to `now`."""
    try:
        read_as = datetime.fromtimestamp(int(str(value)), timezone.utc)
    except (ValueError, OverflowError, OSError):
        return now
    return min(read_as, now)


def _contact(raw: Json, contacts: list[Json]) -> WhatsappContact:
    """Who wrote. The phone may be absent, empty, or replaced by the other id; the order of contacts means nothing."""
    own = [raw.get("from"), raw.get("from_user_id")]
    mine = {str(one) for one in own if one and (_phone(one) or _user(one))}
    named = [one for one in contacts if mine & {str(one.get("wa_id")), str(one.get("user_id"))}]
    if not named and not mine and len(contacts) == 1:
        named = contacts
    known = named[0] if named else {}
    return WhatsappContact(
        phone=_phone(own[0]) or _phone(known.get("wa_id")),
        user_id=_user(own[1]) or _user(own[0]) or _user(known.get("user_id")) or _user(known.get("wa_id")),
        parent_id=_user(raw.get("from_parent_user_id")) or _user(known.get("parent_user_id")),
        username=_name(_mapping(known.get("profile")).get("username")),
    )


def _phone(value: Any) -> str | None:
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return text.lstrip("+") if _PHONE.fullmatch(text) else None


def _user(value: Any) -> str | None:
    return value if isinstance(value, str) and _USER.fullmatch(value) else None


def _name(value: Any) -> str | None:
    return value.strip()[:100] or None if isinstance(value, str) else None


def identity(raw: Json) -> WhatsappContact:
    """Read the new number or id that a `system` message announces."""
    told = _mapping(raw.get("system"))
    return WhatsappContact(
        phone=_phone(told.get("wa_id")) or _phone(told.get("new_wa_id")),
        user_id=_user(told.get("user_id")) or _user(told.get("wa_id")),
        parent_id=_user(told.get("parent_user_id")),
    )


def previous(raw: Json, contact: WhatsappContact) -> list[WhatsappContact]:
    """Return who the person of a `system` message was before, the surest first."""
    after = identity(raw)
    told = _CHANGE.search(str(_mapping(raw.get("system")).get("body") or ""))
    if told is None or told.group(2) not in (after.user_id, after.phone):
        return [contact]
    return [WhatsappContact(phone=_phone(told.group(1)), user_id=_user(told.group(1))), contact]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[Json]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
