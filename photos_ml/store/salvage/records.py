"""Rows as a database file writes them: numbers of variable length, serial types, values."""

from __future__ import annotations

import struct
from typing import TypeAlias

Value: TypeAlias = int | float | str | bytes | None

_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_DOUBLE = struct.Struct(">d")
FLOAT, ZERO, ONE = 7, 8, 9
FIRST_BLOB = 12


class DamagedError(Exception):
    """These bytes are no row."""


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned number of one to nine bytes, and where it ends; DamagedError where the data ends first."""
    value = 0
    for index in range(8):
        if at >= len(data):
            raise DamagedError
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
        if index == 7:
            break
    if at >= len(data):
        raise DamagedError
    return value << 8 | data[at], at + 1


def signed(number: int) -> int:
    """The same 64 bits with a sign."""
    return number - (1 << 64) if number >= 1 << 63 else number


def read_record(payload: bytes) -> list[Value]:
    """The values of a row; DamagedError where they do not fill the payload exactly, or text is none."""
    header_end, at = read_varint(payload, 0)
    if not at <= header_end <= len(payload):
        raise DamagedError
    types: list[int] = []
    while at < header_end:
        kind, at = read_varint(payload, at)
        types.append(kind)
    if at != header_end:
        raise DamagedError
    values: list[Value] = []
    for kind in types:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise DamagedError
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (ZERO, ONE):
        return kind - ZERO, at
    if kind in (10, 11):  # never written
        raise DamagedError
    length = _INTEGER_BYTES[kind] if kind < FLOAT else 8 if kind == FLOAT else (kind - FIRST_BLOB) // 2
    end = at + length
    if end > len(payload):
        raise DamagedError
    if kind < FLOAT:
        return int.from_bytes(payload[at:end], signed=True), end
    if kind == FLOAT:
        return float(_DOUBLE.unpack_from(payload, at)[0]), end
    found = payload[at:end]
    if kind % 2 == 0:
        return found, end
    try:
        return found.decode(), end
    except UnicodeDecodeError as error:
        raise DamagedError from error
