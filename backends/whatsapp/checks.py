"""Checks a send request as Meta does: by the schema, then what a schema cannot say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError, best_match

from backends.whatsapp.errors import GraphError

MOST_ROWS = 10
_SCHEMA = json.loads(Path(__file__).with_name("message.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = Draft7Validator(_SCHEMA)


def check(body: Any) -> None:
    """Accept a request body.

    Raises:
        GraphError: 131008 a parameter is missing, 131009 a value is not valid, 100 a key is unknown.
    """
    error = best_match(_VALIDATOR.iter_errors(body), key=_weight)
    if error is not None:
        raise _refusal(error)
    interactive = body.get("interactive") if body.get("type") == "interactive" else None
    if interactive is not None:
        _check_options(interactive)


def _check_options(interactive: dict[str, Any]) -> None:
    action = interactive["action"]
    replies = [button["reply"] for button in action.get("buttons", ())] if interactive["type"] == "button" else []
    _unique([reply["title"] for reply in replies], "Button title must be unique")
    _unique([reply["id"] for reply in replies], "Button id must be unique")
    if interactive["type"] != "list":
        return
    rows = [row for section in action["sections"] for row in section["rows"]]
    if len(rows) > MOST_ROWS:
        raise GraphError(131009, f"Total row count exceed max allowed count: {MOST_ROWS}")
    _unique([row["id"] for row in rows], "Row id must be unique")
    if len(action["sections"]) > 1 and not all(section.get("title") for section in action["sections"]):
        raise GraphError(131008, "Section title is required when there is more than one section")


def _unique(values: list[str], details: str) -> None:
    if len(set(values)) != len(values):
        raise GraphError(131009, details)


def _weight(error: ValidationError) -> tuple[int, bool]:
    # The deepest error says most; a value that is wrong says more than an alternative that does not fit.
    return len(error.path), error.validator not in ("anyOf", "oneOf")


def _refusal(error: ValidationError) -> GraphError:
    where = ".".join(str(part) for part in error.absolute_path) or "body"
    if error.validator in ("required", "anyOf"):
        return GraphError(131008, f"{where}: {error.message}")
    if error.validator == "additionalProperties":
        return GraphError(100, f"Unexpected key on param {where}: {error.message}")
    return GraphError(131009, f"{where}: {_reason(error)}")


def _reason(error: ValidationError) -> str:
    # The message of the library quotes the value, which may be a customer's: only its length is told.
    if error.validator in ("maxLength", "minLength"):
        return f"length {len(error.instance)} invalid, {error.validator} {error.validator_value}"
    if error.validator in ("maxItems", "minItems"):
        return f"{len(error.instance)} items, {error.validator} {error.validator_value}"
    return f"{error.validator} {error.validator_value!r}"[:300]
