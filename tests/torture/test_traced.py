"""What the reader of system calls takes for a packet beyond this machine, and for a file written."""

from __future__ import annotations

from pathlib import Path

from tests.torture.traced import beyond, written

CONNECTED = '7 connect(5, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("%s")}, 16) = 0'
SIXTH = (
    '7 connect(5, {sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "%s", &sin6_addr)}, 28) = 0'
)


def test_only_other_machines_are_beyond() -> None:
    lines = [CONNECTED % "127.0.0.1", CONNECTED % "93.184.216.34", SIXTH % "::1", SIXTH % "2001:db8::1"]
    assert list(beyond(lines)) == ["93.184.216.34", "2001:db8::1"]


def test_what_is_written_elsewhere_is_told() -> None:
    lines = [
        '7 openat(AT_FDCWD, "/library/a", O_WRONLY|O_CREAT, 0600) = 3',
        '7 openat(AT_FDCWD, "/photos/a.jpg", O_RDONLY|O_CLOEXEC) = 3',
        '7 openat(AT_FDCWD, "/dev/null", O_RDWR) = 3',
        '7 openat(AT_FDCWD, "/etc/refused", O_WRONLY) = -1 EACCES (Permission denied)',
        '7 openat(AT_FDCWD, "/etc/x", O_WRONLY|O_CREAT, 0666) = 3',
        '7 rename("/library/a", "/photos/b") = 0',
    ]
    assert list(written(lines, (Path("/library"),))) == ["openat /etc/x", "rename /photos/b"]
