"""Requests generated from the OpenAPI document, valid ones and malformed ones: none may break the service."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

PROBLEM = {"type", "title", "status", "detail", "hint"}


@pytest.fixture(scope="module")
def operations(client: Any) -> list[Any]:
    """Every operation of the document that answers at once and changes nothing for good."""
    document = client.get("/api/openapi.json").json
    document["paths"].pop("/api/index/events")  # a stream without an end
    document["paths"]["/api/index"].pop("post")  # would index, again and again
    document["paths"].pop("/api/folders/forget")
    document["paths"]["/api/import"].pop("post")  # would read whatever folder it names
    document["paths"]["/api/duplicates/trash"].pop("post")  # would move files
    document["paths"].pop("/api/private/passphrase")  # is chosen once
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=client.server.address.rstrip("/"))
    return [operation.ok() for operation in schema.get_all_operations()]  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_breaks_it(
    data: st.DataObject, mode: GenerationMode, operations: list[Any], client: Any
) -> None:
    operation = data.draw(st.sampled_from(operations), label="operation")
    case = data.draw(operation.as_strategy(generation_mode=mode), label="request")
    answer = case.call(headers={"Authorization": f"Bearer {client.token}"})
    assert answer.status_code < 500
    assert b"Traceback" not in answer.content  # a picture is no text
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0] == "application/problem+json"
        assert set(answer.json()) == PROBLEM


def test_examples_of_requests_are_answered(client: Any) -> None:
    """Each in the document is a request as it stands, so that it can be copied."""
    document = client.get("/api/openapi.json").json
    shapes = document["components"]["schemas"]
    shown = {name: shape["examples"][0] for name, shape in shapes.items() if "examples" in shape}
    asked = set()
    for path, operations in document["paths"].items():
        body = operations.get("post", {}).get("requestBody")
        name = body and body["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
        if name in shown and "{" not in path and name not in asked:
            answer = client.post(path, shown[name])
            assert answer.status in (200, 404, 409), (path, answer.json)
            asked.add(name)
    assert {"Search", "Plan", "Refine", "MarksOfMany", "SettingsBody", "StepChoice"} <= asked
    answers = document["paths"]["/api/search"]["post"]["responses"]["200"]["content"]
    assert answers["application/json"]["example"]["hits"]


def test_all_photos_are_told_a_line_each_newest_first(client: Any) -> None:
    answer = client.get("/api/photos")
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.body.decode().splitlines()]
    months = client.get("/api/timeline").json["months"]
    assert {line["photo"] for line in lines} == {photo for month in months for photo in month["ids"]}
    dates = [line["taken"] for line in lines if line["taken"] and line["date_source"] != "mtime"]
    assert dates == sorted(dates, reverse=True) and len(dates) > 1
    known = client.get(f"/api/photos/{lines[0]['photo']}").json
    assert lines[0].items() <= {**known, "displayable": lines[0]["displayable"]}.items()
