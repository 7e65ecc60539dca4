"""What passes between the indexer and its decoding processes: length-prefixed parts over two pipes."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from PIL import Image

from photos_ml.errors import PhotosError
from photos_ml.types import Metadata, Pixels

_COUNT = struct.Struct("<B")
_LENGTH = struct.Struct("<I")

Keep: TypeAlias = Callable[[Image.Image, str], None]
"""Is shown each upright picture as it was decoded for the model, with its content hash."""


class WorkerError(PhotosError):
    """The decoding processes cannot be started, or the pool was closed."""


@dataclass(frozen=True, slots=True)
class Work:
    """One photo and what is wanted of it."""

    path: Path
    sidecars: tuple[Path, ...]
    want_pixels: bool
    want_metadata: bool
    content_hash: str = ""
    """What the decoded picture is kept under; '' where it is not to be kept."""


@dataclass(frozen=True, slots=True)
class WorkFailure:
    """Why a photo could not be indexed, in one line; `stage` is 'decode' or 'metadata'."""

    stage: str
    reason: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What was wanted, or the failure."""

    metadata: Metadata | None
    pixels: Pixels | None
    failure: WorkFailure | None


@dataclass(frozen=True, slots=True)
class Spec:
    """All that a decoding process is told once. Functions are pickled by reference, `keep` with its state."""

    preprocess: Callable[[Image.Image], Pixels]
    read_metadata: Callable[[Path, tuple[Path, ...]], Metadata]
    min_side: int
    memory_bytes: int
    cpu_s: float
    keep: Keep | None = None


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """A process has its imports behind it and waits for work."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A process cannot work at all."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reserve:
    """A process asks to take this much memory for the picture at hand; it waits for `Granted`."""

    cost_bytes: int


@dataclass(frozen=True, slots=True)
class Granted:
    """The answer to `Reserve`."""


def write_message(pipe: BinaryIO, message: object) -> None:
    """Raises OSError where the other side is gone. Arrays go as they are, without a copy into the pickle."""
    arrays: list[pickle.PickleBuffer] = []
    body = pickle.dumps(message, protocol=5, buffer_callback=arrays.append)
    parts: list[bytes | memoryview] = [body, *(array.raw() for array in arrays)]
    pipe.write(_COUNT.pack(len(parts)))
    for part in parts:
        pipe.write(_LENGTH.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def read_message(pipe: BinaryIO) -> Any:
    """Raises EOFError where the other side is gone."""
    (count,) = _COUNT.unpack(_exactly(pipe, _COUNT.size))
    body, *arrays = [_part(pipe) for _ in range(count)]
    return pickle.loads(body, buffers=arrays)  # noqa: S301 - from our own process, over a private pipe


def _part(pipe: BinaryIO) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe: BinaryIO, count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError("the pipe was closed")
    return data
