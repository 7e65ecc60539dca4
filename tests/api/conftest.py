"""The service over a small real library, on a real port, asked over real HTTP."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw

from photos_ml.app.api.serve import prepare
from photos_ml.app.api.server import Server
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders

NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Asks one server; holds the token unless told otherwise."""

    server: Server
    token: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return urlsplit(self.server.address).port or 0

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own; the path is sent as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in (sent | self.more | (headers or {})).items():
                connection.putheader(name, value)
            if body is not None and "Content-Length" not in (headers or {}):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, document: object, **headers: str) -> Answer:
        body = json.dumps(document).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/json", **headers})


@contextmanager
def serving(library: Path, *folders: Path) -> Iterator[Client]:
    """A server in a thread of its own until the block ends."""
    with prepare(library, folders, now=NOW) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield Client(server, server.gate.token)
        finally:
            server.stop()
            thread.join(20)
        assert not thread.is_alive(), "the server does not end"


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five pictures, one stored turned and with a position and a comment in it, and one broken file."""
    root = tmp_path_factory.mktemp("pictures") / "Album"
    root.mkdir()
    for number in range(4):
        exif = Image.Exif()
        exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"2024:0{number + 5}:01 12:00:00"
        disc(number).save(root / f"disc {number}.jpg", exif=exif)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a secret description"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 0.0), 3: "E", 4: (2.0, 21.0, 0.0)})
    disc(9, (900, 600)).save(root / "turned.jpg", exif=exif)
    (root / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    return root


@pytest.fixture(scope="session")
def indexed(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied, so that no file of tests sees what another one did."""
    folder = tmp_path_factory.mktemp("indexed") / "library"
    with Context(folder) as context:
        index_folders(context, [photos])
    return folder


@pytest.fixture(scope="module")
def library(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(indexed, tmp_path_factory.mktemp("data") / "library"))


@pytest.fixture(scope="module")
def client(library: Path, photos: Path) -> Iterator[Client]:
    with serving(library) as found:
        yield found


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[Client]]:
    """serve(library, *folders): a server of one's own."""
    return serving


@pytest.fixture(scope="module")
def stranger(client: Client) -> Client:
    """The same service, asked without the token."""
    return Client(client.server)


def disc(number: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    picture = Image.new("RGB", size, (20 * number, 90, 160))
    ImageDraw.Draw(picture).ellipse((20 * number, 20, 20 * number + 90, 110), fill="orange")
    return picture
