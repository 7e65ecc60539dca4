"""Arrays that were read of a library, in files beside it: written whole or not at all, checked when read.

Layout: MAGIC, header length (u32), header (JSON), BLAKE3 of all other bytes; then the arrays one after the
other, each at a multiple of ALIGNED_BYTES. Little-endian. Deleting them loses nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from blake3 import blake3

from photos_ml.files import replace_file

MAGIC = b"photos-ml arrays 2\n"
ALIGNED_BYTES, DIGEST_BYTES = 64, 32
_LENGTH = struct.Struct("<I")
_SUFFIX = ".arrays"

Arrays: TypeAlias = Mapping[str, npt.NDArray[Any]]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Form(Generic[Made]):
    """A value as arrays, none of objects, and back."""

    packed: Callable[[Made], Arrays]
    unpacked: Callable[[Arrays], Made]


class ArrayFiles:
    """The files of one library. Whatever is wrong with one, it is as if there were none."""

    def __init__(self, folder: Path, schema: int) -> None:
        """`schema`: of the library; what was read of one of another is not taken."""
        self.folder = folder
        self._schema = schema

    def path(self, name: str) -> Path:
        """Where the arrays of that name are; different names never share a file."""
        readable = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:40]
        return self.folder / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:16]}{_SUFFIX}"

    def read(self, name: str, stamp: int) -> dict[str, npt.NDArray[Any]] | None:
        """The arrays that were written under this name and stamp; None where there are none such."""
        with suppress(OSError, ValueError, KeyError, TypeError, struct.error):
            return _read(self.path(name).read_bytes(), self._about(name, stamp))
        return None

    def write(self, name: str, stamp: int, arrays: Arrays) -> bool:
        """Write them in place of those before; False where the folder takes nothing."""
        columns = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
        listed = [[key, column.dtype.str, column.shape] for key, column in columns.items()]
        header = json.dumps({**self._about(name, stamp), "arrays": listed}).encode()
        digest = blake3(header, max_threads=blake3.AUTO)
        for column in columns.values():
            digest.update(_bytes(column))

        def put(stream: BinaryIO) -> None:
            stream.write(MAGIC + _LENGTH.pack(len(header)) + header + digest.digest())
            for column in columns.values():
                stream.write(bytes(-stream.tell() % ALIGNED_BYTES))
                stream.write(_bytes(column))

        try:
            replace_file(self.path(name), put)
        except OSError:
            return False
        return True

    def _about(self, name: str, stamp: int) -> dict[str, Any]:
        return {"schema": self._schema, "name": name, "stamp": stamp}


def _read(data: bytes, about: dict[str, Any]) -> dict[str, npt.NDArray[Any]] | None:
    start = len(MAGIC) + _LENGTH.size
    if data[: len(MAGIC)] != MAGIC:
        return None
    end = start + _LENGTH.unpack(data[len(MAGIC) : start])[0]
    header = json.loads(data[start:end])
    listed = header.pop("arrays")
    if header != about:
        return None
    digest, at = blake3(data[start:end], max_threads=blake3.AUTO), end + DIGEST_BYTES
    found = {}
    for key, kind, shape in listed:
        at += -at % ALIGNED_BYTES
        array = np.frombuffer(data, np.dtype(kind), int(np.prod(shape)), at).reshape(shape)
        digest.update(_bytes(array))
        at += array.nbytes
        found[key] = array
    return found if at == len(data) and digest.digest() == data[end : end + DIGEST_BYTES] else None


def _bytes(array: npt.NDArray[Any]) -> memoryview:
    """Of an array in one piece."""
    return array.reshape(-1).view(np.uint8).data


def smaller(numbers: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """The same whole numbers in the half or less of bytes, where they fit: reading a file takes as long as it
    is large."""
    most = int(np.abs(numbers).max(initial=0))
    kind = next(kind for kind in (np.int8, np.int32, np.int64) if most <= np.iinfo(kind).max)
    return numbers.astype(kind)


def text_array(value: Any) -> npt.NDArray[np.uint8]:
    """What JSON can say, as bytes (n,)."""
    return np.frombuffer(json.dumps(value).encode(), np.uint8)


def said_in(array: npt.NDArray[Any]) -> Any:
    """What `text_array` made bytes of."""
    return json.loads(array.tobytes())


JSON: Form[Any] = Form(lambda value: {"json": text_array(value)}, lambda arrays: said_in(arrays["json"]))
"""For what JSON gives back as it was: numbers, text, lists and None."""
NUMBER: Form[int] = Form(JSON.packed, lambda arrays: int(said_in(arrays["json"])))
