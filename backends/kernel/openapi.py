"""The OpenAPI document of a context, from its routes and dataclasses."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from backends.kernel.problems import CONTENT_TYPE
from backends.kernel.routes import PAGING, Parameter, Route, Routes
from backends.kernel.service import Access

Schema = dict[str, Any]
_SCALARS: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Decimal: {"type": "string", "description": "Decimal number."},
}
_SECURITY: dict[Access, list[dict[str, list[str]]]] = {
    Access.PUBLIC: [],
    Access.SERVICE: [{"serviceKey": []}],
}
_ACCESS_WORDS = {
    Access.PUBLIC: "Open to everyone.",
    Access.SERVICE: "For services: X-Service-Key.",
    Access.CODE_DUE: "Needs a customer token of any level.",
    Access.IDENTIFIED: "Needs a customer token of level 1 or more.",
    Access.VERIFIED: "Needs a customer token of level 2.",
}
_KEY = Parameter("Idempotency-Key", "Same key, same answer; done once.", required=True, place="header")


def openapi(routes: Routes, title: str, version: str) -> Schema:
    """Return the OpenAPI 3.0 document of a context."""
    components: dict[str, Schema] = {"Problem": _problem_schema()}
    paths: dict[str, Schema] = {}
    for route in routes.routes:
        path = re.sub(r"<(\w+)(?::\w+)?>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, routes.tag, components)
    security = {
        "customerToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "serviceKey": {"type": "apiKey", "in": "header", "name": "X-Service-Key"},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": security},
    }


def _operation(route: Route, tag: str, components: dict[str, Schema]) -> Schema:
    operation: Schema = {
        "operationId": getattr(route.handler, "__name__", route.path),
        "summary": route.summary,
        "description": _ACCESS_WORDS[route.access],
        "tags": [tag],
        "parameters": [_parameter(p) for p in _parameters(route)],
        "responses": _responses(route, components),
        "security": _SECURITY.get(route.access, [{"customerToken": []}]),
    }
    if route.body is not None:
        content = {"application/json": {"schema": schema_of(route.body, components)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[Parameter]:
    names = re.findall(r"<(\w+)(?::\w+)?>", route.path)
    found = [Parameter(name, "Id.", required=True, place="path") for name in names]
    found += [*PAGING] if route.paged else []
    found += [_KEY] if route.keyed else []
    return [*found, *route.parameters]


def _parameter(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.description,
        "schema": {"type": parameter.kind},
    }


def _responses(route: Route, components: dict[str, Schema]) -> Schema:
    found: Schema = {str(route.status): {"description": "Done.", "content": _content(route, components)}}
    problem = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted({*route.problems, *_usual_problems(route)}):
        found[str(status)] = {"description": "Problem document.", "content": problem}
    return found


def _usual_problems(route: Route) -> set[int]:
    found = {503}
    if route.access is not Access.PUBLIC:
        found |= {401, 403}
    if route.body is not None:
        found |= {400, 422}
    if "<" in route.path:
        found |= {404}
    return found | ({409} if route.keyed else set())


def _content(route: Route, components: dict[str, Schema]) -> Schema:
    if isinstance(route.answer, str):
        return {route.answer: {"schema": {"type": "string", "format": "binary"}}}
    schema = schema_of(route.answer, components)
    if route.paged:
        schema = {
            "type": "object",
            "required": ["items", "total", "limit", "next_offset"],
            "properties": {
                "items": {"type": "array", "items": schema},
                "total": {"type": "integer"},
                "limit": {"type": "integer"},
                "next_offset": {"type": "integer", "nullable": True},
            },
        }
    return {"application/json": {"schema": schema}}


def schema_of(hint: Any, components: dict[str, Schema]) -> Schema:
    """Return the JSON schema of a type; dataclasses become components."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = schema_of(next(arm for arm in get_args(hint) if arm is not type(None)), components)
        return {"allOf": [inner], "nullable": True} if "$ref" in inner else {**inner, "nullable": True}
    if origin in (list, tuple):
        return {"type": "array", "items": schema_of(get_args(hint)[0], components)}
    if origin is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if dataclasses.is_dataclass(hint):
        return _component(hint, components)
    return dict(_SCALARS.get(hint, {"type": "object"}))


def _component(model: Any, components: dict[str, Schema]) -> Schema:
    name = model.__name__
    if name not in components:
        components[name] = {}
        hints = get_type_hints(model)
        fields = dataclasses.fields(model)
        components[name] = {
            "type": "object",
            "description": (model.__doc__ or "").strip().split("\n")[0],
            "required": [f.name for f in fields if f.default is dataclasses.MISSING] or None,
            "properties": {f.name: schema_of(hints[f.name], components) for f in fields},
        }
        components[name] = {key: value for key, value in components[name].items() if value is not None}
    return {"$ref": f"#/components/schemas/{name}"}


def _problem_schema() -> Schema:
    texts = {name: {"type": "string"} for name in ("type", "title", "code", "detail")}
    return {
        "type": "object",
        "description": "RFC 7807 problem document; `code` is stable.",
        "required": ["type", "title", "status", "code"],
        "properties": {**texts, "status": {"type": "integer"}},
    }
