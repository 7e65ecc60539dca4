"""A hub on 127.0.0.1 that answers as Hugging Face's does, and fails as it is told."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 1000
"""Bytes from which a file is kept as a large one, with its SHA-256."""


@dataclass
class Faults:
    """What goes wrong, by the path of a file or 'api'."""

    status: dict[str, list[int]] = field(default_factory=dict)
    """Answered instead, one after the other, then no more."""
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with those."""
    break_after: dict[str, int] = field(default_factory=dict)
    """So many bytes come, then the connection breaks; again each time it is asked."""
    silent_after: dict[str, int] = field(default_factory=dict)
    """So many bytes come, then nothing, and the connection stays open; -1: not even a status."""
    no_ranges: bool = False
    flipped: set[str] = field(default_factory=set)
    redirect: str = ""
    """Files are elsewhere."""
    page: int = 1000
    """Files in one answer of the list."""
    nonsense: bool = False


class HubServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, repositories: dict[str, Path]) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.repositories = repositories
        self.faults = Faults()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that break off are the point."""


@contextmanager
def serving(repositories: dict[str, Path]) -> Iterator[HubServer]:
    with HubServer(repositories) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()


class Answers(BaseHTTPRequestHandler):
    server: HubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        self.server.asked.append((path, dict(self.headers.items())))
        faults = self.server.faults
        if path.startswith("/elsewhere"):
            self._file(path.removeprefix("/elsewhere"))
            return
        if path.startswith("/api/models/"):
            if "api" in faults.silent_after:
                self._fall_silent()
            elif not self._fails("api"):
                self._api(path.removeprefix("/api/models/"), parse_qs(parts.query))
            return
        if faults.redirect:
            self._say(302, b"", {"Location": faults.redirect + path})
            return
        self._file(path)

    def _api(self, path: str, query: dict[str, list[str]]) -> None:
        owner, name, kind, revision = path.split("/")[:4]
        folder = self.server.repositories.get(f"{owner}/{name}")
        if folder is None or revision not in (COMMIT, "main"):
            self._say(404, b'{"error":"Repository not found"}')
        elif self.server.faults.nonsense:
            self._say(200, b"<html>Sign in to the hotel's network</html>")
        elif kind == "revision":
            self._json({"sha": COMMIT, "cardData": {"license": "mit"}, "siblings": []})
        else:
            files = sorted(one for one in folder.rglob("*") if one.is_file())
            start, size = int(query.get("cursor", ["0"])[0]), self.server.faults.page
            rows: list[dict[str, Any]] = [{"type": "directory", "path": "onnx", "oid": "0" * 40, "size": 0}]
            rows += [_row(one, folder) for one in files[start : start + size]]
            more = start + size < len(files)
            url = f"{self.server.endpoint}{urlsplit(self.path).path}?recursive=true&cursor={start + size}"
            self._json(rows, {"Link": f'<{url}>; rel="next"'} if more else {})

    def _file(self, path: str) -> None:
        owner, name, _, revision, *rest = path.strip("/").split("/")
        file = "/".join(rest)
        folder = self.server.repositories.get(f"{owner}/{name}")
        if self._fails(file):
            return
        if folder is None or revision != COMMIT or not (folder / file).is_file():
            self._say(404, b"Entry not found")
            return
        content = (folder / file).read_bytes()
        faults = self.server.faults
        if file in faults.flipped:
            content = content[:-1] + bytes([content[-1] ^ 1])
        start, status, headers = 0, 200, {}
        asked = self.headers.get("Range", "")
        if asked and not faults.no_ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            status, headers = 206, {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
        silent = faults.silent_after.get(file)
        self._say(status, content[start:], headers, faults.break_after.get(file, silent))
        if silent is not None:
            self._fall_silent()

    def _fall_silent(self) -> None:
        self.server.closing.wait(30)
        self.close_connection = True

    def _fails(self, what: str) -> bool:
        left = self.server.faults.status.get(what)
        if not left:
            return False
        self._say(left.pop(0), b"no", self.server.faults.headers)
        return True

    def _json(self, document: Any, headers: dict[str, str] | None = None) -> None:
        self._say(200, json.dumps(document).encode(), headers or {})

    def _say(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, broken: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if broken is None else body[:broken])
        if broken is not None and broken < len(body):
            self.wfile.flush()
            self.close_connection = True


def _row(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    row: dict[str, Any] = {
        "type": "file",
        "path": path.relative_to(folder).as_posix(),
        "size": len(content),
        "oid": hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest(),
    }
    if len(content) >= LARGE:
        row["oid"] = "f" * 40  # of the pointer to it
        row["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
    return row
