"""Whose program is at the other end of a connection from this machine."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from pathlib import Path

CONNECTIONS = Path("/proc/net/tcp")
NOBODY_KNOWN = Path("/proc/sys/kernel/overflowuid")
"""Holds the id that stands for users outside of a container."""
Address = tuple[str, int]


def is_another_users(client: Address, service: Address) -> bool:
    """Whether another user of this machine opened the connection from `client`; the system itself is none.

    False where that cannot be told: only Linux says it, and not of programs outside a container.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        owner = _owner(CONNECTIONS.read_text("ascii").splitlines(), client, service)
        unknown = int(NOBODY_KNOWN.read_text("ascii"))
    except (OSError, ValueError):
        return False
    return owner is not None and owner not in (os.getuid(), 0, unknown)


def _owner(lines: Iterable[str], client: Address, service: Address) -> int | None:
    """The user id in the row of the client's own end."""
    ends = [_as_listed(client), _as_listed(service)]
    return next((int(row[7]) for row in _rows(lines) if row[1:3] == ends), None)


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """The columns of each connection: number, both ends, state, queues, timer, retransmissions, user, ..."""
    for line in lines:
        if len(row := line.split()) > 7 and row[7].isdecimal():
            yield row


def _as_listed(address: Address) -> str:
    """'0100007F:1F90': the address as the processor has it in memory."""
    (number,) = struct.unpack("=I", IPv4Address(address[0]).packed)
    return f"{number:08X}:{address[1]:04X}"
