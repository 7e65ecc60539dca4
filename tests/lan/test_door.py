"""The second door: what a device may ask, what none may, and what nobody who is not paired is given."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.lan.limits import Limits
from photos_ml.app.api.lan.permissions import PERMISSIONS, Need, RouteTable

TRAVERSALS = (
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/....//....//etc/passwd",
    "/v/000000000000/../../library.sqlite",
    "/js/..%5c..%5clibrary.sqlite",
    "//etc/passwd",
    "/library.sqlite",
    "/devices.json",
    "/lan/certificate.pem",
    "/api/photos/../settings",
    "/api/photos/%2e%2e/settings",
    "/api/photos/1/../../settings",
    "/api//settings",
    "/API/settings",
    "/api/settings/",
    "/api/settings%00",
    "/api/settings;/",
    "/api/settings?x=1",
    "/api/people/suggestions",
    "/private/api/timeline",
    "/private/api/../../api/settings",
    "/open?key=x",
)


def test_every_route_of_the_service_stands_in_the_table(house: Any) -> None:
    rows = set(RouteTable(house.server.app).rows())
    assert len(rows) > 90
    assert rows - PERMISSIONS.keys() == set(), "new routes have to be put into lan/permissions.py"
    assert PERMISSIONS.keys() - rows == set(), "routes that are there no more"


def test_what_a_device_changes_is_favourites_alone() -> None:
    posts = {
        path for (method, path), need in PERMISSIONS.items() if method == "POST" and need is not Need.OWNER
    }
    reading = {"/api/search", "/api/search/closer", "/api/plan", "/api/refine"}
    assert posts - reading == {"/api/photos/{photo}/marks", "/api/marks"}


@pytest.mark.parametrize("people", [False, True])
def test_what_is_the_owners_is_refused_to_every_device(house: Any, people: bool) -> None:
    phone = house.paired(people=people)
    ids = {"photo": 1, "album": "a", "memory": "0" * 16, "person": 1, "group": 1, "which": "added"}
    ids |= {"device": house.device_of(phone), "cell": 1, "size": "grid", "path": "x", "face": 1}
    before = house.owner.get("/api/settings"), house.owner.get("/api/devices")["devices"]
    for (method, path), need in PERMISSIONS.items():
        allowed = {Need.OWNER: False, Need.PEOPLE: people}.get(need, True)
        full = path.replace(":path", "").format(**ids)
        answer = phone.ask(method, full, b"{}", Content_Type="application/json")
        assert (answer.status == 403) is not allowed, (method, path, answer.status)
        assert answer.status < 500
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert phone.ask(method, "/api/timeline").status == 403
    assert (house.owner.get("/api/settings"), house.owner.get("/api/devices")["devices"]) == before


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out(house: Any, path: str) -> None:
    paired, stranger = house.paired(), house.phone()
    for phone in (paired, stranger):
        answer = phone.get(path)
        assert answer.status in (400, 401, 403, 404, 422, 429), path
        assert b"root:" not in answer.body and b"SQLite" not in answer.body and b"PRIVATE" not in answer.body
    for target in (f"https://{house.phone().host}{path}", f"http://127.0.0.1{path}"):
        assert paired.get(target).status in (400, 401, 403, 404, 421, 422), target


def test_who_is_not_paired_is_given_one_page_and_nothing_else(house: Any) -> None:
    page = house.phone().get("/")
    assert page.status == 200 and b"/js/" not in page.body and b"disc" not in page.body
    assert "script-src 'sha256-" in page.header("content-security-policy")
    for (method, path), _ in list(PERMISSIONS.items())[::6]:
        answer = house.phone("127.0.0.3").ask(method, path.replace("{photo}", "1"), b"{}")
        assert answer.status in (401, 429), (method, path)
        assert answer.header("content-type") == "application/problem+json"
    for path in ("/js/main.js", "/base.css", "/index.html", "/icon.svg", "/words/en.json"):
        assert house.phone("127.0.0.4").get(path).status == 401


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "pt"])
def test_the_page_speaks_the_language_of_the_phone(house: Any, language: str) -> None:
    answer = house.phone().get("/", Accept_Language=f"{language}-XX,en;q=0.5")
    assert f'<html lang="{language}">'.encode() in answer.body
    assert answer.body != house.phone().get("/").body


def test_the_token_of_the_first_door_opens_nothing_here(house: Any) -> None:
    phone = house.phone()
    for value in (f"Bearer {house.server.gate.token}", "Proof x:y", "Basic eDp5"):
        assert phone.get("/api/timeline", Authorization=value).status == 401
    phone.cookies = {house.server.gate.sessions.cookie: house.server.gate.sessions.new()}
    assert phone.get("/api/timeline").status == 401
    for name in list(house.paired().cookies):
        for value in ("", "x", "x.y", ".", "0" * 12 + ".", "é.é", "a" * 4000):
            phone.cookies = {name: value}
            assert phone.ask("GET", "/api/timeline").status in (400, 401, 429), value


def test_a_device_opens_nothing_at_the_first_door(house: Any) -> None:
    phone = house.paired()
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(house.server.address.rpartition(":")[2].strip("/"))
    )
    cookie = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
    try:
        connection.request("GET", "/api/timeline", headers={"Cookie": cookie})
        assert connection.getresponse().status == 401
    finally:
        connection.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_other_pages_and_names_are_refused(house: Any, headers: dict[str, str]) -> None:
    phone = house.paired()
    assert phone.get("/api/timeline", **headers).status in (403, 421)
    assert house.phone().post("/pair/ask", {}, **headers).status in (403, 421)


def test_the_port_in_the_host_is_part_of_it(house: Any) -> None:
    phone = house.paired()
    assert phone.get("/api/timeline", Host=phone.host.partition(":")[0]).status == 421


def test_what_changes_something_has_to_say_where_it_comes_from(house: Any) -> None:
    phone = house.paired()
    sent = phone.headers(Content_Type="application/json")
    del sent["Sec-Fetch-Site"]
    connection = phone.connect()
    try:
        connection.request("POST", "/api/photos/1/marks", b'{"favorite": true}', sent)
        assert connection.getresponse().status == 403
    finally:
        connection.close()
    assert phone.post("/api/photos/1/marks", {"favorite": True}, Content_Type="text/plain").status == 415
    assert phone.post("/api/photos/1/marks", {}, Content_Length="9999999").status == 413


def test_answers_carry_the_safety_headers_and_bind_no_address_to_tls(house: Any) -> None:
    phone = house.paired()
    for answer in (
        phone.get("/"),
        phone.get("/api/timeline"),
        house.phone().get("/"),
        house.phone().get("/x"),
    ):
        assert answer.header("x-content-type-options") == "nosniff" and answer.header(
            "content-security-policy"
        )
        assert answer.header("strict-transport-security") == ""
        assert answer.header("server") == ""
    assert "script-src 'self'" in phone.get("/").header("content-security-policy")


def test_plain_http_is_not_answered(house: Any) -> None:
    address, _, port = house.phone().host.partition(":")
    with socket.create_connection((address, int(port)), 10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        plain.settimeout(10)
        try:
            said = plain.recv(100)
        except ConnectionError:
            said = b""
    assert not said.startswith(b"HTTP")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_as_browsers_speak_it(house: Any, version: ssl.TLSVersion) -> None:
    import hashlib

    address, _, port = house.phone().host.partition(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    with socket.create_connection((address, int(port)), 10) as plain, context.wrap_socket(plain) as secure:
        shown = secure.getpeercert(binary_form=True)
    assert shown is not None
    said = house.owner.get("/api/devices")["door"]["fingerprint"]
    assert hashlib.sha256(shown).hexdigest() == said.replace(":", "").lower()
    context = ssl.create_default_context(
        cadata=ssl.DER_cert_to_PEM_cert(shown)
    )  # who trusts it needs no warning
    with socket.create_connection((address, int(port)), 10) as plain:
        context.wrap_socket(plain, server_hostname=address).close()


def test_connections_without_a_handshake_keep_nobody_out(house: Any) -> None:
    phone = house.paired()
    address, _, port = phone.host.partition(":")
    idle = []
    try:
        source = ("127.0.0.9", 0)
        idle += [socket.create_connection((address, int(port)), 10, source_address=source) for _ in range(60)]
        assert phone.get("/api/timeline").status == 200
    finally:
        for one in idle:
            one.close()


# Revoking


def test_a_download_of_a_revoked_device_ends(house: Any) -> None:
    phone, other = house.paired(), house.paired()
    photo = max(house.owner.get("/api/timeline")["months"][0]["ids"])
    whole = len(other.get(f"/api/photos/{photo}/original").body)
    assert whole > 5_000_000
    connection = phone.connect()
    connection.connect()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.request("GET", f"/api/photos/{photo}/original", headers=phone.headers())
    response = connection.getresponse()
    assert response.status == 200
    got = len(response.read(1000))
    house.owner.post(f"/api/devices/{house.device_of(phone)}/revoke", {})
    time.sleep(0.5)
    with pytest.raises((http.client.IncompleteRead, ConnectionError, ssl.SSLError)):
        while part := response.read(65_536):
            got += len(part)
        if got < whole:
            raise http.client.IncompleteRead(b"")
    assert got < whole
    connection.close()
    assert phone.get("/api/timeline").status == 401
    assert len(other.get(f"/api/photos/{photo}/original").body) == whole


def test_a_list_that_is_being_sent_ends_too(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from photos_ml.app.api import photo_endpoints

    sent = threading.Event()

    def endless(backend: Any) -> Any:
        while True:
            yield b"{}\n" * 1000
            sent.set()
            time.sleep(0.01)

    monkeypatch.setattr(photo_endpoints, "_lines", endless)
    phone = house.paired()
    connection = phone.connect()
    connection.request("GET", "/api/photos", headers=phone.headers())
    response = connection.getresponse()
    response.read(1000)
    assert sent.wait(10)
    house.owner.post(f"/api/devices/{house.device_of(phone)}/revoke", {})
    begun = time.monotonic()
    with pytest.raises((http.client.IncompleteRead, ConnectionError, ssl.SSLError, ValueError)):
        while response.read(1_000_000):
            assert time.monotonic() - begun < 10, "it goes on"
    connection.close()


def test_one_revoked_by_another_process_is_noticed(house: Any, library: Path) -> None:
    from photos_ml.app.service.lan.devices import Devices

    phone = house.paired()
    Devices(library).revoke(house.device_of(phone))
    assert phone.get("/api/timeline").status == 401


def test_who_has_no_answer_yet_is_told_so(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Revoked before the first byte: 401, not an error of the service."""
    from photos_ml.app.api import search_endpoints

    asked, go_on = threading.Event(), threading.Event()

    def slow(*_: Any, **__: Any) -> Any:
        asked.set()
        go_on.wait(10)
        return []

    monkeypatch.setattr(search_endpoints, "suggestions_for", slow)
    phone = house.paired()
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(phone.get("/api/suggestions?query=a").status))
    thread.start()
    assert asked.wait(10)
    house.owner.post(f"/api/devices/{house.device_of(phone)}/revoke", {})
    time.sleep(0.3)
    go_on.set()
    thread.join(20)
    assert found == [401]


# Limits


def test_strangers_are_answered_seldom_and_devices_all_the_same(house: Any) -> None:
    phone = house.paired()
    stranger = house.phone("127.0.0.5")
    connection, statuses = stranger.connect(), []
    for _ in range(120):
        connection.request("GET", "/api/timeline", headers=stranger.headers())
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    assert statuses[:30] == [401] * 30 and set(statuses[60:]) >= {429} and set(statuses) == {401, 429}
    assert house.phone("127.0.0.6").get("/").status == 200  # another one
    assert all(phone.get("/api/timeline").status == 200 for _ in range(60))


def test_limits_of_each_and_of_all() -> None:
    now = [0.0]
    limits = Limits((3, 1.0), (5, 1.0), clock=lambda: now[0])
    assert [limits.take("a") for _ in range(4)] == [True, True, True, False]
    assert [limits.take("b") for _ in range(3)] == [True, True, False]
    now[0] = 1.0
    assert [limits.take("c"), limits.take("a")] == [True, False]
    for number in range(3000):
        limits.take(str(number))
    assert len(limits._buckets) <= 1024
