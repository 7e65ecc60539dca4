"""The outlines of the world as a near map draws them, by cells: data/recipes/build_outlines.py wrote them."""

from __future__ import annotations

import struct
from pathlib import Path

CELLS = 36 * 18
"""Of 10 degrees, from the south-west corner of the world, row by row."""
_FILE = Path(__file__).parent / "data" / "outlines.bin"


def outlines_of(cell: int) -> bytes:
    """What a map draws in a cell; nothing at sea. IndexError where there is no such cell."""
    if not 0 <= cell < CELLS:
        raise IndexError(cell)
    with _FILE.open("rb") as file:
        file.seek(4 * cell)
        start, end = struct.unpack("<2I", file.read(8))
        file.seek(start)
        return file.read(end - start)
