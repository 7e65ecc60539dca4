"""A one-time link stands in the list of processes for a moment: of no use to another user of the machine."""

from __future__ import annotations

import os
import socket
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
connection.request("GET", sys.argv[2])
answer = connection.getresponse()
print(answer.status, answer.getheader("set-cookie") or "")
"""
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells whose connection it is"
)
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"
)


def open_link(client: Any, link: str, user: str = "") -> list[str]:
    path = link.partition(str(client.port))[2]
    done = subprocess.run(
        [sys.executable, "-I", "-c", OPENS, str(client.port), path, user],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split(maxsplit=1)


@linux
@as_root
def test_another_user_who_read_the_link_gets_nothing_and_does_not_use_it_up(
    serve: Any, library: Path
) -> None:
    with serve(library) as client:
        assert open_link(client, client.server.link, str(SOMEBODY)) == ["401"]
        status, cookie = open_link(client, client.server.link)
        assert (status, client.token in cookie) == ("200", True)


@pytest.fixture
def connection() -> Iterator[tuple[Any, Any]]:
    """(client's address, service's address) of an open connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, socket.create_connection(listener.getsockname()) as client:
        yield client.getsockname(), listener.getsockname()


@linux
def test_its_own_user_is_known(connection: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_another_users(*connection)
    if os.getuid() != 0:
        monkeypatch.setattr(os, "getuid", lambda: SOMEBODY)
        assert is_another_users(*connection)


TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  {service} 0 1 1 0 20 4 30 10 -1
   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  {client} 0 2 1 0 20 4 30 10 -1
   2: 0100007F:C002 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  777 0 3 1 0 20 4 30 10 -1
"""


@linux
@pytest.mark.skipif(sys.byteorder != "little", reason="the table is of such a processor")
@pytest.mark.parametrize(
    ("owner", "port", "foreign"),
    [
        (1000, 0xC001, False),
        (0, 0xC001, False),
        (65534, 0xC001, False),
        (1001, 0xC001, True),
        (1001, 0xC009, False),
    ],
    ids=["the same", "the system", "outside the container", "another", "not listed"],
)
def test_whose_connection_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, owner: int, port: int, foreign: bool
) -> None:
    (tmp_path / "tcp").write_text(TABLE.format(service=1000, client=owner))
    monkeypatch.setattr(peer, "CONNECTIONS", tmp_path / "tcp")
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert is_another_users(("127.0.0.1", port), ("127.0.0.1", 0x1F90)) is foreign


@pytest.mark.parametrize("table", [None, "", "sl local\n\n: : :\n 1: 2 3 4 5 6 7 x\n"])
def test_where_nothing_is_told_nobody_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str | None
) -> None:
    if table is not None:
        (tmp_path / "tcp").write_text(table)
    monkeypatch.setattr(peer, "CONNECTIONS", tmp_path / "tcp")
    assert not is_another_users(("127.0.0.1", 1), ("127.0.0.1", 2))
