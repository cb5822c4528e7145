"""Log lines: JSON, complete, masked."""

from __future__ import annotations

import io
import json
import logging

import pytest

from courant.telemetry import HIDDEN, JsonFormatter, current_turn, log_event, turn

CARD = "4970 1012 3456 7893"
EMAIL = "camille.durand@example.org"


@pytest.fixture
def logged():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter("actions"))
    logger = logging.getLogger("courant.test")
    logger.propagate = False
    logger.handlers[:] = [handler]
    logger.setLevel(logging.DEBUG)
    return logger, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_where_and_what(logged):
    logger, lines = logged
    with turn("tour-1"):
        log_event(logger, "billing.bill.read", bill="F-1", cents=12)
    line = lines()[0]
    assert line["event"] == "billing.bill.read"
    assert (line["service"], line["logger"], line["level"]) == ("actions", "courant.test", "info")
    assert (line["bill"], line["cents"], line["turn"]) == ("F-1", 12, "tour-1")
    assert line["at"].endswith(("+01:00", "+02:00"))


def test_the_turn_ends_with_its_block(logged):
    logger, lines = logged
    with turn("a"):
        with turn("b"):
            assert current_turn() == "b"
        assert current_turn() == "a"
    logger.info("after")
    assert "turn" not in lines()[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": f"ma carte {CARD}, mon mail {EMAIL}"},
        {"deep": {"list": [{"text": f"{CARD} {EMAIL}"}]}},
        {"error": ValueError(f"{CARD} {EMAIL}")},
        {"key": {f"{CARD} {EMAIL}"}},
    ],
)
def test_secrets_are_masked_at_every_depth(logged, fields):
    logger, lines = logged
    log_event(logger, "x.y.z", **fields)
    text = json.dumps(lines())
    assert "4970" not in text
    assert "camille" not in text


def test_an_error_tells_type_and_place_and_nothing_that_was_said(logged):
    logger, lines = logged
    said = "le digicode du 12 rue des Lilas"
    try:
        try:
            raise ValueError(f"carte {CARD} : {said}")
        except ValueError as error:
            raise json.JSONDecodeError(said, said, 0) from error
    except ValueError as error:
        logger.exception("échec pour %s : %s", EMAIL, error)
        logger.error(error)
        logger.error("échec %r", error, exc_info=error)
    text = json.dumps(lines(), ensure_ascii=False)
    for secret in ("4970", "camille", "Lilas"):
        assert secret not in text
    assert lines()[0]["error"].splitlines()[0] == "json.decoder.JSONDecodeError"
    assert "ValueError" in lines()[0]["error"].splitlines()
    assert f"{__file__}:" in lines()[0]["error"]
    assert "in test_an_error_tells_type_and_place_and_nothing_that_was_said" in lines()[0]["error"]
    assert lines()[1]["event"] == "json.decoder.JSONDecodeError"


def test_fields_given_the_usual_way_are_kept_and_masked(logged):
    logger, lines = logged
    logger.warning("x.y.refused", extra={"action": "action_x", "level": 1, "phone": "06 39 98 00 01"})
    assert (lines()[0]["action"], lines()[0]["level"]) == ("action_x", "warning")
    assert "39 98" not in json.dumps(lines())


def test_what_was_said_is_no_field(logged):
    logger, lines = logged
    log_event(logger, "processor.message.parse", parse_data_text="12 rue des Lilas", intent="saluer")
    assert lines()[0]["parse_data_text"] == HIDDEN
    assert lines()[0]["intent"] == "saluer"


def test_a_long_number_is_masked_as_a_text_would_be(logged):
    logger, lines = logged
    log_event(logger, "x.y.z", card=4970101234567893, point=12345678901234, cents=18420, flag=True)
    line = lines()[0]
    assert "4970101234567893" not in json.dumps(line)
    assert "12345678901234" not in json.dumps(line)
    assert line["cents"] == 18420
    assert line["flag"] is True
