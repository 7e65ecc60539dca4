"""Which address the second door may have, and the certificate behind it."""

from __future__ import annotations

import socket
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from photos_ml.app.service.lan import addresses, certificate
from photos_ml.app.service.lan.addresses import chosen_address, house_addresses, is_welcome
from photos_ml.app.service.lan.certificate import own_certificate
from photos_ml.app.service.lan.qr import qr_lines, qr_svg
from photos_ml.errors import LibraryError, UsageError

Found = namedtuple("Found", "family address")
State = namedtuple("State", "isup")


def interfaces(patch: pytest.MonkeyPatch, **of: str) -> None:
    import psutil

    found = {name: [Found(socket.AF_INET, address)] for name, address in of.items()}
    found["v6"] = [Found(socket.AF_INET6, "fe80::1")]
    patch.setattr(psutil, "net_if_addrs", lambda: found)
    patch.setattr(psutil, "net_if_stats", lambda: {name: State("down" not in name) for name in found})


def test_the_only_address_at_home_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    interfaces(monkeypatch, lo="127.0.0.1", wlan0="192.168.1.20", vpn="8.8.8.8", down0="10.0.0.4")
    assert chosen_address("") == "192.168.1.20"
    assert [one.interface for one in house_addresses()] == ["wlan0"]


def test_of_several_one_has_to_be_named_and_of_none_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    interfaces(monkeypatch, wlan0="192.168.1.20", eth0="10.1.2.3")
    with pytest.raises(UsageError, match=r"192\.168\.1\.20 \(wlan0\), 10\.1\.2\.3 \(eth0\)"):
        chosen_address("")
    interfaces(monkeypatch, lo="127.0.0.1")
    with pytest.raises(UsageError, match="in no network at home"):
        chosen_address("")


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("0.0.0.0", "every network"),
        ("8.8.8.8", "not an address of a network at home"),
        ("172.32.0.1", "not an address of a network at home"),
        ("169.254.1.1", "not an address of a network at home"),
        ("100.64.0.1", "not an address of a network at home"),
        ("127.0.0.1", "no phone finds it there"),
        ("127.0.0.2", "no phone finds it there"),
        ("224.0.0.1", "not an address of a network at home"),
        ("255.255.255.255", "not an address of a network at home"),
        ("::", "IPv6"),
        ("fd00::1", "IPv6"),
        ("laptop.local", "is no address"),
        ("192.168.1.20:80", "is no address"),
        ("~/Pictures", "is no address"),
    ],
)
def test_an_address_beyond_the_house_is_refused(wish: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        chosen_address(wish)
    assert "\n" not in str(caught.value) and caught.value.hint


def test_an_address_that_is_not_this_machines_is_refused_in_a_line(library: Path, open_house: Any) -> None:
    from photos_ml.app.api.lan.listening import listen

    with pytest.raises(UsageError, match=r"10\.255\.255\.254 cannot be served on"):
        listen("10.255.255.254", 0)


@pytest.mark.parametrize("peer", ["8.8.8.8", "100.64.0.1", "::1", "", "192.169.0.1"])
def test_who_asks_from_beyond_the_house_is_not_heard(peer: str) -> None:
    assert not is_welcome(peer)
    assert is_welcome("192.168.7.7") and is_welcome("127.0.0.1") and is_welcome("172.31.255.254")


def test_a_stranger_from_beyond_is_closed_unheard(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from photos_ml.app.api.lan import listening

    monkeypatch.setattr(listening, "is_welcome", lambda _: False)
    with pytest.raises(OSError):
        house.phone().get("/")
    monkeypatch.undo()
    assert house.phone().get("/").status == 200


# The certificate


def test_the_certificate_stays_and_is_its_users_alone(tmp_path: Path) -> None:
    made = own_certificate("192.168.1.20", tmp_path / "lan")
    again = own_certificate("10.0.0.9", tmp_path / "lan")
    assert made.is_new and not again.is_new and made.fingerprint == again.fingerprint
    assert len(made.fingerprint) == 95 and made.fingerprint == made.fingerprint.upper()
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.path.parent.stat().st_mode & 0o077 == 0
    found = x509.load_pem_x509_certificate(made.path.read_bytes())
    assert found.not_valid_after_utc - found.not_valid_before_utc < timedelta(days=825)
    (names,) = [one.value for one in found.extensions if isinstance(one.value, x509.SubjectAlternativeName)]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["192.168.1.20"]
    assert not next(one.value for one in found.extensions if isinstance(one.value, x509.BasicConstraints)).ca


def test_one_that_others_could_read_or_that_ends_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = own_certificate("192.168.1.20", tmp_path)
    first.path.chmod(0o644)
    second = own_certificate("192.168.1.20", tmp_path)
    assert second.is_new and second.fingerprint != first.fingerprint
    for content in (b"", b"not a certificate", second.path.read_bytes()[:300]):
        second.path.write_bytes(content)
        assert own_certificate("192.168.1.20", tmp_path).is_new
    before = own_certificate("192.168.1.20", tmp_path)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(UTC) + timedelta(days=780)

    monkeypatch.setattr(certificate, "datetime", Later)
    assert own_certificate("192.168.1.20", tmp_path).fingerprint != before.fingerprint


def test_where_it_cannot_be_kept_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="the certificate cannot be kept"):
        own_certificate("192.168.1.20", tmp_path / "file" / "lan")


def test_neither_key_nor_devices_are_in_a_backup_or_the_library(
    house: Any, library: Path, tmp_path: Path
) -> None:
    from photos_ml.app.service.backup import backup

    phone = house.paired()
    secret = next(iter(phone.cookies.values())).partition(".")[2].encode()
    key = house.server.lan.certificate.path.read_bytes().splitlines()[1]
    file = tmp_path / "backup.jsonl"
    backup(house.server.backend.context, file)
    for path in (file, *(one for one in library.rglob("*") if one.is_file())):
        content = path.read_bytes()
        assert key not in content and secret not in content, path
        assert path.name == "devices.json" or house.device_of(phone).encode() not in content, path


def test_the_code_says_the_address_and_nothing_else() -> None:
    """Read back by eye of a program: the modules of terminal and page are the same."""
    import segno

    address = "https://192.168.1.20:43210/"
    lines = qr_lines(address)
    modules = [[bool(one) for one in row] for row in segno.make(address, micro=False).matrix_iter(border=2)]
    drawn = []
    for line in lines:
        drawn.append([sign in "█▀" for sign in line])
        drawn.append([sign in "█▄" for sign in line])
    assert drawn[: len(modules)] == modules
    assert len(lines) <= 18 and len(lines[0]) <= 36
    assert qr_svg(address).startswith("<svg") and "script" not in qr_svg(address)
    assert addresses.LOOPBACK not in addresses.IN_HOUSES
