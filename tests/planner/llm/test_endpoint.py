"""A server on this machine: only there, within the budget, and never trusted."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from photos_ml.errors import PlanError
from photos_ml.planner.auto import AutoPlanner, LlmPlanner
from photos_ml.planner.context import Known
from photos_ml.planner.llm import load_marker
from photos_ml.planner.llm.endpoint import EndpointEngine, is_address, loopback

NOW = datetime(2026, 11, 21, tzinfo=UTC)
Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


def said(text: str) -> Answer:
    return lambda _: (200, json.dumps({"choices": [{"text": text}]}).encode())


@contextmanager
def server(
    answer: Answer, headers: dict[str, str] | None = None, models: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A real HTTP server on 127.0.0.1, and the requests it was sent."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, **body})
            status, content = answer(body)
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            asked.append({"path": self.path})
            content = json.dumps({"data": [{"id": name} for name in models]}).encode()
            self.send_response(200 if models else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            return None

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/v1", asked
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/v1",
        "http://8.8.8.8:11434/v1",
        "http://192.168.1.10:8080",
        "http://0.0.0.0:8080",
        "http://127.0.0.1.example.com/v1",
        "http://user@127.0.0.1/v1",
        "https://127.0.0.1/v1",
        "ftp://127.0.0.1/v1",
        "http://[2001:db8::1]/v1",
        "http://2130706433/v1",
        "http://127.0.0.1:notaport/v1",
        "http://",
        "",
    ],
)
def test_only_this_machine_is_asked(url: str) -> None:
    with pytest.raises(PlanError) as caught:
        loopback(url)
    assert "127.0.0.1" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434"),
        ("http://localhost:8080/v1", "127.0.0.1:8080"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://127.8.0.1/v1", "127.8.0.1"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
    ],
)
def test_this_machine_in_all_its_forms(url: str, address: str) -> None:
    assert loopback(url).netloc == address


def test_completes_through_the_completions_api() -> None:
    with server(said("what red car\n")) as (url, asked):
        assert EndpointEngine(f"{url}#small").complete("prompt", "root ::= x", 5) == "what red car\n"
    assert [one["path"] for one in asked] == ["/v1/completions"]
    assert (asked[0]["model"], asked[0]["prompt"], asked[0]["grammar"]) == ("small", "prompt", "root ::= x")
    assert asked[0]["temperature"] == 0


def test_without_a_name_the_first_model_the_server_lists_is_asked() -> None:
    """Some servers refuse a request that names no model."""
    with server(said("what cat\n"), models=("gemma3:1b", "other")) as (url, asked):
        engine = EndpointEngine(url)
        assert [engine.complete("prompt", "", 5) for _ in range(2)] == ["what cat\n"] * 2
    assert [one["path"] for one in asked] == ["/v1/models", "/v1/completions", "/v1/completions"]
    assert [one["model"] for one in asked[1:]] == ["gemma3:1b"] * 2


def test_a_server_that_lists_no_models_is_asked_all_the_same() -> None:
    with server(said("what cat\n")) as (url, asked):
        assert EndpointEngine(url).complete("prompt", "", 5) == "what cat\n"
    assert asked[-1]["model"] == ""


@pytest.mark.parametrize("named", ["http://127.0.0.1:1/v1", "127.0.0.1:8080", "localhost:80/v1", "[::1]:80"])
def test_an_address_is_told_from_a_file(named: str) -> None:
    assert is_address(named)


@pytest.mark.parametrize(
    "named", ["model.gguf", "/home/me/1.2.3.4:80.gguf", "C:\\models\\a.gguf", "~/m.gguf", "127.0.0.1"]
)
def test_a_file_is_told_from_an_address(named: str) -> None:
    assert not is_address(named)


def test_marks_with_what_the_server_says() -> None:
    with server(said("what red car\nwhere rome\nwho Elvis\n")) as (url, asked):
        marking = load_marker(url).mark("a red car in rome", Known(places=("Rome",)), NOW, 5)
    assert marking is not None
    pieces = [(span.role.value, span.of("a red car in rome")) for span in marking.spans]
    assert pieces == [("what", "red car"), ("where", "rome")]
    assert "rome where" in asked[-1]["prompt"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: (500, b"oops"),
        lambda _: (200, b"not json"),
        lambda _: (200, b"[]"),
        lambda _: (200, b'{"choices": []}'),
        lambda _: (200, b'{"choices": [{"text": 5}]}'),
        lambda _: (200, b"\xff\xfe"),
    ],
)
def test_an_odd_answer_is_said(answer: Answer) -> None:
    with server(answer) as (url, _), pytest.raises(PlanError, match="answered") as caught:
        EndpointEngine(url).complete("prompt", "", 5)
    assert "/v1" in caught.value.hint


def test_a_redirect_is_not_followed() -> None:
    with server(said("what cat\n")) as (elsewhere, reached):
        moved = server(lambda _: (302, b""), {"Location": f"{elsewhere}/completions"})
        with moved as (url, _), pytest.raises(PlanError, match="answered 302"):
            EndpointEngine(url).complete("prompt", "", 5)
        assert reached == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with server(said("what cat\n")) as (url, _):
        assert EndpointEngine(url).complete("prompt", "", 5) == "what cat\n"


def test_a_slow_server_is_not_waited_for() -> None:
    release = threading.Event()

    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        release.wait(5)
        return said("what cat\n")(body)

    with server(slow) as (url, _):
        began = time.monotonic()
        assert EndpointEngine(url).complete("prompt", "", 0.2) is None
        assert time.monotonic() - began < 2
        release.set()


def test_no_server_is_said() -> None:
    port = unused()
    with pytest.raises(PlanError, match=f"no language model answers at 127.0.0.1, port {port}"):
        EndpointEngine(f"http://127.0.0.1:{port}/v1").complete("prompt", "", 1)


@pytest.mark.parametrize("kind", [AutoPlanner, LlmPlanner])
def test_a_plan_says_that_the_server_is_away(kind: type[AutoPlanner] | type[LlmPlanner]) -> None:
    query = "could you find the one with a red car somewhere in rome"
    address = f"http://127.0.0.1:{unused()}/v1"
    planned = kind(lambda: load_marker(address), budget_s=5).plan(query, Known(), NOW)
    assert planned.planner == "rules"
    assert "start its server" in planned.working[-1]
    assert planned.working[-1].endswith("plan by rules")


def unused() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
