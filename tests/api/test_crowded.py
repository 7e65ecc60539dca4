"""Many at once: nobody keeps the owner out, everybody who may ask is answered, in turn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api import protocol

SOMEBODY = 12_345
CROWDS = """
import os, socket, sys, encodings.idna
os.setuid(int(sys.argv[2]))
idle = []
for _ in range(int(sys.argv[3])):
    try:
        idle.append(socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5))
    except OSError:
        pass
print("there", flush=True)
sys.stdin.read()
"""
linux_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root of Linux can become another user"
)


@contextmanager
def idle_connections(port: int, number: int) -> Iterator[list[socket.socket]]:
    held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(number)]
    try:
        yield held
    finally:
        for one in held:
            one.close()


def still_open(held: list[socket.socket]) -> int:
    open_ones = 0
    for one in held:
        one.setblocking(False)
        with suppress(BlockingIOError):
            one.recv(1)
            continue
        open_ones += 1
    return open_ones


@linux_root
def test_another_users_idle_connections_keep_the_owner_out_of_nothing(serve: Any, library: Path) -> None:
    with serve(library) as client:
        crowd = subprocess.Popen(
            [sys.executable, "-I", "-c", CROWDS, str(client.port), str(SOMEBODY), "900"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert crowd.stdout is not None
        assert crowd.stdout.readline() == "there\n"
        answers = [client.get("/api/status").status for _ in range(5)]
        connections = client.server.uvicorn.server_state.connections
        foreign = sum(one._foreign for one in list(connections))
        crowd.communicate("")
    assert answers == [200] * 5
    assert foreign <= protocol.MOST_FOREIGN


def test_where_nobody_tells_whose_they_are_the_oldest_idle_ones_give_way(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_STRANGERS", 5)
    with serve(library) as client, idle_connections(client.port, 12) as idle:
        assert [client.get("/api/status").status for _ in range(10)] == [200] * 10
        deadline = time.monotonic() + 30
        while still_open(idle) > 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert 0 < still_open(idle) <= 5


def test_a_connection_that_was_let_in_gives_way_to_no_stranger(
    serve: Any, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_STRANGERS", 3)
    with serve(library) as client, socket.create_connection(("127.0.0.1", client.port)) as kept:
        head = f"GET /api/status HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nAuthorization: Bearer "
        asked = f"{head}{client.token}\r\n\r\n".encode()
        for _ in range(2):
            kept.sendall(asked)
            assert kept.recv(65536).startswith(b"HTTP/1.1 200 ")
            kept.settimeout(0.3)
            with suppress(TimeoutError):
                while kept.recv(65536):
                    pass
            with idle_connections(client.port, 8):
                time.sleep(0.2)


def test_two_hundred_searches_at_once_are_all_answered(serve: Any, library: Path) -> None:
    answers: Counter[int] = Counter()
    counting = threading.Lock()

    def search(number: int) -> None:
        status = client.post("/api/search", {"query": f"disc {number}", "planner": "rules"}).status
        with counting:
            answers[status] += 1

    with serve(library) as client:
        threads = [threading.Thread(target=search, args=(number,)) for number in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {200: 200}


def test_who_does_not_search_does_not_wait_for_who_does(serve: Any, library: Path) -> None:
    with serve(library) as client:
        limiter = client.server.backend.searching
        limiter.total_tokens = 1
        client.server.backend.ready_to_search()
        held = threading.Event()
        waiting = [
            threading.Thread(target=client.post, args=("/api/search", {"query": "disc", "planner": "rules"}))
            for _ in range(60)
        ]
        original = client.server.backend.ready_to_search

        def slow() -> None:
            held.wait(20)
            original()

        client.server.backend.ready_to_search = slow
        for thread in waiting:
            thread.start()
        try:
            assert client.get("/api/status").status == 200
        finally:
            held.set()
            for thread in waiting:
                thread.join()
