"""Clients that are slow on purpose hold nothing; a killed service has lost nothing that it acknowledged."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import pytest

from photos_ml.app.api import protocol, strict
from photos_ml.app.api.problems import problem_of
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.status import read_status
from photos_ml.errors import LibraryError
from photos_ml.store import Library, Mark

GIVE_UP_SECONDS = 60


def read_all(connection: socket.socket) -> bytes:
    """Until the other side closes; fails rather than wait for ever."""
    connection.settimeout(GIVE_UP_SECONDS)
    found = b""
    while part := connection.recv(65536):
        found += part
    return found


@pytest.mark.parametrize("first", [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_headers_that_never_end_are_not_waited_for(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.5)
    with serve(library) as client, socket.create_connection(("127.0.0.1", client.port)) as slow:
        slow.sendall(first)
        assert read_all(slow) == b""


def test_headers_drop_by_drop_gain_no_time(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 1.0)
    with serve(library) as client, socket.create_connection(("127.0.0.1", client.port)) as slow:
        slow.settimeout(0.1)
        end = time.monotonic() + GIVE_UP_SECONDS
        try:
            while time.monotonic() < end:
                slow.sendall(b"a")
                try:
                    assert slow.recv(1) == b"", "nothing is answered"
                    return
                except TimeoutError:
                    continue
        except OSError:
            return  # reset: it was closed while a drop was on its way
        raise AssertionError("it was let go on")


def test_a_second_request_may_not_be_slow_either(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 1.0)
    with serve(library) as client, socket.create_connection(("127.0.0.1", client.port)) as slow:
        host = f"Host: 127.0.0.1:{client.port}\r\n".encode()
        slow.sendall(b"GET /api/status HTTP/1.1\r\n" + host + b"\r\nGET /api/status HTTP/1.1\r\nX")
        assert read_all(slow).count(b"HTTP/1.1 ") == 1


def test_an_answer_is_sent_at_once(serve: Any, library: Path) -> None:
    """Else the second part of every answer waits for the first to be acknowledged: 40 ms."""
    with serve(library) as client, socket.create_connection(("127.0.0.1", client.port)) as kept:
        host = f"Host: 127.0.0.1:{client.port}\r\n".encode()
        kept.sendall(b"GET /api/status HTTP/1.1\r\n" + host + b"\r\n")
        assert kept.recv(1)
        (connection,) = client.server.uvicorn.server_state.connections
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_answer_may_take_longer_than_headers(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.2)
    with serve(library) as client:
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=GIVE_UP_SECONDS)
        headers = {"Authorization": f"Bearer {client.token}"}
        connection.request("GET", "/api/index/events", headers=headers)
        answer = connection.getresponse()
        time.sleep(0.6)
        assert answer.readline().startswith(b"data: ")
        connection.close()


def test_a_body_that_never_ends_is_not_waited_for(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict, "BODY_SECONDS", 0.5)
    with serve(library) as client, socket.create_connection(("127.0.0.1", client.port)) as slow:
        lines = {
            "Host": f"127.0.0.1:{client.port}",
            "Authorization": f"Bearer {client.token}",
            "Content-Type": "application/json",
            "Content-Length": "100",
            "Connection": "close",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        slow.sendall(f"POST /api/search HTTP/1.1\r\n{head}\r\n".encode() + b'{"query": ')
        answer = read_all(slow)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process has open")
def test_connections_that_ask_nothing_neither_use_up_its_files_nor_fill_the_terminal(
    own: Path, tmp_path: Path
) -> None:
    """Where no more can be opened asyncio says so, in thousands of lines, and begins anew."""
    with (tmp_path / "said").open("w+") as said, running(own, files=256, says=said) as process:
        idle = []
        try:
            for _ in range(900):
                with suppress(OSError):
                    idle.append(socket.create_connection(("127.0.0.1", process.port), timeout=5))
            time.sleep(2)
            has_open = len(list(Path(f"/proc/{process.process.pid}/fd").iterdir()))
            assert has_open < protocol.MOST_CONNECTIONS + 200
        finally:
            for connection in idle:
                connection.close()
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError, ValueError):
                assert process.ask("GET", "/api/status")["photos"]
                break
        said.seek(0)
        assert len(said.read().splitlines()) < 20


class Process:
    """`photos-ml serve` as a user starts it; `files`: how many it may open unless it asks for more."""

    def __init__(
        self, library: Path, *folders: Path, files: int | None = None, says: IO[str] | None = None
    ) -> None:
        command = "from photos_ml.app.cli import main; main()"
        if files:
            hard = "r.getrlimit(r.RLIMIT_NOFILE)[1]"
            command = f"import resource as r; r.setrlimit(r.RLIMIT_NOFILE, ({files}, {hard})); {command}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, "serve", "--json", "--library", library, *folders],
            stdout=subprocess.PIPE,
            stderr=says,
            text=True,
        )
        assert self.process.stdout is not None
        text = ""
        while not text.rstrip().endswith("}"):
            line = self.process.stdout.readline()
            assert line, "it ended"
            text += line
        known = json.loads(text)
        self.port, self.token = urlsplit(known["address"]).port or 0, known["token"]

    def ask(self, method: str, path: str, document: object = None) -> Any:
        """The answer's document; ConnectionError where the service is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GIVE_UP_SECONDS)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = None if document is None else json.dumps(document).encode()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found = json.loads(answer.read())
            assert answer.status == 200, found
            return found
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def running(
    library: Path, *folders: Path, files: int | None = None, says: IO[str] | None = None
) -> Iterator[Process]:
    process = Process(library, *folders, files=files, says=says)
    try:
        yield process
    finally:
        process.kill()


@pytest.fixture
def own(photos: Path, tmp_path: Path) -> Path:
    """A library to be written to."""
    folder = tmp_path / "library"
    with Context(folder) as context:
        index_folders(context, [photos])
    return folder


def test_what_was_answered_is_there_after_a_kill(own: Path) -> None:
    said: dict[int, dict[str, bool]] = {}
    with running(own) as process:

        def talk() -> None:
            number = 0
            while True:
                number += 1
                photo, marks = 1 + number % 5, {"favorite": number % 3 == 0, "hidden": number % 7 == 0}
                try:
                    process.ask("POST", f"/api/photos/{photo}/marks", marks)
                except (ConnectionError, OSError):
                    unknown.add(photo)  # sent and not answered: either may be
                    return
                said[photo] = marks

        unknown: set[int] = set()
        threads = [threading.Thread(target=talk)]
        for thread in threads:
            thread.start()
        while len(said) < 5:
            time.sleep(0.01)
        process.ask("POST", "/api/settings", {"exclude": ["Private"], "theme": "dark"})
        process.kill()
        for thread in threads:
            thread.join()
    with Context(own) as context:
        assert context.settings.exclude == ("Private",)
        assert context.settings.theme == "dark"
        marks = context.library().marks
        for photo, kept in said.items():
            if photo not in unknown:
                assert bool(marks.said(photo, Mark.FAVORITE)) == kept["favorite"]
                assert bool(marks.said(photo, Mark.HIDE)) == kept["hidden"]


def test_killed_in_the_middle_of_indexing_it_goes_on_and_forgets_nothing(own: Path, tmp_path: Path) -> None:
    from PIL import Image

    album = tmp_path / "more"
    album.mkdir()
    for number in range(60):
        Image.effect_noise((400, 300), number + 1).save(album / f"{number}.png")
    with running(own, album) as process:
        process.ask("POST", "/api/photos/1/marks", {"favorite": True})
        process.ask("POST", "/api/index", {"folders": ["offered-0"]})
        while not process.ask("GET", "/api/index")["new"]:
            time.sleep(0.02)
        process.ask("POST", "/api/photos/2/marks", {"hidden": True})
        process.kill()
    with Context(own) as context:
        assert context.library().marks.said(1, Mark.FAVORITE)
        assert context.library().marks.said(2, Mark.HIDE)
        before = read_status(context).photos
        counts = index_folders(context).counts
        assert counts.new == 65 - before, "what was indexed before the kill was kept"
        assert read_status(context).photos == 65
        assert read_status(context).waiting == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_asked_to_stop_in_the_middle_of_indexing_it_ends_well(own: Path, tmp_path: Path) -> None:
    from PIL import Image

    album = tmp_path / "more"
    album.mkdir()
    for number in range(200):
        Image.effect_noise((400, 300), number + 1).save(album / f"{number}.png")
    with (
        (tmp_path / "said").open("w+") as said,
        running(own, album, says=said) as process,
        socket.create_connection(("127.0.0.1", process.port), timeout=GIVE_UP_SECONDS) as page,
    ):
        process.ask("POST", "/api/index", {"folders": ["offered-0"]})
        asked = "GET /api/index/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n\r\n"
        page.sendall(asked.format(process.port, process.token).encode())
        assert page.recv(100).startswith(b"HTTP/1.1 200")
        while not process.ask("GET", "/api/index")["new"]:
            time.sleep(0.02)
        process.process.send_signal(signal.SIGTERM)
        assert process.process.wait(GIVE_UP_SECONDS) == 0
        said.seek(0)
        assert "Traceback" not in (words := said.read()) and "graceful" not in words, words
    with Context(own) as context:
        last = context.library().runs.last()
        assert last is not None
        assert last["outcome"] == "interrupted"
        assert index_folders(context).counts.failed == 1, "and it can go on"
        assert read_status(context).photos == 205


def test_a_full_disk_is_told_with_what_to_do_and_without_a_path(own: Path) -> None:
    with Library.open(own) as library:
        pages = library.database.scalar("PRAGMA page_count")
        library.database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LibraryError) as caught:
            for number in range(1000):
                library.set_setting(f"filler {number}", "x" * 4000)
    told = problem_of(caught.value)
    assert told.status_code == 507
    assert told.words == "The disk is full. Free some disk space and try again; nothing is lost."
