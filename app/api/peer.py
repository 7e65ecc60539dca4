"""Whose program is at the other end of a connection from this machine, as Linux's sock_diag(7) tells it."""

from __future__ import annotations

import os
import socket
import struct
import sys

ANOTHER_USER = "another user"
"""In the state of a request: whose connection it came on."""
UNKNOWN = 65_534
"""Stands for every user outside a container."""
Address = tuple[str, int | None]

_SOCK_DIAG, _BY_FAMILY, _REQUEST = 4, 20, 1
_ANY_STATE, _NO_COOKIE = 0xFFFF_FFFF, b"\xff" * 8
_HEADER_BYTES, _KIND_AT, _USER_AT = 16, 4, 16 + 4 + 48 + 12
_PATIENCE_S = 0.1


def is_another_users(client: Address, service: Address) -> bool:
    """Whether another user of this machine opened the connection from `client`; the system itself is none.

    False where that cannot be told: on other systems, and of programs outside a container.
    """
    if sys.platform != "linux":
        return False
    try:
        owner = _owner(client, service)
    except (OSError, struct.error):
        return False
    return owner not in (None, os.getuid(), 0, UNKNOWN)


def _owner(client: Address, service: Address) -> int | None:
    """The user id of the client's own end."""
    if sys.platform != "linux":
        return None
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _SOCK_DIAG) as kernel:
        kernel.settimeout(_PATIENCE_S)
        kernel.connect((0, 0))
        kernel.send(_question(client, service))
        answer = kernel.recv(4096)
    (kind,) = struct.unpack_from("=H", answer, _KIND_AT)
    return int(struct.unpack_from("=I", answer, _USER_AT)[0]) if kind == _BY_FAMILY else None


def _question(client: Address, service: Address) -> bytes:
    """A `nlmsghdr` and an `inet_diag_req_v2` that names one connection."""
    ends = struct.pack("!HH", client[1], service[1])
    ends += b"".join(struct.pack("!4s12x", socket.inet_aton(end[0])) for end in (client, service))
    asked = struct.pack("=BBBxI", socket.AF_INET, socket.IPPROTO_TCP, 0, _ANY_STATE)
    asked += ends + struct.pack("=I", 0) + _NO_COOKIE
    return struct.pack("=IHHII", _HEADER_BYTES + len(asked), _BY_FAMILY, _REQUEST, 0, 0) + asked
