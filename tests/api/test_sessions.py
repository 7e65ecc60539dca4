"""A browser that was let in stays in over restarts, until it is signed out; who is not let in is told how."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.serve import prepare
from photos_ml.app.api.server import Server
from photos_ml.app.api.sessions import DAY_SECONDS, DAYS, KEY_NAME, Sessions
from photos_ml.app.service.running import SERVICE_CARD, ask_service, card_left, leave_card, served_at

HTML = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "none"}


def signed_in(client: Any, link: str) -> dict[str, str]:
    """The headers of a browser that opened the link."""
    answer = type(client)(client.server).get(link.partition(str(client.port))[2], **HTML)
    assert answer.status == 200
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def test_a_browser_stays_in_over_a_restart_and_is_signed_out_for_good(serve: Any, library: Path) -> None:
    with serve(library) as client:
        one, other = signed_in(client, client.server.link), signed_in(client, client.server.gate.new_link())
        assert one != other, "each browser has a session of its own"
        assert client.token not in one["Cookie"]
    with serve(library) as client:
        stranger = type(client)(client.server)
        for browser in (one, other):
            assert stranger.get("/api/status", **browser).status == 200
        asked = stranger.post("/api/sessions/end", {}, **one, Origin=f"http://127.0.0.1:{client.port}")
        assert stranger.get("/api/status", **one).status == 401
        assert stranger.get("/api/status", **other).status == 401
        kept = {"Cookie": asked.headers["set-cookie"].partition(";")[0]}
        assert {"httponly", "samesite=strict"} <= set(asked.headers["set-cookie"].lower().split("; "))
        assert stranger.get("/api/status", **kept).status == 200, "who asked is in still"
    with serve(library) as client:
        assert type(client)(client.server).get("/api/status", **other).status == 401
        assert type(client)(client.server).get("/api/status", **kept).status == 200


def test_a_session_ends_by_itself_and_is_not_made_up(tmp_path: Path) -> None:
    now = [1_000_000.0]
    sessions = Sessions(tmp_path, lambda: now[0])
    cookie = sessions.new()
    said, _, signature = cookie.rpartition(".")
    later = f"{said.partition('.')[0]}.{int(now[0]) + 5}.{signature}"
    for bad in (
        "",
        ".",
        "..",
        "x",
        said,
        later,
        f"{cookie}x",
        f"é.{cookie}",
        cookie[:-1],
        Sessions(None).new(),
    ):
        assert not sessions.holds(bad), bad
    assert Sessions(tmp_path, lambda: now[0]).holds(cookie)
    now[0] += (DAYS - 1) * DAY_SECONDS
    assert sessions.holds(cookie)
    now[0] += 2 * DAY_SECONDS
    assert not sessions.holds(cookie)
    assert sessions.cookie == Sessions(tmp_path).cookie != Sessions(tmp_path.parent).cookie


@pytest.mark.skipif(os.name != "posix", reason="permissions are another matter on Windows")
def test_the_key_is_for_this_user_alone(tmp_path: Path) -> None:
    cookie = Sessions(tmp_path).new()
    key = tmp_path / KEY_NAME
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    assert not Sessions(tmp_path).holds(cookie), "others may have read it"
    key.rename(tmp_path / "other")
    key.symlink_to(tmp_path / "other")
    held = (tmp_path / "other").read_bytes()
    Sessions(tmp_path)
    assert (tmp_path / "other").read_bytes() == held
    assert not key.is_symlink()
    key.write_bytes(b"short")
    Sessions(tmp_path)
    assert len(key.read_bytes()) == 32
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_who_is_not_let_in_reads_how_to_get_in(serve: Any, library: Path) -> None:
    with serve(library) as client:
        stranger = type(client)(client.server)
        browser = signed_in(client, client.server.link)
        path = client.server.link.partition(str(client.port))[2]
        pages = {
            "This link has been used": stranger.get(path, **HTML),
            "This browser is not signed in": stranger.get("/", **HTML),
            "This page came from elsewhere": stranger.get("/", **{**HTML, "Sec-Fetch-Site": "cross-site"}),
            "This address is not this service": stranger.get("/", **HTML, Host="evil.example"),
        }
        assert [answer.status for answer in pages.values()] == [401, 401, 403, 421]
        for words, answer in pages.items():
            text = answer.body.decode()
            assert f"<h1>{words}" in text
            assert "photos-ml open" in text
            assert str(Path.home()) not in text
            assert not re.search(r"<script|src=|http", text)
            assert "unsafe" not in answer.headers["content-security-policy"]
        again = stranger.get(path, **HTML, **browser)
        assert (again.status, again.headers.get("set-cookie")) == (200, None), "the same browser goes on"


def test_a_running_service_is_found_and_lets_one_more_in(library: Path) -> None:
    import threading

    card = library / SERVICE_CARD
    assert ask_service(card, "/api/sessions/link") is None
    with prepare(library, keep_up=True) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            if os.name == "posix":
                assert stat.S_IMODE(card.stat().st_mode) == 0o600
            said = ask_service(card, "/api/sessions/link")
            assert said is not None
            assert said["link"].startswith(f"{server.address}open?key=")
            assert server.gate.redeem(said["link"].partition("=")[2])
            assert ask_service(card, "/api/nothing") is None
        finally:
            server.stop()
            thread.join(20)
    assert not card.exists()
    with prepare(library, keep_up=True) as again:
        again.listener.close()
        assert again.address == server.address, "an address that was kept leads there again"


def test_a_second_service_of_a_library_leaves_the_first_where_it_is_found(library: Path) -> None:
    card = library / SERVICE_CARD
    assert served_at(library) is None
    with running(library) as first:
        assert served_at(library) == first.address
        written = card.read_bytes()
        with running(library) as second:
            assert second.address != first.address
            assert card.read_bytes() == written and served_at(library) == first.address
        assert card.read_bytes() == written
        lost = library.parent / "copy"
        lost.mkdir()
        (lost / SERVICE_CARD).write_bytes(written)
        assert served_at(lost) is None, "a copy of the folder is not served"
    with prepare(library, keep_up=True) as again:
        again.listener.close()
        assert again.address == first.address, "nor does the second take its port of another time"


def test_what_a_killed_service_left_keeps_no_other_from_starting(library: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as stranger:  # who never answers, on the port it had
        port = stranger.getsockname()[1]
        leave_card(library / SERVICE_CARD, f"http://127.0.0.1:{port}/", "its token")
        assert served_at(library) is None
    leave_card(library / SERVICE_CARD, f"http://127.0.0.1:{port}/", "its token")
    with running(library) as server:
        assert served_at(library) == server.address


@contextmanager
def running(library: Path) -> Iterator[Server]:
    import threading

    with prepare(library, keep_up=True) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server
        finally:
            server.stop()
            thread.join(20)


def test_a_card_of_another_service_stays(tmp_path: Path) -> None:
    card = tmp_path / "service.json"
    with card_left(card, "http://127.0.0.1:1/", "old"), card_left(card, "http://127.0.0.1:1/", "new"):
        pass
    assert not card.exists()
    with card_left(card, "http://127.0.0.1:1/", "old"):
        with card_left(card, "http://127.0.0.1:1/", "new"):
            written = card.read_bytes()
        assert not card.exists()
        card.write_bytes(written)
    assert card.exists()
    card.write_text('{"address": "http://127.0.0.1:1/", "token": "x"}')
    assert ask_service(card, "/") is None
    for wrong in ("", "[]", "{}", '{"address": "x", "token": "y"}'):
        card.write_text(wrong)
        assert ask_service(card, "/") is None
