"""What the boxes of an AVIF or HEIC picture say that its decoder does not ask for: which part is shown, and
what its samples mean. ISO/IEC 14496-12 and 23008-12."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO, TypeAlias

MOST_META_BYTES = 1 << 20
MOST_BOXES = 5_000
_CLAP_BYTES = 32

Box: TypeAlias = tuple[int, int, int, int]


def clean_aperture(file: BinaryIO) -> Box | None:
    """(left, top, right, bottom) in the picture as coded, before it is turned; None where all of it is shown,
    or what is said makes no sense. Leaves the file anywhere."""
    try:
        wanted = _shown_properties(meta_box(file))
        size = next((data for kind, data in wanted if kind == b"ispe"), b"")
        aperture = next((data for kind, data in wanted if kind == b"clap"), b"")
        return _box(size, aperture) if len(size) >= 12 and len(aperture) >= _CLAP_BYTES else None
    except (IndexError, ZeroDivisionError):
        return None


def colour_numbers(file: BinaryIO) -> tuple[int, int] | None:
    """(primaries, transfer) of the picture that is shown first, as ISO/IEC 23091-2 numbers them; None where
    the file does not say. Leaves the file anywhere."""
    try:
        for kind, data in _shown_properties(meta_box(file)):
            if kind == b"colr" and data[:4] == b"nclx" and len(data) >= 8:
                return int.from_bytes(data[4:6], "big"), int.from_bytes(data[6:8], "big")
    except IndexError:
        pass
    return None


def _shown_properties(meta: bytes) -> list[tuple[bytes, bytes]]:
    """(kind, payload) of all that is said of the picture that is shown first."""
    properties = list(_within(inner_box(meta[4:], b"iprp", b"ipco")))
    return [properties[index - 1] for index in _own_properties(meta) if 0 < index <= len(properties)]


def meta_box(file: BinaryIO) -> bytes:
    """What is in the box that describes a file's pictures; empty where there is none."""
    position = 0
    for _ in range(MOST_BOXES):
        file.seek(position)
        head = file.read(8)
        size = int.from_bytes(head[:4], "big")
        if len(head) < 8 or size < 8:
            return b""
        if head[4:] == b"meta":
            return file.read(min(size - 8, MOST_META_BYTES))
        position += size
    return b""


def _within(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, payload) of boxes laid end to end."""
    position = 0
    for _ in range(MOST_BOXES):
        size = int.from_bytes(data[position : position + 4], "big")
        if size < 8 or position + size > len(data):
            return
        yield data[position + 4 : position + 8], data[position + 8 : position + size]
        position += size


def inner_box(data: bytes, *kinds: bytes) -> bytes:
    """What is in the first box of the last kind, in the first of the one before, and so on."""
    for kind in kinds:
        data = next((inner for found, inner in _within(data) if found == kind), b"")
    return data


def _own_properties(meta: bytes) -> list[int]:
    """Numbers, from 1, of the properties of the picture that is shown first."""
    primary = inner_box(meta[4:], b"pitm")
    shown = int.from_bytes(primary[4:8] if primary[:1] == b"\1" else primary[4:6], "big")
    table = inner_box(meta[4:], b"iprp", b"ipma")
    wide_id, wide_index = (4 if table[0] else 2), (2 if table[3] & 1 else 1)
    position = 8
    for _ in range(int.from_bytes(table[4:8], "big")):
        item = int.from_bytes(table[position : position + wide_id], "big")
        count = table[position + wide_id]
        start = position + wide_id + 1
        position = start + count * wide_index
        if item == shown:
            ends = range(start + wide_index, position + 1, wide_index)
            whole = (int.from_bytes(table[end - wide_index : end], "big") for end in ends)
            return [index & (0x7FFF if wide_index == 2 else 0x7F) for index in whole]
    return []


def _box(size: bytes, aperture: bytes) -> Box | None:
    """The aperture lies around the picture's middle, moved by its offsets."""
    picture = int.from_bytes(size[4:8], "big"), int.from_bytes(size[8:12], "big")
    numbers = [int.from_bytes(aperture[at : at + 4], "big", signed=at >= 16) for at in range(0, 32, 4)]
    ratios = [Fraction(numbers[at], numbers[at + 1]) for at in range(0, 8, 2)]
    left, top = (
        round((whole - part) / 2 + offset)
        for whole, part, offset in zip(picture, ratios[:2], ratios[2:], strict=True)
    )
    box = left, top, left + round(ratios[0]), top + round(ratios[1])
    inside = 0 <= left < box[2] <= picture[0] and 0 <= top < box[3] <= picture[1]
    return box if inside and box != (0, 0, *picture) else None
