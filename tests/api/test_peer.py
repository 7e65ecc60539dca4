"""Another user of the machine may come to know a link or the token, and gets nothing for them."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api import peer
from photos_ml.app.api.peer import is_another_users

SOMEBODY = 12_345
OPENS = """
import http.client, os, sys, encodings.idna
if sys.argv[3]:
    os.setuid(int(sys.argv[3]))
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
connection.request("GET", sys.argv[2], headers={"Authorization": "Bearer " + sys.argv[4]})
answer = connection.getresponse()
print(answer.status, answer.getheader("set-cookie") or "")
"""
TELLS = """
import encodings.idna, os, socket, sys
from photos_ml.app.api.peer import is_another_users
listener = socket.create_server(("127.0.0.1", 0))
own = os.getuid()
if sys.argv[1]:
    os.setresuid(int(sys.argv[1]), int(sys.argv[1]), own)
client = socket.create_connection(listener.getsockname())
if sys.argv[1]:
    os.setresuid(own, own, own)
if sys.argv[1] == "0":
    os.getuid = lambda: 1000  # a service of some user, asked by the system
print(is_another_users(client.getsockname(), listener.getsockname()))
"""
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells whose connection it is"
)
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"
)


def ask_as(user: str, client: Any, path: str) -> list[str]:
    """Status and cookie of a request by a program of this user ('' for our own), which knows the token."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", OPENS, str(client.port), path, user, client.token],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split(maxsplit=1)


@linux
@as_root
def test_another_user_who_read_the_link_gets_nothing_and_does_not_use_it_up(
    serve: Any, library: Path
) -> None:
    with serve(library) as client:
        link = client.server.link.partition(str(client.port))[2]
        assert ask_as(str(SOMEBODY), client, link) == ["403"]
        status, cookie = ask_as("", client, link)
        assert (status, "photos_ml_" in cookie) == ("200", True)


@linux
@as_root
@pytest.mark.parametrize("path", ["/", "/api/status", "/api/photos/1/original", "/nothing"])
def test_another_user_who_has_the_token_gets_nothing(serve: Any, library: Path, path: str) -> None:
    with serve(library) as client:
        assert ask_as(str(SOMEBODY), client, path) == ["403"]
        assert ask_as("", client, path) == ["404" if path == "/nothing" else "200"]


@pytest.fixture
def connection() -> Iterator[tuple[Any, Any]]:
    """(client's address, service's address) of an open connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, socket.create_connection(listener.getsockname()) as client:
        yield client.getsockname(), listener.getsockname()


@linux
@pytest.mark.parametrize(
    ("user", "foreign"),
    [(None, False), (SOMEBODY, True), (0, False), (peer.UNKNOWN, False)],
    ids=["the same", "another", "the system", "outside the container"],
)
def test_whose_connection_it_is(user: int | None, foreign: bool) -> None:
    """Asked by a process that was this user while it opened the connection."""
    if user is not None and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    done = subprocess.run(
        [sys.executable, "-c", TELLS, "" if user is None else str(user)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(foreign)]


@linux
def test_both_ends_are_told_apart(connection: tuple[Any, Any]) -> None:
    client, service = connection
    assert peer._owner(client, service) == os.getuid()
    assert peer._owner((client[0], 1), service) is None


@linux
@pytest.mark.parametrize(
    "answer",
    [b"", bytes(20), struct.pack("=IHHIIi", 36, 2, 0, 0, 0, -2), OSError("no such protocol"), TimeoutError()],
)
def test_where_nothing_is_told_nobody_is_refused(
    connection: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch, answer: bytes | OSError
) -> None:
    class Kernel(socket.socket):
        def recv(self, *_: Any) -> bytes:
            if isinstance(answer, OSError):
                raise answer
            return answer

    monkeypatch.setattr(socket, "socket", Kernel)
    monkeypatch.setattr(os, "getuid", lambda: SOMEBODY)
    assert not is_another_users(*connection)


@pytest.mark.parametrize(
    "client", [("::1", 5), ("testclient", 50_000), ("127.0.0.1", None), ("127.0.0.1", 70_000)]
)
def test_what_is_no_address_of_version_4_refuses_nobody(client: Any) -> None:
    assert not is_another_users(client, ("127.0.0.1", 2))
