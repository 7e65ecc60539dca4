"""A phone shows a code, its owner types it: and nobody else gets in, by guessing, by a picture, or again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.lan.agents import device_name
from photos_ml.app.api.lan.pairing import (
    MOST_OF_ONE,
    MOST_WAITING,
    OPEN_SECONDS,
    PICK_UP_SECONDS,
    TRIES,
    PairingDesk,
)
from photos_ml.app.api.problems import Problem
from photos_ml.app.service.lan.devices import Devices


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> PairingDesk:
    return PairingDesk(Devices(tmp_path), clock)


def refused(act: Any) -> int:
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.status_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_phone_is_let_in_by_the_code_that_it_shows(house: Any) -> None:
    phone = house.phone()
    assert phone.get("/api/timeline").status == 401
    house.owner.post("/api/devices/pairing", {"open": True})
    asked = phone.post("/pair/ask", {})
    code = asked.json["code"]
    assert len(code) == 6 and code.isdecimal()
    assert phone.post("/pair/wait", {}).json == {"state": "waiting"}
    assert phone.get("/api/timeline").status == 401
    assert house.owner.post("/api/devices/allow", {"code": code}) == {"name": "iPhone, Safari"}
    let_in = phone.post("/pair/wait", {})
    assert let_in.json == {"state": "paired"}
    for cookie in (value for key, value in [*asked.headers, *let_in.headers] if key.lower() == "set-cookie"):
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= {
            part.strip() for part in cookie.split(";")
        }
    assert phone.get("/api/timeline").json["total"] == 6
    (device,) = [
        one for one in house.owner.get("/api/devices")["devices"] if one["device"] == house.device_of(phone)
    ]
    assert (device["name"], device["favorite"], device["people"]) == ("iPhone, Safari", True, False)


def test_nothing_on_a_screen_lets_a_stranger_in(house: Any) -> None:
    """Who saw the QR code, the code on the phone, or both, has seen nothing that opens the door."""
    phone, thief = house.phone(), house.phone()
    house.owner.post("/api/devices/pairing", {"open": True})
    code = phone.post("/pair/ask", {}).json["code"]
    assert thief.post("/pair/wait", {}).status == 409  # it has no secret
    assert thief.post("/pair/wait", {"code": code}).status == 409
    for path in (f"/pair/{code}", f"/?code={code}", f"/api/devices/allow?code={code}"):
        assert thief.get(path).status in (200, 401) and "__Host-" not in str(thief.cookies)
    assert thief.post("/api/devices/allow", {"code": code}).status == 401
    other = thief.post("/pair/ask", {}).json["code"]
    assert other != code
    house.owner.post("/api/devices/allow", {"code": code})
    assert thief.post("/pair/wait", {}).status == 409  # its own code was never typed
    assert phone.post("/pair/wait", {}).json == {"state": "paired"}
    assert thief.get("/api/timeline").status == 401


def test_what_was_used_is_used(house: Any) -> None:
    phone = house.phone()
    house.owner.post("/api/devices/pairing", {"open": True})
    code = phone.post("/pair/ask", {}).json["code"]
    before = dict(phone.cookies)
    house.owner.post("/api/devices/allow", {"code": code})
    assert house.owner.ask("POST", "/api/devices/allow", {"code": code})[0] == 409
    assert phone.post("/pair/wait", {}).json == {"state": "paired"}
    replay = house.phone()
    replay.cookies = before
    assert replay.post("/pair/wait", {}).status == 409
    assert replay.get("/api/timeline").status == 401
    assert house.phone().post("/pair/ask", {}).status == 409  # one phone at a time


def test_only_while_the_owner_waits(house: Any) -> None:
    phone = house.phone()
    house.owner.post("/api/devices/pairing", {"open": False})
    assert phone.post("/pair/ask", {}).status == 409
    house.owner.post("/api/devices/pairing", {"open": True})
    code = phone.post("/pair/ask", {}).json["code"]
    house.owner.post("/api/devices/pairing", {"open": False})
    assert house.owner.ask("POST", "/api/devices/allow", {"code": code})[0] == 409
    assert phone.post("/pair/wait", {}).status == 409


def test_a_few_wrong_codes_and_all_are_forgotten(desk: PairingDesk) -> None:
    desk.open()
    code, secret = desk.ask("10.0.0.2", "phone")
    for _ in range(TRIES):
        assert refused(lambda: desk.let_in(wrong(code))) == 422
    assert desk.seconds_left() == 0
    assert refused(lambda: desk.let_in(code)) == 409
    assert refused(lambda: desk.come_back(secret)) == 409
    desk.open()
    again, _ = desk.ask("10.0.0.2", "phone")
    assert desk.let_in(again) == "phone"


def test_a_code_is_short_lived(desk: PairingDesk, clock: Clock) -> None:
    desk.open()
    code, secret = desk.ask("10.0.0.2", "phone")
    clock.now += OPEN_SECONDS + 1
    assert refused(lambda: desk.let_in(code)) == 409
    assert refused(lambda: desk.come_back(secret)) == 409
    desk.open()
    code, secret = desk.ask("10.0.0.2", "phone")
    desk.let_in(code)
    clock.now += PICK_UP_SECONDS + 1
    assert refused(lambda: desk.come_back(secret)) == 409


def test_a_code_of_before_is_good_no_more_when_the_owner_waits_anew(desk: PairingDesk) -> None:
    desk.open()
    code, secret = desk.ask("10.0.0.2", "phone")
    desk.open()
    assert refused(lambda: desk.come_back(secret)) == 409
    assert refused(lambda: desk.let_in(code)) == 422


def test_strangers_who_ask_fill_no_memory(desk: PairingDesk) -> None:
    desk.open()
    first, _ = desk.ask("10.0.0.2", "first")
    for _ in range(MOST_OF_ONE):
        desk.ask("10.0.0.2", "again")
    assert refused(lambda: desk.let_in(first)) == 422
    for number in range(MOST_WAITING - MOST_OF_ONE):
        desk.ask(f"10.0.1.{number}", "stranger")
    assert refused(lambda: desk.ask("10.0.9.9", "one more")) == 429


def test_codes_are_all_digits_and_differ(desk: PairingDesk) -> None:
    codes = set()
    for _ in range(50):
        desk.open()
        codes.add(desk.ask("10.0.0.2", "phone")[0])
    assert len(codes) > 45 and all(len(code) == 6 and code.isdecimal() for code in codes)


def test_two_devices_are_two(house: Any) -> None:
    one, other = house.paired(), house.paired()
    assert house.device_of(one) != house.device_of(other)
    house.owner.post(f"/api/devices/{house.device_of(one)}/revoke", {})
    assert one.get("/api/timeline").status == 401
    assert other.get("/api/timeline").status == 200
    swapped = house.phone()
    ((name, value),) = other.cookies.items()
    secret = one.cookies[name].partition(".")[2]
    swapped.cookies = {name: f"{value.partition('.')[0]}.{secret}"}  # one's id, the other's secret
    assert swapped.get("/api/timeline").status == 401


def test_a_session_outlives_the_service(library: Path, open_house: Any, tmp_path: Path) -> None:
    import shutil

    own = Path(shutil.copytree(library, tmp_path / "library"))
    (own / "devices.json").unlink(missing_ok=True)
    with open_house(own) as before:
        phone = before.paired()
        port = phone.host
    with open_house(own) as after:
        assert after.phone().host == port  # what the phone has kept leads there still
        assert phone.get("/api/timeline").status == 200
        kept = (own / "devices.json").read_text("utf-8")
        assert next(iter(phone.cookies.values())).partition(".")[2] not in kept
        assert (own / "devices.json").stat().st_mode & 0o077 == 0


def test_a_device_not_seen_for_long_is_paired_no_more(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = time.time()
    devices = Devices(tmp_path, clock)
    _, shown = devices.add("phone")
    clock.now += 179 * 86_400
    assert devices.holding(shown) is not None
    clock.now += 179 * 86_400
    assert Devices(tmp_path, clock).holding(shown) is not None  # it was seen since
    clock.now += 181 * 86_400
    assert devices.holding(shown) is None
    assert Devices(tmp_path, clock).all() == []


def test_a_file_that_others_may_write_lets_nobody_in(tmp_path: Path) -> None:
    _, shown = Devices(tmp_path).add("phone")
    assert Devices(tmp_path).holding(shown)
    (tmp_path / "devices.json").chmod(0o666)
    assert Devices(tmp_path).holding(shown) is None


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"devices": [{"id": 3}]}', b'{"devices": 7}', b"\xff"]
)
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "devices.json"
    file.touch(0o600)
    file.write_bytes(content)
    assert Devices(tmp_path).all() == []


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130.0 Mobile Safari/604.1",
            "iPhone, Chrome",
        ),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130.0 Mobile Safari/537.36", "Android, Chrome"),
        ("<script>alert(1)</script>", "Web browser"),
        ("", "Web browser"),
    ],
)
def test_a_device_is_called_what_its_browser_says(agent: str, name: str) -> None:
    assert device_name(agent) == name
