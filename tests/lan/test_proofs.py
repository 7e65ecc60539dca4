"""What a stranger on the network, and a program that tries everything, gets out of the second door."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from urllib3.util import Retry

from photos_ml.app.api.lan import pairing
from photos_ml.app.api.lan.permissions import PERMISSIONS, Need
from photos_ml.app.cli.devices_command import TRIES
from photos_ml.app.service.running import SERVICE_CARD, call_service

PROBLEM = {"type", "title", "status", "detail", "hint"}


@pytest.fixture(scope="module")
def operations(house: Any) -> list[Any]:
    """Every operation of the document, whether a device may ask for it or not."""
    document = house.owner.get("/api/openapi.json")
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=house.address.rstrip("/"))
    return [operation.ok() for operation in schema.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def phones(house: Any) -> dict[str, Any]:
    return {"family": house.paired(people=True), "guest": house.paired(), "stranger": house.phone()}


@pytest.fixture
def patient() -> Iterator[requests.Session]:
    """Asks again, later, where the door takes no more connections of one address, and keeps no cookies."""
    with requests.Session() as session:
        again = Retry(total=10, backoff_factor=0.1, allowed_methods=None)
        session.mount("https://", requests.adapters.HTTPAdapter(max_retries=again))
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield session


@pytest.mark.parametrize(
    ("who", "mode"),
    [
        ("family", GenerationMode.POSITIVE),
        ("family", GenerationMode.NEGATIVE),
        ("guest", GenerationMode.POSITIVE),
        ("stranger", GenerationMode.POSITIVE),
    ],
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_breaks_it(
    data: st.DataObject,
    mode: GenerationMode,
    who: str,
    operations: list[Any],
    phones: dict[str, Any],
    house: Any,
    patient: requests.Session,
) -> None:
    operation = data.draw(st.sampled_from(operations), label="operation")
    try:
        case = data.draw(operation.as_strategy(generation_mode=mode), label="request")
    except SystemError:  # Python's parser, within hypothesis: 'AST constructor recursion depth mismatch'
        reject()
    phone = phones[who]
    sent = phone.headers(Content_Type="application/json")
    del sent["Host"]
    answer = case.call(session=patient, headers=sent, verify=str(house.server.lan.certificate.path))
    assert answer.status_code < 500
    need = PERMISSIONS.get((operation.method.upper(), operation.path), Need.OWNER)
    if who == "stranger":
        assert answer.status_code in (400, 401, 429), answer.status_code
    elif need is Need.OWNER or (need is Need.PEOPLE and who == "guest"):
        assert answer.status_code >= 400
    if answer.status_code >= 401:
        assert answer.headers["content-type"][0] == "application/problem+json"
        assert set(answer.json()) == PROBLEM


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.text(max_size=60),
    cookie=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60),
)
def test_a_stranger_is_given_nothing_whatever_is_sent(path: str, cookie: str, house: Any) -> None:
    phone = house.phone()
    name = next(iter(house.server.app.state.house.devices.all()), None)
    answer = phone.get(f"/?{urlencode({'x': path})}", Cookie=f"__Host-photos_ml_x={cookie}")
    assert answer.status in (200, 400, 429) and b"/js/" not in answer.body
    assert name is None or name.id.encode() not in answer.body


def test_what_passes_on_the_network_is_tls_and_nothing_else(house: Any, tmp_path: Path) -> None:
    """Every packet of a pairing, a search and a picture, captured: none of what was said stands in them."""
    tcpdump = shutil.which("tcpdump")
    if tcpdump is None:
        pytest.skip("tcpdump is not installed: apt-get install tcpdump")
    file = tmp_path / "packets"
    port = house.phone().host.partition(":")[2]
    watching = subprocess.Popen(
        [tcpdump, "-i", "lo", "-U", "-s", "0", "-w", str(file), "tcp", "port", port],
        stderr=subprocess.PIPE,
    )
    try:
        assert watching.stderr is not None
        said = watching.stderr.readline()
        if b"listening" not in said:
            pytest.skip(f"tcpdump may not capture here: {said.decode(errors='replace').strip()}")
        phone = house.paired()
        secret = next(iter(phone.cookies.values()))
        assert phone.get("/").status == 200
        assert phone.post("/api/search", {"query": "a zanzibarian disc"}).status == 200
        picture = phone.get("/api/photos/1/thumbnail/grid").body
        time.sleep(1)
    finally:
        watching.terminate()
        watching.communicate(timeout=20)
    captured = file.read_bytes()
    assert len(captured) > len(picture)
    for told in (
        b"HTTP/1.1",
        b"zanzibarian",
        secret.encode(),
        b"__Host-",
        b"iPhone",
        b"<html",
        picture[200:260],
    ):
        assert told not in captured, told
    begun = [payload for payload in payloads_of(captured) if payload]
    assert len(begun) > 10
    records = sum(
        payload[0] in (20, 21, 22, 23) and payload[1:3] in (b"\x03\x01", b"\x03\x03") for payload in begun
    )
    handshakes = sum(payload[0] == 22 for payload in begun)
    assert handshakes >= 6  # hello and answer of each connection; some stand in one packet
    assert records >= len(begun) * 0.6  # the rest goes on with a record that began before


def payloads_of(capture: bytes) -> list[bytes]:
    """What TCP carried in each packet of a capture of the loopback interface."""
    import struct

    found, at = [], 24
    while at + 16 <= len(capture):
        (size,) = struct.unpack_from("<I", capture, at + 8)
        packet = capture[at + 16 : at + 16 + size][14:]  # without the head of Ethernet
        at += 16 + size
        ip = (packet[0] & 15) * 4
        total = int.from_bytes(packet[2:4], "big")
        tcp = (packet[ip + 12] >> 4) * 4
        found.append(packet[ip + tcp : total])
    return found


def test_the_command_serves_both_doors_and_ends_both(library: Path, tmp_path: Path) -> None:
    """As a user does: started, asked about devices, stopped by Ctrl+C."""
    import os
    import signal
    import sys

    own = Path(shutil.copytree(library, tmp_path / "library"))
    (own / "devices.json").unlink(missing_ok=True)
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")}
    # Loopback as if it were a network at home.
    code = (
        "from photos_ml.app.cli import main; from photos_ml.app.service.lan import addresses; "
        "addresses.IN_HOUSES += (addresses.LOOPBACK,); main()"
    )
    program = [sys.executable, "-c", code]

    def run(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*program, *words, "--library", str(own)] if words[:2] != ("devices", "pair") else
            [*program, "--library", str(own), *words],
            env=environment, input=typed, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    refused = run("serve", "--lan", "0.0.0.0")
    assert refused.returncode == 2 and refused.stderr.count("\n") == 1 and "every network" in refused.stderr
    serving = subprocess.Popen(
        [*program, "serve", "--lan", "127.0.0.2", "--library", str(own), "--json"],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        lines = ""
        while not lines.rstrip().endswith("\n}"):
            lines += serving.stdout.readline()
        told = json.loads(lines)
        assert (
            told["lan"]["address"].startswith("https://127.0.0.2:") and len(told["lan"]["fingerprint"]) == 95
        )
        none = run("devices")
        assert none.returncode == 1 and none.stdout.startswith("no device is paired - ")
        card = own / SERVICE_CARD
        before = card.read_bytes()
        second = run("serve", "--lan", "127.0.0.2")
        assert second.returncode == 2 and second.stderr.count("\n") == 1
        assert f"served already at {told['address']} - photos-ml" in second.stderr
        assert card.read_bytes() == before, "commands find the first still"
        wrong = run("devices", "pair", typed="12 34\n")
        assert (
            wrong.returncode == 2
            and "six digits" in wrong.stderr
            and told["lan"]["fingerprint"][:47] in wrong.stdout
        )
        once = run("devices", "pair", typed="123456\n")
        assert once.returncode == 2 and "photos-ml: no phone shows this code - photos-ml" in once.stderr
        assert TRIES == pairing.TRIES
        often = run("devices", "pair", typed="123456\n12\n" + "123457\n" * 5)
        last = often.stderr.splitlines()[-1]
        assert often.returncode == 2 and often.stderr.count("code that the phone shows") == TRIES
        assert "5 wrong codes: no phone is waited for any more - photos-ml" in last
        assert last.endswith("devices pair waits again")
        asked = call_service(own / SERVICE_CARD, "/api/devices/allow", {"code": "123456"})
        assert asked is not None and asked[0] == 409, "nothing is waited for any more"
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) in (0, 130)
    finally:
        serving.kill()
        serving.communicate()
    ended = run("devices", "pair")
    assert ended.returncode == 2 and "no service of this library is running" in ended.stderr
    assert run("devices", "revoke", "0" * 12).returncode == 2
