"""The service with both its doors over a small real library: the second one on another loopback address."""

from __future__ import annotations

import http.client
import itertools
import json
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
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
from photos_ml.app.service.lan import addresses

NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
LAN = "127.0.0.2"
"""Linux has all of 127.0.0.0/8; other systems have to be given one more address."""
_numbers = itertools.count()
AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def cookies(self) -> dict[str, str]:
        """Name -> value of those that are set."""
        found = [value for key, value in self.headers if key.lower() == "set-cookie"]
        pairs = [one.partition(";")[0].partition("=") for one in found]
        return {name: value for name, _, value in pairs}


@dataclass
class Phone:
    """A browser at the second door; keeps its cookies as one."""

    address: str
    source: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # what a person does at the browser's warning
        source = (self.source, 0) if self.source else None
        return http.client.HTTPSConnection(self.host, timeout=30, context=context, source_address=source)

    def headers(self, **more: str) -> dict[str, str]:
        known = {
            "Host": self.host,
            "User-Agent": AGENT,
            "Accept-Language": "en",
            "Sec-Fetch-Site": "same-origin",
        }
        if self.cookies:
            known["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return known | {name.replace("_", "-"): value for name, value in more.items()}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own; the path is sent as it is."""
        connection = self.connect()
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers(**headers).items():
                connection.putheader(name, value)
            if body is not None and "Content_Length" not in headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()
        for name, value in answer.cookies.items():
            if value in ("", '""'):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, document: object, **headers: str) -> Answer:
        sent = {"Content_Type": "application/json"} | headers
        return self.ask("POST", path, json.dumps(document).encode(), **sent)


@dataclass(frozen=True)
class Owner:
    """A program at the first door, with the token."""

    server: Server

    def ask(self, method: str, path: str, document: object = None) -> tuple[int, Any]:
        at = urlsplit(self.server.address)
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.server.gate.token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if document is None else json.dumps(document), headers)
            answer = connection.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if said else None
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        status, said = self.ask("GET", path)
        assert status == 200, said
        return said

    def post(self, path: str, document: object) -> Any:
        status, said = self.ask("POST", path, document)
        assert status == 200, said
        return said


@dataclass(frozen=True)
class House:
    """A served library with both doors."""

    server: Server
    owner: Owner

    @property
    def address(self) -> str:
        assert self.server.lan is not None
        return self.server.lan.address

    def phone(self, source: str = "") -> Phone:
        """One that was never here; each has an address of its own."""
        number = next(_numbers)
        return Phone(self.address, source or f"127.1.{number // 200}.{number % 200 + 1}")

    def paired(self, *, people: bool = False, source: str = "") -> Phone:
        """One that its owner has let in."""
        phone = self.phone(source)
        for old in self.owner.get("/api/devices")["devices"][20:]:
            self.owner.post(f"/api/devices/{old['device']}/revoke", {})
        self.owner.post("/api/devices/pairing", {"open": True})
        code = phone.post("/pair/ask", {}).json["code"]
        self.owner.post("/api/devices/allow", {"code": code, "people": people})
        assert phone.post("/pair/wait", {}).json == {"state": "paired"}
        return phone

    def device_of(self, phone: Phone) -> str:
        (shown,) = [value for name, value in phone.cookies.items() if not name.endswith("_asks")]
        return shown.partition(".")[0]


@contextmanager
def opened(library: Path, **more: Any) -> Iterator[House]:
    with ExitStack() as stack:
        with as_at_home():
            server = stack.enter_context(prepare(library, now=NOW, lan=LAN, **more))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield House(server, Owner(server))
        finally:
            server.stop()
            thread.join(20)
        assert not thread.is_alive(), "the server does not end"


@contextmanager
def as_at_home() -> Iterator[None]:
    """Loopback is a network at home, for these tests: others a machine may not have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "IN_HOUSES", (*addresses.IN_HOUSES, addresses.LOOPBACK))
        yield


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the certificate is kept: one for all, as for a user."""
    from photos_ml.app.service.lan import certificate

    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificate, "user_dir", lambda: folder)
        yield folder


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pictures; one is large, to be sent for a while."""
    root = tmp_path_factory.mktemp("pictures") / "Album"
    root.mkdir()
    for number in range(6):
        exif = Image.Exif()
        exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"2024:0{number + 3}:01 12:00:00"
        picture = Image.effect_noise((3000, 2200), 90).convert("RGB") if number == 5 else disc(number)
        picture.save(root / f"disc {number}.jpg", exif=exif, quality=97)
    folder = tmp_path_factory.mktemp("indexed") / "library"
    with Context(folder) as context:
        index_folders(context, [root])
    return folder


@pytest.fixture(scope="module")
def library(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(indexed, tmp_path_factory.mktemp("data") / "library"))


@pytest.fixture(scope="module")
def house(library: Path) -> Iterator[House]:
    with opened(library) as found:
        yield found


@pytest.fixture(scope="session")
def open_house() -> Callable[..., AbstractContextManager[House]]:
    """open_house(library): a house of one's own."""
    return opened


def disc(number: int) -> Image.Image:
    picture = Image.new("RGB", (320, 240), (20 * number, 90, 160))
    ImageDraw.Draw(picture).ellipse((20 * number, 20, 20 * number + 90, 110), fill="orange")
    return picture
