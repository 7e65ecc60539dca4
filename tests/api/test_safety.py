"""Whoever is not this machine's user gets nothing, and nobody gets more than they asked for."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.app.api.configuration import CONNECTIONS

SECRET = "root:"
GIVE_UP_SECONDS = 60
TRAVERSALS = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%252f..%252fetc%252fpasswd",
    "....//....//etc/passwd",
    "%2fetc%2fpasswd",
    "//etc/passwd",
    "..%5c..%5cwindows%5cwin.ini",
    "%5c%5cserver%5cshare%5cfile",
    "\\\\server\\share",
    "C:%5cwindows",
    "1%00.jpg",
    "%00",
    "%c0%ae%c0%ae/etc/passwd",
    "..;/etc/passwd",
    "file:%2f%2f%2fetc%2fpasswd",
)
PLACES = (
    "/{}",
    "/js/{}",
    "/api/photos/{}",
    "/api/photos/{}/original",
    "/api/photos/{}/thumbnail/grid",
    "/api/photos/1/thumbnail/{}",
    "/api/{}",
)


def assert_says_nothing(answer: Any, *secrets: str) -> None:
    """A refusal in the one shape, without a path in it."""
    assert 400 <= answer.status < 500, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= answer.json.keys()
    for secret in (SECRET, "Traceback", "/site-packages/", str(Path.home()), *secrets):
        assert secret.encode() not in answer.body


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file(client: Any, place: str, path: str, photos: Path) -> None:
    assert_says_nothing(client.get(place.format(path)), str(photos.parent))


@pytest.mark.parametrize(
    "path", ["/js", "/js/", "/api", "/api/", "/api/world", "/api/photos/", "//", "/index"]
)
def test_no_directory_is_listed(client: Any, path: str) -> None:
    assert_says_nothing(client.get(path))


PATHS = ("/", "/api/status", "/api/timeline", "/api/photos/1/original", "/api/openapi.json", "/nothing")


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_there_is_nothing(stranger: Any, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status == 401
    assert_says_nothing(answer)


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer x", "Basic {}", "bearer{}", "Bearer {}x", "{}", "Bearer \xe9"]
)
def test_a_wrong_token_is_none(serve: Any, library: Path, given: str) -> None:
    with serve(library) as client:
        header = given.format(client.token)
        assert client.ask("GET", "/api/status", headers={"Authorization": header}).status == 401


def test_guessing_is_slowed_down(serve: Any, library: Path) -> None:
    with serve(library) as client:
        answers = [client.get("/api/status", Authorization="Bearer guess").status for _ in range(60)]
        assert set(answers) == {401, 429}
        assert client.get("/api/status").status == 200, "who has the token is let in all the while"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.example:{port}",
             "[::1]:{port}", "0.0.0.0:{port}", "localhost:{port}:80", "user@127.0.0.1:{port}", ""]
)  # fmt: skip
def test_a_name_that_was_rebound_to_this_machine_is_refused(client: Any, host: str) -> None:
    answer = client.get("/api/status", Host=host.format(port=client.port))
    assert answer.status in (400, 421)
    assert b"library" not in answer.body


def test_its_own_names_are_let_in(client: Any) -> None:
    assert client.get("/api/status", Host=f"localhost:{client.port}").status == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1:{port}",
               "127.0.0.1:{port}", "http://localhost:{port}.evil.example", "http://http://127.0.0.1:{port}"]
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_page_is_refused_even_with_the_token(client: Any, origin: str, method: str) -> None:
    answer = client.ask(method, "/api/index", b"{}", {"Origin": origin.format(port=client.port)})
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_a_browser_that_comes_from_elsewhere_is_refused(client: Any, site: str) -> None:
    assert client.get("/api/photos/1/original", **{"Sec-Fetch-Site": site}).status == 403


def opened(client: Any, link: str) -> tuple[Any, str]:
    """The answer of a one-time link and the cookie it set."""
    answer = client.get(link.partition(str(client.port))[2], **{"Sec-Fetch-Site": "none"})
    return answer, answer.headers.get("set-cookie", "")


def test_a_link_opens_one_browser_once(serve: Any, library: Path) -> None:
    with serve(library) as known:
        stranger = type(known)(known.server)
        first, cookie = opened(stranger, known.server.link)
        assert first.status == 200
        assert {"httponly", "samesite=strict"} <= {part.strip().lower() for part in cookie.split(";")}
        again, none = opened(stranger, known.server.link)
        assert (again.status, none) == (401, "")
        session = {"Cookie": cookie.partition(";")[0]}
        assert stranger.get("/api/status", **session).status == 200
        assert stranger.get("/api/status", **session, **{"Sec-Fetch-Site": "cross-site"}).status == 403
        assert stranger.post("/api/index", {}, **session).status == 401, "a browser says where it comes from"
        own = {"Origin": f"http://127.0.0.1:{known.port}"}
        assert stranger.post("/api/plan", {"query": "a"}, **session, **own).status == 200


@pytest.mark.parametrize("key", ["", "x", "%00", "a" * 5000])
def test_a_made_up_key_opens_nothing(stranger: Any, key: str) -> None:
    answer = stranger.get(f"/open?key={key}")
    assert answer.status == 401
    assert "set-cookie" not in answer.headers


def test_a_token_of_another_start_is_worth_nothing(client: Any, serve: Any, library: Path) -> None:
    with serve(library) as other:
        assert other.get("/api/status", Authorization=f"Bearer {client.token}").status == 401


def test_every_answer_carries_the_safety_headers(client: Any, stranger: Any) -> None:
    for answer in (client.get("/"), client.get("/api/status"), client.get("/nothing"), stranger.get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in answer.headers


def test_a_body_may_not_be_large(client: Any) -> None:
    large = b'{"query": "' + b"a" * 70_000 + b'"}'
    answer = client.ask("POST", "/api/search", large, {"Content-Type": "application/json"})
    assert answer.status == 413
    assert_says_nothing(answer)


def test_a_body_that_does_not_say_its_size_may_not_be_large_either(client: Any) -> None:
    chunks = b"".join(b"2000\r\n" + b" " * 0x2000 + b"\r\n" for _ in range(12)) + b"0\r\n\r\n"
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    connection = socket.create_connection(("127.0.0.1", client.port), timeout=20)
    lines = {"Host": f"127.0.0.1:{client.port}", "Authorization": f"Bearer {client.token}", **headers}
    head = "POST /api/search HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with connection:
        connection.sendall(head.encode() + b"\r\n" + chunks)
        assert b" 413 " in connection.recv(100)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"null", b"{", b"[" * 30_000, b"\xff\xfe"),
        *(b'{"query": 1}', b'{"query": "a", "more": 1}', b'{"query": "' + b"a" * 501 + b'"}'),
        *(b'{"query": "\\ud800"}', b'{"query": "a", "limit": 0}', b'{"query": "a", "limit": 1e9}'),
        b'{"query": "a", "plan": {"min_rating": 9}}',
        b'{"query": "a", "plan": {"taken": [{}]}}',
    ],
)
def test_what_is_no_request_is_told_so(client: Any, body: bytes) -> None:
    answer = client.ask("POST", "/api/search", body, {"Content-Type": "application/json"})
    assert answer.status == 422
    assert_says_nothing(answer)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_a_foreign_form_could_send_is_not_read(client: Any, kind: str) -> None:
    assert client.ask("POST", "/api/index", b"{}", {"Content-Type": kind}).status == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "X"])
def test_other_methods_do_nothing(client: Any, method: str) -> None:
    assert client.ask(method, "/api/photos/1/marks", b"{}").status == 405


def test_slow_clients_hold_nobody_up(client: Any) -> None:
    slow = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(30)]
    try:
        for connection in slow:
            connection.sendall(b"POST /api/search HTTP/1.1\r\nHost: ")
        started = time.monotonic()
        assert client.get("/api/status").status == 200
        assert time.monotonic() - started < 5
    finally:
        for connection in slow:
            connection.close()


def test_pictures_nobody_waits_for_are_given_up(client: Any) -> None:
    host = f"127.0.0.1:{client.port}"
    path = "/api/photos/1/thumbnail/grid"
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {client.token}\r\n\r\n".encode()
    for _ in range(3 * CONNECTIONS):
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            connection.sendall(head)
    end = time.monotonic() + GIVE_UP_SECONDS
    while (status := client.get("/api/photos/1/thumbnail/grid").status) == 503:
        assert time.monotonic() < end, "they are waited for"
        time.sleep(0.2)
    assert status == 200


def test_a_photo_that_became_a_link_is_not_followed(serve: Any, tmp_path: Path, photos: Path) -> None:
    album = tmp_path / "album"
    album.mkdir()
    (album / "a.jpg").write_bytes((photos / "disc 0.jpg").read_bytes())
    with serve(tmp_path / "library", album) as client:
        client.post("/api/index", {"folders": ["offered-0"]})
        while client.get("/api/index").json["state"] == "running":
            time.sleep(0.1)
        (photo,) = client.get("/api/timeline").json["months"][0]["ids"]
        assert client.get(f"/api/photos/{photo}/original").status == 200
        (album / "a.jpg").unlink()
        gone = client.get(f"/api/photos/{photo}/original")
        assert gone.status == 404
        assert_says_nothing(gone, str(tmp_path))
        (album / "a.jpg").symlink_to("/etc/passwd")
        assert_says_nothing(client.get(f"/api/photos/{photo}/original"), str(tmp_path))


IDS = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.from_regex(r"[0-9]{1,30}[^0-9]?", fullmatch=True),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=IDS, tail=st.sampled_from(["", "/original", "/thumbnail/grid", "/thumbnail/huge", "/similar"]))
def test_no_id_breaks_it(client: Any, text: str, tail: str) -> None:
    answer = client.get(f"/api/photos/{quote(text, safe='', errors='replace')}{tail}")
    assert answer.status in (200, 404, 422, 429)
    assert SECRET.encode() not in answer.body


def test_only_this_machine_is_listened_to(client: Any) -> None:
    assert client.server.listener.getsockname()[0] == "127.0.0.1"
    assert urlsplit(client.server.address).hostname == "127.0.0.1"


def test_the_document_describes_what_is_there(client: Any) -> None:
    document = client.get("/api/openapi.json").json
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method in operations:
            filled = path.replace("{photo}", "0").replace("{size}", "grid")
            if not filled.endswith("/events"):
                answer = client.ask(method.upper(), filled, b"{}", {"Content-Type": "application/json"})
                assert answer.status != 404 or "photo" in json.dumps(answer.json), path
