"""What Meta tells of our account, our number and our templates: kept like messages, and told to the operator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

logger = structlog.get_logger(__name__)

Json = Mapping[str, Any]
LONGEST_WORD = 200
# The name under which errors are kept that came beside messages, and concern none of them.
VALUE_ERRORS = "messages.errors"
# What is worth reading in the log: no personal data is in these.
_TOLD = (
    "event",
    "message_template_name",
    "message_template_language",
    "reason",
    "previous_quality_score",
    "new_quality_score",
    "previous_category",
    "new_category",
    "current_limit",
    "old_limit",
    "decision",
    "ban_info",
    "violation_info",
    "restriction_info",
    "errors",
)


@dataclass(frozen=True)
class Advice:
    """How loud a notice is, and what the operator does about it."""

    level: str
    todo: str


_NOTHING = Advice("info", "nothing to do; it is written down")
_TEMPLATE_LOST = Advice(
    "error", "WhatsApp Manager > Message templates: correct or appeal; until then answers that wait are not announced"
)
_TEMPLATE_WEAK = Advice("warning", "WhatsApp Manager > Message templates: reread it, customers block or report it")
_CATEGORY = Advice("warning", "WhatsApp Manager > Message templates: prices and rules of a category differ")
_ACCOUNT = Advice("critical", "Meta Business Suite > Security Centre: read the decision, mend or appeal")
_QUALITY = Advice("warning", "WhatsApp Manager > Phone numbers: quality or limit fell; send less that nobody asked for")
_ERROR = Advice("error", "look its code up in docs/whatsapp.md")

# Of each field: what holds for most of its notices, and what its words (`event`, `new_quality_score`, …) say more.
_ADVICE: Mapping[str, tuple[Advice, Mapping[str, Advice]]] = {
    "message_template_status_update": (
        _NOTHING,
        {
            **dict.fromkeys(("REJECTED", "PAUSED", "DISABLED", "PENDING_DELETION", "DELETED"), _TEMPLATE_LOST),
            "FLAGGED": _TEMPLATE_WEAK,
        },
    ),
    "message_template_quality_update": (_NOTHING, dict.fromkeys(("RED", "YELLOW"), _TEMPLATE_WEAK)),
    "template_category_update": (_CATEGORY, {}),
    "account_update": (
        _NOTHING,
        dict.fromkeys(
            ("ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED", "DISABLED_UPDATE", "PARTNER_REMOVED"),
            _ACCOUNT,
        ),
    ),
    "account_alerts": (_ACCOUNT, {}),
    "account_review_update": (_NOTHING, {"REJECTED": _ACCOUNT}),
    "phone_number_quality_update": (_QUALITY, dict.fromkeys(("ONBOARDING", "UPGRADE", "UNFLAGGED"), _NOTHING)),
    "security": (_ACCOUNT, {}),
    VALUE_ERRORS: (_ERROR, {}),
}


def key_of(entry: Json, field: str, value: Any) -> str:
    """Return what makes a notice this one: Meta gives it no id, and delivers it again when it was not acknowledged."""
    whole = json.dumps([entry.get("id"), entry.get("time"), field, value], sort_keys=True)
    return f"account:{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()}"


def advice_on(field: str, value: Any) -> Advice:
    """Return how loud a notice is and what to do about it; of a field that nobody knows, nothing."""
    usual, by_word = _ADVICE.get(field, (_NOTHING, {}))
    said = (_part(value, name) for name in ("event", "new_quality_score", "decision"))
    return next((by_word[word] for word in said if isinstance(word, str) and word in by_word), usual)


def tell(notice: Json) -> str:
    """Write a kept notice into the log, at the level that it deserves; return what was told."""
    field, value = str(notice.get("field")), notice.get("value")
    advice = advice_on(field, value)
    told = {f"about_{name}": json.dumps(one)[:LONGEST_WORD] for name in _TOLD if (one := _part(value, name))}
    write = getattr(logger, advice.level)
    write("channels.whatsapp.account.notice", field=field, what_to_do=advice.todo, **told)
    return json.dumps({"field": field, **told})


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None
