"""Read pictures out of Qt binary resource files (.rcc), the way GCompris packs its data."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

_MAGIC = b"qres"
_COMPRESSED = 1
_FOLDER = 2
_ZSTD = 4


class ResourceError(ValueError):
    """The file is not a resource file that this reader understands."""


class QtResource:
    """One .rcc file: names and bytes of its members. Formats 1 to 3, zlib or stored.

    Layout, all big endian: header (magic, version, offsets of tree, data and names), a tree of fixed-size
    nodes, data blocks with a 4-byte length, and names as length, hash and UTF-16.
    """

    def __init__(self, data: bytes) -> None:
        if data[:4] != _MAGIC:
            raise ResourceError("not a Qt resource file: it does not start with 'qres'")
        self._data = data
        header: tuple[int, int, int, int] = struct.unpack_from(">IIII", data, 4)
        version, self._tree, self._blocks, self._names = header
        self._node_bytes = 14 if version < 2 else 22

    @classmethod
    def open(cls, path: Path) -> QtResource:
        """Read the file whole (a few MB)."""
        return cls(path.read_bytes())

    def members(self) -> dict[str, int]:
        """Path of every file inside, with its node number."""
        return dict(self._walk(0, ""))

    def read(self, member: str) -> bytes:
        """The bytes of one member; ResourceError where it is missing or packed with zstd."""
        node = self.members().get(member)
        if node is None:
            raise ResourceError(f"no member {member} in this resource file")
        flags = self._flags(node)
        (offset,) = struct.unpack_from(">I", self._data, self._node(node) + 10)
        start = self._blocks + offset
        (length,) = struct.unpack_from(">I", self._data, start)
        block = self._data[start + 4 : start + 4 + length]
        if flags & _ZSTD:
            raise ResourceError(f"{member} is packed with zstd, which this reader leaves alone")
        return zlib.decompress(block[4:]) if flags & _COMPRESSED else block

    def _node(self, number: int) -> int:
        return self._tree + number * self._node_bytes

    def _flags(self, number: int) -> int:
        (flags,) = struct.unpack_from(">H", self._data, self._node(number) + 4)
        return int(flags)

    def _name(self, number: int) -> str:
        (offset,) = struct.unpack_from(">I", self._data, self._node(number))
        start = self._names + offset
        (length,) = struct.unpack_from(">H", self._data, start)
        return str(self._data[start + 6 : start + 6 + 2 * length], "utf-16-be")

    def _walk(self, number: int, folder: str) -> Iterator[tuple[str, int]]:
        path = f"{folder}/{self._name(number)}".lstrip("/") if number else ""
        if not self._flags(number) & _FOLDER:
            yield path, number
            return
        count, first = struct.unpack_from(">II", self._data, self._node(number) + 6)
        for child in range(first, first + count):
            yield from self._walk(child, path)
