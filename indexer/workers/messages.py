"""What passes between the indexer and its decoding processes: length-prefixed parts over two pipes."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from PIL import Image

from photos_ml.errors import PhotosError
from photos_ml.indexer.enrich.needs import NeedsFile, NeedsFrames, NeedsPixels
from photos_ml.types import Metadata, Pixels

_COUNT = struct.Struct("<I")
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
    looks: tuple[str, ...] = ()
    """Names in `Spec.looks` that are to see it; with `want_pixels`, the picture decoded for that, where it is
    large enough for them."""
    turn: int = 1
    """What a sidecar turns the picture by, where `want_metadata` does not find it out."""
    patience: int = 1
    """How many times as long as others it may take."""
    small: Path | None = None
    """A small picture of it, large enough for all of `looks`; the file itself where it cannot be read."""


@dataclass(frozen=True, slots=True)
class WorkFailure:
    """Why a photo could not be indexed, in one line; `stage` is 'decode' or 'metadata'."""

    stage: str
    reason: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look made of a file in `ms`, its share of the decoding included, or the failure."""

    value: Any
    ms: float
    failure: WorkFailure | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was wanted, or the failure. Each look has a failure of its own."""

    metadata: Metadata | None
    pixels: Pixels | None
    failure: WorkFailure | None
    looks: Mapping[str, Looked] = field(default_factory=dict)
    ms: float = 0.0
    """What decoding and preprocessing `pixels` took."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be decoded, and the pickled function that makes of it what is wanted: loaded at its first
    use, so that one that cannot be loaded fails alone. b'' for the pixels themselves."""

    needs: NeedsPixels | NeedsFrames | NeedsFile
    prepare: bytes


@dataclass(frozen=True, slots=True)
class Spec:
    """All that a decoding process is told once. Functions are pickled by reference, `keep` with its state."""

    preprocess: Callable[[Image.Image], Pixels] | None
    """None where no work wants pixels."""
    read_metadata: Callable[[Path, tuple[Path, ...]], Metadata]
    min_side: int
    memory_bytes: int
    cpu_s: float
    keep: Keep | None = None
    looks: Mapping[str, Look] = field(default_factory=dict)
    niceness: int = 0
    """How much others go before, 0 to 19."""


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
