"""The OpenAPI document, made from the endpoints and the shapes they take."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from photos_ml import __version__
from photos_ml.app.api.endpoints import ENDPOINTS, Endpoint
from photos_ml.app.thumbnails import Size

_PROBLEM = {
    "description": "What went wrong (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "hint": {"type": "string"},
                },
            }
        }
    },
}


def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    paths["/api/index/events"] = {"get": _events()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "photos-ml",
            "version": __version__,
            "description": "Photo search and memories of one library, for programs on this machine.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    schema = _schema(endpoint.takes)
    fields: dict[str, Any] = schema.get("properties", {})
    in_path = re.findall(r"{(\w+)}", endpoint.path)
    left = [name for name in fields if name not in in_path]
    parameters = [_parameter(name, "path", fields[name], required=True) for name in in_path]
    operation: dict[str, Any] = {
        "operationId": endpoint.run.__name__,
        "summary": endpoint.summary,
        "responses": {
            "200": {"description": endpoint.summary, "content": _content(endpoint)},
            "default": _PROBLEM,
        },
    }
    required = [name for name in schema.get("required", []) if name in left]
    if endpoint.method == "POST":
        body = {**schema, "properties": {name: fields[name] for name in left}, "required": required}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    else:
        parameters += [_parameter(name, "query", fields[name], required=name in required) for name in left]
    return operation | ({"parameters": parameters} if parameters else {})


def _schema(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """The shape's own schema; none of the shapes refers to another."""
    (schema,), parts = msgspec.json.schema_components([shape], ref_template="#/{name}")
    return dict(parts[schema["$ref"].removeprefix("#/")])


def _parameter(name: str, place: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _content(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.pictures:
        return {size.media_type: {} for size in Size}
    return {"*/*": {}} if endpoint.path.endswith("/original") else {"application/json": {}}


def _events() -> dict[str, Any]:
    return {
        "operationId": "index_events",
        "summary": "How far indexing is, as server-sent events, at most four a second.",
        "responses": {
            "200": {"description": "A stream without an end", "content": {"text/event-stream": {}}},
            "default": _PROBLEM,
        },
    }
