"""The events that Meta posts to a webhook, in their published shape."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from backends.whatsapp.line import ACCOUNT_ID, DISPLAY_NUMBER, Line
from backends.whatsapp.phones import Bubble, Phone

SIGNATURE = "X-Hub-Signature-256"


def signed(body: bytes, app_secret: str) -> dict[str, str]:
    """Return the headers of a post: its type and its signature over these very bytes."""
    digest = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", SIGNATURE: f"sha256={digest}"}


def written(values: Sequence[Mapping[str, Any]]) -> bytes:
    """Write one post; like Meta's, its letters outside ASCII are escaped."""
    changes = [{"value": value, "field": "messages"} for value in values]
    envelope = {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT_ID, "changes": changes}]}
    return json.dumps(envelope, separators=(",", ":")).encode("ascii")


def message_event(line: Line, phone: Phone, bubble: Bubble) -> dict[str, Any]:
    """Return the value of an event: a customer has written."""
    message: dict[str, Any] = {
        "from": phone.id,
        "from_user_id": phone.user_id,
        "id": bubble.id,
        "timestamp": epoch(bubble.at),
        "type": bubble.type,
        bubble.type: bubble.content,
    }
    if bubble.reply_to is not None:
        message["context"] = {"from": DISPLAY_NUMBER, "id": bubble.reply_to}
    if phone.username is not None:
        del message["from"]
    return {**_about(line), "contacts": [_contact(phone)], "messages": [message]}


def status_event(
    line: Line, phone: Phone, bubble: Bubble, status: str, at: datetime, errors: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the value of an event: a message of the business has reached a status."""
    told: dict[str, Any] = {
        "id": bubble.id,
        "status": status,
        "timestamp": epoch(at),
        **({"recipient_id": phone.id} if phone.username is None else {}),
        "recipient_user_id": phone.user_id,
    }
    if status in ("sent", "delivered"):
        told["conversation"] = {"id": f"c{phone.id}", "origin": {"type": "service"}}
        told["pricing"] = {"billable": False, "pricing_model": "PMP", "type": "regular", "category": "service"}
    if bubble.tag is not None:
        told["biz_opaque_callback_data"] = bubble.tag
    if errors:
        return {**_about(line), "statuses": [{**told, "errors": list(errors)}]}
    return {**_about(line), "contacts": [_contact(phone)], "statuses": [told]}


def epoch(at: datetime) -> str:
    """Write an instant as events do."""
    return str(int(at.timestamp()))


def _about(line: Line) -> dict[str, Any]:
    metadata = {"display_phone_number": DISPLAY_NUMBER, "phone_number_id": line.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def _contact(phone: Phone) -> dict[str, Any]:
    if phone.username is not None:
        return {"profile": {"name": phone.name, "username": phone.username}, "user_id": phone.user_id}
    return {"profile": {"name": phone.name}, "wa_id": phone.id, "user_id": phone.user_id}
