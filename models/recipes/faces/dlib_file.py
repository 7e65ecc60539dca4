"""Read a network file that dlib wrote, without dlib: names, settings and weights, input first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_STRING = re.compile(
    rb"\x01([\x03-\x20])"  # its length, as dlib writes an integer of one byte
    rb"(con_\d?|affine_\d?|fc_\d?|relu_|max_pool_\d?|avg_pool_\d?|add_prev\d?_?|input_rgb_image\w*)"
)
_TENSOR_VERSION = 2
_TENSOR_DIMENSIONS = 4
_CONVOLUTION_SETTINGS = 7
"""Filters, rows, columns, stride down, stride across, padding down, padding across."""


@dataclass(frozen=True)
class Layer:
    """One layer as the file has it; `weights` float32, empty where it has none."""

    name: str
    settings: tuple[int, ...]
    weights: NDArray[np.float32]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def integer(self) -> int:
        """One byte with the sign (bit 7) and the number of bytes that follow, little-endian."""
        first = self.data[self.at]
        size = first & 0x0F
        value = int.from_bytes(self.data[self.at + 1 : self.at + 1 + size], "little")
        self.at += 1 + size
        return -value if first & 0x80 else value

    def integers(self, number: int) -> tuple[int, ...]:
        return tuple(self.integer() for _ in range(number))

    def tensor(self) -> NDArray[np.float32]:
        version = self.integer()
        if version != _TENSOR_VERSION:
            raise ValueError(f"a tensor of version {version}")
        shape = self.integers(_TENSOR_DIMENSIONS)
        count = int(np.prod(shape))
        values = np.frombuffer(self.data, "<f4", count, self.at).reshape(shape)
        self.at += values.nbytes
        return values


def read_layers(file: Path) -> Iterator[Layer]:
    """The layers that a dlib network file names."""
    reader = _Reader(file.read_bytes())
    while found := _STRING.search(reader.data, reader.at):
        if found.group(1)[0] != len(found.group(2)):
            reader.at = found.start() + 1
            continue
        name, reader.at = found.group(2).decode(), found.end()
        if name.startswith("con_"):
            weights = reader.tensor()
            yield Layer(name, reader.integers(_CONVOLUTION_SETTINGS), weights)
        elif name.startswith("affine_"):
            yield Layer(name, (), reader.tensor())
        elif name.startswith("fc_"):
            settings = reader.integers(2)
            yield Layer(name, settings, reader.tensor())
        else:
            yield Layer(name, (), np.empty(0, np.float32))
