"""What the framework would let pass: odd JSON, names nobody asked for, errors in its own words, telemetry."""

from __future__ import annotations

import importlib
import inspect
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.app.service.search import search_engine
from photos_ml.errors import EncoderError, LibraryBusyError, LibraryError, UsageError

GROUPS = ("search", "browse", "photo", "index", "settings", "desktop", "memory")
PROBLEM = {"type", "title", "status", "detail", "hint"}
FILLED = {"{photo}": "1", "{size}": "grid", "{memory}": "0123456789abcdef"}


@pytest.fixture(scope="module")
def document(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path with ids filled in, what the document says)."""
    found = []
    for path, methods in document["paths"].items():
        for name, value in FILLED.items():
            path = path.replace(name, value)
        found += [(method.upper(), path, operation) for method, operation in methods.items()]
    return found


def refused(answer: Any, status: int = 422) -> str:
    """The detail of a problem with this status."""
    assert answer.status == status, answer.body[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json) == PROBLEM
    assert answer.json["status"] == status
    detail: str = answer.json["detail"]
    return detail


def test_no_endpoint_takes_a_parameter_that_it_does_not_name(client: Any, document: dict[str, Any]) -> None:
    seen = 0
    for method, path, _ in operations(document):
        body = b"{}" if method == "POST" else None
        refused(client.ask(method, f"{path}?more=1", body, {"Content-Type": "application/json"}))
        seen += 1
    assert seen > 30


def test_no_body_holds_a_field_that_is_not_named(client: Any, document: dict[str, Any]) -> None:
    for method, path, _ in operations(document):
        if method == "POST":
            refused(client.post(path, {"surely not a field": 1}))


def test_no_parameter_counts_twice(client: Any) -> None:
    for path in (
        "timeline?show=all&show=hidden",
        "duplicates?limit=5&limit=5",
        "suggestions?query=a&query=a",
    ):
        assert "twice" in refused(client.get(f"/api/{path}"))


@pytest.mark.parametrize(
    "number", ["1_0", "+1", "%201", "1%0A", "1.0", "1e0", "%D9%A1", "0", "-1", "9" * 5000]
)
@pytest.mark.parametrize("place", ["photos/{}", "photos/{}/thumbnail/grid", "timeline?around={}"])
def test_an_id_is_plain_digits(client: Any, number: str, place: str) -> None:
    refused(client.get(f"/api/{place.format(number)}"))


@pytest.mark.parametrize("side", ["nan", "inf", "-inf", "1e400", "NaN", "Infinity", ""])
def test_no_side_of_a_map_is_without_end(client: Any, side: str) -> None:
    refused(client.get(f"/api/map?west={side}"))


@pytest.mark.parametrize(
    "body",
    [
        *(b'{"plan": {"text": NaN}}', b'{"plan": {"x": [Infinity]}}', b'{"plan": {"x": "\\udc80"}}'),
        *(b'{"plan": {"x": ' + b"[" * 5000 + b"]" * 5000 + b"}}", b'{"query": "\xff"}', b"{'query': 'a'}"),
        *(b'{"query": "a",}', b'{"query": "a"} x', b"\x00", b"\xef\xbb\xbf{}"),
    ],
)
def test_what_is_no_json_is_not_read(client: Any, body: bytes) -> None:
    assert "JSON" in refused(client.ask("POST", "/api/search", body, {"Content-Type": "application/json"}))


@pytest.mark.parametrize(
    "body",
    [
        *({"limit": "5"}, {"limit": 5.5}, {"limit": True}, {"fold": 1}, {"fold": "true"}, {"query": None}),
        *({"tags": "a"}, {"tags": [1]}, {"tags": ["x"] * 21}, {"tags": ["x" * 101]}, {"plan": []}),
        *({"planner": "llm"}, {"cursor": "1" * 61}, {"limit": 501}, {"limit": -1}, {"query": ["a"]}),
    ],
)
def test_a_body_is_read_by_the_letter(client: Any, body: dict[str, Any]) -> None:
    refused(client.post("/api/search", body))


SECRETS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=12, max_size=40)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=SECRETS, field=st.sampled_from(["limit", "fold", "planner", "tags", "plan"]))
def test_no_refusal_repeats_what_was_sent(client: Any, secret: str, field: str) -> None:
    answer = client.post("/api/search", {"query": secret, field: secret})
    assert refused(answer)
    assert secret not in answer.body.decode()


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"])
def test_there_are_no_pages_of_documentation(client: Any, path: str) -> None:
    """Theirs load scripts from another host."""
    refused(client.get(path), 404)


def test_the_document_tells_how_to_come_in_and_what_errors_look_like(document: dict[str, Any]) -> None:
    (scheme,) = document["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    names = []
    for _, path, operation in operations(document):
        names.append(operation["operationId"])
        assert operation["security"], path
        assert operation["description"], path
        problem = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
        assert set(problem["properties"]) == PROBLEM
        assert "422" not in operation["responses"], "refusals have the same shape"
    assert len(set(names)) == len(names) > 30
    assert "HTTPValidationError" not in json.dumps(document)


def test_the_document_gives_the_limits(document: dict[str, Any]) -> None:
    search = document["components"]["schemas"]["Search"]
    assert search["additionalProperties"] is False
    assert search["properties"]["query"]["maxLength"] == 500
    assert search["properties"]["limit"]["maximum"] == 500
    (_, similar) = document["paths"]["/api/photos/{photo}/similar"].popitem()
    limits = {one["name"]: one["schema"] for one in similar["parameters"]}
    assert limits["photo"]["minimum"] == 1
    assert limits["limit"]["maximum"] == 500


@pytest.mark.parametrize("path", ["/", "/api/status", "/api/photos/1/original", "/api/timeline"])
def test_a_head_is_that_of_the_answer(client: Any, path: str) -> None:
    head, whole = client.ask("HEAD", path), client.get(path)
    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "content-length", "cache-control", "content-security-policy"):
        assert head.headers[name] == whole.headers[name]


def test_what_is_asked_runs_in_threads() -> None:
    """On the event loop there is but one, that waits there for a thread, and the events."""
    waiting = []
    for group in GROUPS:
        module = importlib.import_module(f"photos_ml.app.api.{group}_endpoints")
        waiting += [r.name for r in module.router.routes if inspect.iscoroutinefunction(r.endpoint)]
    assert sorted(waiting) == ["thumbnail"]


def test_a_long_search_holds_nobody_up(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = threading.Event(), threading.Event()
    engine = search_engine(client.server.backend.context)
    search = engine.search

    def long(*arguments: Any, **options: Any) -> Any:
        begun.set()
        assert end.wait(60)
        return search(*arguments, **options)

    monkeypatch.setattr(engine, "search", long)
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(client.post("/api/search", {"query": "a"})))
    asking.start()
    assert begun.wait(60)
    assert client.get("/api/desktop").status == 200
    assert client.get("/").status == 200
    assert not answers
    end.set()
    asking.join(60)
    assert [answer.status for answer in answers] == [200]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("/home/me/secret"), 500),
        (ValueError("/home/me/secret"), 500),
        (LibraryError("/home/me/secret is no library", hint="delete /home/me/secret"), 503),
        (EncoderError("/home/me/secret", hint=""), 503),
        (UsageError("/home/me/secret", hint=""), 400),
        (LibraryBusyError("/home/me/secret"), 409),
        (FileNotFoundError(2, "none", "/home/me/secret"), 404),
    ],
)
def test_what_is_raised_is_told_without_its_words(
    client: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any, error: Exception, status: int
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(client.server.backend.context, "library", fail)
    answer = client.get("/api/status")
    refused(answer, status)
    assert b"secret" not in answer.body
    assert "default-src" in answer.headers["content-security-policy"]
    said = capfd.readouterr().err
    assert said.count("\n") <= 1, "one line, no traceback"
    assert ("secret" in said) == (status in (500, 503, 400)), "the terminal says what the answer does not"


@pytest.mark.parametrize("path", ["/api/nothing", "/nothing"])
def test_methods_and_places_that_are_not_there_are_problems_too(client: Any, path: str) -> None:
    refused(client.get(path), 404)
    refused(client.post(path, {}), 405)
    refused(client.ask("POST", "/api/index", b"a=b", {"Content-Type": "text/plain"}), 415)
    refused(client.ask("PUT", "/api/index", b"{}"), 405)


def test_many_searches_one_after_the_other_are_all_answered(serve: Any, library: Path) -> None:
    with serve(library) as client:
        answers = [client.get("/api/photos/1/similar?limit=1").status for _ in range(150)]
        assert set(answers) == {200}


def test_too_many_wrong_tokens_are_told_when_to_come_again(serve: Any, library: Path) -> None:
    with serve(library) as client:
        wrong = {"Authorization": "Bearer wrong"}
        answers = [client.ask("GET", "/api/status", headers=wrong) for _ in range(60)]
        late = next(answer for answer in answers if answer.status != 401)
        refused(late, 429)
        assert late.headers["retry-after"] == "1"


def test_telemetry_that_the_environment_asks_for_is_not_sent(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Were it on, it would be said that it fails: the exporters are not installed."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with serve(library) as client:
        assert client.post("/api/plan", {"query": "snow"}).status == 200
    assert "telemetry" not in caplog.text
