"""What the disk keeps after a power cut: of each file some of the writes after its last sync are gone."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator
from pathlib import Path

_HEAD = struct.Struct("5Q")


def forget_unsynced(log: Path, generator: random.Random) -> None:
    """Undo, file by file, some of the last writes that no sync followed."""
    unsynced: dict[Path, list[tuple[int, bytes, int]]] = {}
    for path, write in _records(log.read_bytes() if log.exists() else b""):
        if write is None:
            unsynced.pop(path, None)
        else:
            unsynced.setdefault(path, []).append(write)
    for path, writes in unsynced.items():
        if not path.exists() or path.name.endswith("-shm"):
            continue
        with path.open("r+b") as file:
            for offset, old, size in reversed(writes[generator.randrange(len(writes) + 1) :]):
                file.seek(offset)
                file.write(old)
                file.truncate(size)


def _records(data: bytes) -> Iterator[tuple[Path, tuple[int, bytes, int] | None]]:
    """Each write with what it replaced, None for a sync; a record that was cut short ends them."""
    at = 0
    while at + _HEAD.size <= len(data):
        what, name, offset, kept, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + name + kept > len(data):
            return
        path = Path(os.fsdecode(data[at : at + name]))
        old = data[at + name : at + name + kept]
        at += name + kept
        yield path, (offset, old, size) if what == ord("W") else None
