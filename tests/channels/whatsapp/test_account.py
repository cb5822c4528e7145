"""What Meta tells of account, number and templates is kept, and told to the operator with what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from channels.whatsapp.account import advice_on
from tests.channels.whatsapp.meta import Line, text, webhook

TEMPLATE = {"message_template_name": "reponse", "message_template_language": "fr"}


def told(field: Any, value: Any, **entry: Any) -> dict[str, Any]:
    change = {"field": field, "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": 1, "changes": [change], **entry}]}


@pytest.fixture(autouse=True)
def every_level() -> Iterator[None]:
    """Hear what is only told, also where another test of this process has asked for errors only."""
    kept = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET))
    yield
    structlog.configure(**kept)


@pytest.mark.parametrize(
    ("field", "value", "level"),
    [
        ("message_template_status_update", {"event": "APPROVED", **TEMPLATE}, "info"),
        ("message_template_status_update", {"event": "REJECTED", "reason": "TAG_CONTENT_MISMATCH"}, "error"),
        ("message_template_status_update", {"event": "PAUSED", **TEMPLATE}, "error"),
        ("message_template_quality_update", {"new_quality_score": "YELLOW", **TEMPLATE}, "warning"),
        ("message_template_quality_update", {"new_quality_score": "GREEN", **TEMPLATE}, "info"),
        ("template_category_update", {"new_category": "MARKETING", **TEMPLATE}, "warning"),
        ("account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"x": 1}]}, "critical"),
        ("account_update", {"event": "PARTNER_ADDED"}, "info"),
        ("phone_number_quality_update", {"event": "FLAGGED", "current_limit": "TIER_1K"}, "warning"),
        ("phone_number_quality_update", {"event": "UPGRADE", "current_limit": "TIER_10K"}, "info"),
        ("account_update", {"event": {"x": []}}, "info"),
        ("a_field_of_tomorrow", None, "info"),
        (["x"], 3, "info"),
    ],
)
async def test_a_notice_is_kept_once_and_told(line: Line, store, field: Any, value: Any, level: str):
    with capture_logs() as logs:
        for _ in range(2):
            assert (await line.post(told(field, value))).status_code == 200
        await line.quiet()
    notices = [log for log in logs if log["event"] == "channels.whatsapp.account.notice"]
    assert [log["log_level"] for log in notices] == [level]
    assert notices[0]["what_to_do"] == advice_on(str(field), value).todo
    with store.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, handled_at FROM whatsapp_event").all()
    assert len(rows) == 1 and rows[0][0] == "notice" and rows[0][1]


async def test_errors_beside_messages_are_told_and_the_message_answered(line: Line, agent):
    with capture_logs() as logs:
        await line.deliver(text("bonjour"), errors=[{"code": 130429, "title": "Rate limit hit"}])
        await line.quiet()
    (notice,) = [log for log in logs if log["event"] == "channels.whatsapp.account.notice"]
    assert notice["log_level"] == "error" and "130429" in notice["about_errors"]
    assert agent.texts == ["bonjour"]


async def test_a_template_that_fails_beside_messages_of_customers(line: Line, agent):
    body = webhook(text("bonjour"))
    body["entry"] += told("message_template_status_update", {"event": "PAUSED", **TEMPLATE})["entry"]
    assert (await line.post(body)).status_code == 200
    await line.quiet()
    assert agent.texts == ["bonjour"]
