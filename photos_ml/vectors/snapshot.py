"""A snapshot file of an index: written whole or not at all, checked when read, its vectors mapped.

Layout: MAGIC, header length (u32), header (JSON), BLAKE3 of the header; then, each at a multiple of
ROOM_BYTES, the ids (int64), and ROOM_BYTES of zeros before the vectors (float16, rows as `Storage` has
them). Little-endian.

Rows of a large one are checked once: `NAME.checked` beside it tells of which file, by its checksum, size,
times and number, so that a command does not read gigabytes to look at two thousand rows. Whatever writes to
the file or puts another in its place changes these.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from blake3 import blake3

from photos_ml.errors import PhotosError
from photos_ml.files import replace_file
from photos_ml.vectors.base import Halves, Ids, IndexKey
from photos_ml.vectors.segment import Segment
from photos_ml.vectors.storage import ITEM_BYTES, ROOM_BYTES, Bytes, Storage, row_width

MAGIC = b"photos-ml vectors 2\n"
BLOCK_ROWS = 8192
LOOKED_AT_ROWS = 65_536
"""Of a snapshot, so many at a time are checked: those of a small library stay in memory from then on."""
CHECKED_ONCE_BYTES = 500_000_000
"""Reading so much takes a fifth of a second where the system holds it, seconds where the disk has it."""
DIGEST_BYTES = 32
_LENGTH = struct.Struct("<I")


class SnapshotError(PhotosError):
    """A snapshot is absent, damaged, or of another model; the index is made from the store instead."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a file holds: the rows, and the store's generation they were read at."""

    segment: Segment
    generation: int
    last_id: int


def write_snapshot(
    path: Path,
    key: IndexKey,
    ids: Ids,
    rows: Halves | Iterable[Halves],
    *,
    generation: int,
    last_id: int,
) -> None:
    """Write rows in id order, at once or some at a time; a reader, or a crash at any instant, sees the old
    file or the new one. Raises SnapshotError, and writes none, where there are not as many rows as ids."""
    header = {
        "model": key.model_id,
        "revision": key.revision,
        "dimension": key.dimension,
        "count": len(ids),
        "generation": generation,
        "last_id": last_id,
    }
    blocks = [rows] if isinstance(rows, np.ndarray) else rows
    checksum = ""

    def write(stream: BinaryIO) -> None:
        nonlocal checksum
        checksum = _write(stream, header, ids, blocks)

    replace_file(path, write)
    with suppress(OSError):
        _note(path, checksum, path.stat())


def read_snapshot(path: Path, key: IndexKey) -> Snapshot:
    """The snapshot at `path`; raises SnapshotError unless every byte of it is what was written for `key`."""
    try:
        with path.open("rb") as stream:
            return _read(path, key, stream)
    except (OSError, ValueError) as error:
        raise SnapshotError(f"no snapshot at {path}: {error}") from error


def _read(path: Path, key: IndexKey, stream: BinaryIO) -> Snapshot:
    mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)  # FAISS's header goes into memory alone
    stat = os.fstat(stream.fileno())
    buffer = np.frombuffer(mapped, dtype=np.uint8)
    header = _header(path, buffer)
    if [header[name] for name in ("model", "revision", "dimension")] != [*astuple(key)]:
        raise SnapshotError(f"{path} holds vectors of another model")
    count = int(header["count"])
    ids_at = _aligned(_header_bytes(buffer))
    room_at = _aligned(ids_at + 8 * count)
    if buffer.size != room_at + ROOM_BYTES + count * row_width(key.dimension) * ITEM_BYTES:
        raise SnapshotError(f"{path} is cut short")
    ids: Ids = buffer[ids_at : ids_at + 8 * count].view(np.int64)
    storage = Storage(buffer[room_at:], key.dimension, mapped, stream.fileno())
    if not _is_known(path, header["checksum"], stat):
        if _checksum(ids, _let_go(storage, count)) != header["checksum"]:
            raise SnapshotError(f"{path} is damaged")
        _note(path, header["checksum"], stat)
    return Snapshot(Segment(ids, storage), int(header["generation"]), int(header["last_id"]))


def _write(stream: BinaryIO, header: dict[str, Any], ids: Ids, blocks: Iterable[Halves]) -> str:
    """The checksum of what was written."""
    digest = blake3(max_threads=blake3.AUTO)
    stream.write(_head(header, bytes(DIGEST_BYTES).hex()))  # the checksum is known at the end
    _pad(stream)
    stream.write(_bytes(ids))
    digest.update(_bytes(ids))
    _pad(stream)
    stream.write(bytes(ROOM_BYTES))
    written = 0
    for block in chain.from_iterable(map(_padded, blocks)):
        stream.write(_bytes(block))
        digest.update(_bytes(block))
        written += len(block)
    if written != len(ids):
        raise SnapshotError(f"{written} rows for {len(ids)} ids")
    stream.seek(0)
    stream.write(_head(header, digest.hexdigest()))
    return digest.hexdigest()


def _head(header: dict[str, Any], checksum: str) -> bytes:
    written = json.dumps({**header, "checksum": checksum}).encode()
    return MAGIC + _LENGTH.pack(len(written)) + written + blake3(written).digest()


def _is_known(path: Path, checksum: str, stat: os.stat_result) -> bool:
    """Whether this very file was checked before, and is large."""
    if stat.st_size < CHECKED_ONCE_BYTES:
        return False
    with suppress(OSError, ValueError):
        return _checked(path).read_text("ascii") == _state(checksum, stat)
    return False


def _note(path: Path, checksum: str, stat: os.stat_result) -> None:
    """Remember that a large file is whole, where its folder can be written."""
    if stat.st_size >= CHECKED_ONCE_BYTES:
        with suppress(OSError):
            replace_file(_checked(path), lambda stream: stream.write(_state(checksum, stat).encode()))


def _checked(path: Path) -> Path:
    return path.with_suffix(".checked")


def _state(checksum: str, stat: os.stat_result) -> str:
    return f"{checksum} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}\n"


def _let_go(storage: Storage, count: int) -> Iterator[Halves]:
    """The rows, some at a time; of many, those looked at are let go."""
    for first in range(0, count, LOOKED_AT_ROWS):
        stop = min(first + LOOKED_AT_ROWS, count)
        yield storage.padded(count)[first:stop]
        if count > LOOKED_AT_ROWS:
            storage.let_go(first, stop)


def _header(path: Path, buffer: Bytes) -> dict[str, Any]:
    start = len(MAGIC) + _LENGTH.size
    if buffer.size < start or bytes(buffer[: len(MAGIC)]) != MAGIC:
        raise SnapshotError(f"{path} is not a snapshot of this version")
    end = _header_bytes(buffer) - DIGEST_BYTES
    written = bytes(buffer[start:end])
    if blake3(written).digest() != bytes(buffer[end : end + DIGEST_BYTES]):
        raise SnapshotError(f"{path} is damaged")
    header: dict[str, Any] = json.loads(written)
    return header


def _header_bytes(buffer: Bytes) -> int:
    start = len(MAGIC) + _LENGTH.size
    (length,) = _LENGTH.unpack(bytes(buffer[len(MAGIC) : start]))
    return start + int(length) + DIGEST_BYTES


def _checksum(ids: Ids, blocks: Iterable[Halves]) -> str:
    digest = blake3(max_threads=blake3.AUTO)
    digest.update(_bytes(ids))
    for block in blocks:
        digest.update(_bytes(block))
    return digest.hexdigest()


def _padded(rows: Halves) -> Iterator[Halves]:
    """Rows (n, d) as a storage has them, some at a time."""
    for start in range(0, len(rows), BLOCK_ROWS):
        part = rows[start : start + BLOCK_ROWS]
        block = np.zeros((len(part), row_width(rows.shape[1])), np.float16)
        block[:, : rows.shape[1]] = part
        yield block


def _bytes(array: npt.NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _aligned(offset: int) -> int:
    return -(-offset // ROOM_BYTES) * ROOM_BYTES


def _pad(stream: BinaryIO) -> None:
    stream.write(bytes(_aligned(stream.tell()) - stream.tell()))
