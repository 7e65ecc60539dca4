"""Tables and indexes as trees of pages. A page that is damaged costs what stands on it, and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from photos_ml.store.salvage.pages import HEADER_BYTES, PageFile
from photos_ml.store.salvage.records import DamagedError, Value, read_record, read_varint, signed

INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_INNER = (INDEX_INNER, TABLE_INNER)
_SMALLEST_CELL = 4


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row. `rowid` is 0 in an index, whose last value it is."""

    rowid: int
    values: list[Value]


@dataclass(slots=True)
class Harvest:
    """What a tree gave: its rows as they came, its pages, and how much of it could not be read."""

    rows: list[RawRow] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    damaged: int = 0
    """Rows and pages."""


def read_tree(pages: PageFile, root: int, *, table: bool) -> Harvest:
    """All that can be read from the page `root` down, of a table or of an index."""
    found = Harvest()
    pending = [root]
    while pending:
        number = pending.pop()
        if number in found.pages:
            continue
        kind = kind_of(pages, number)
        if kind not in ((TABLE_LEAF, TABLE_INNER) if table else (INDEX_LEAF, INDEX_INNER)):
            found.damaged += 1
            continue
        found.pages.add(number)
        pending.extend(_below(pages, number, found))
        if kind != TABLE_INNER:
            found.rows.extend(_rows(pages, number, found))
    return found


def read_leaf(pages: PageFile, number: int) -> Harvest:
    """The rows of one page, of whatever table it is."""
    found = Harvest(pages={number})
    found.rows.extend(_rows(pages, number, found))
    return found


def kind_of(pages: PageFile, number: int) -> int:
    """What a page is by its first byte; 0 for one that is not there."""
    page = pages.page(number)
    return page[_start(number)] if page else 0


def _start(number: int) -> int:
    return HEADER_BYTES if number == 1 else 0


def _cells(pages: PageFile, number: int, found: Harvest) -> Iterator[int]:
    """Where the cells of a page begin."""
    page, start = pages.page(number), _start(number)
    count = int.from_bytes(page[start + 3 : start + 5])
    first = start + (12 if page[start] in _INNER else 8)
    room = (pages.usable - first) // 2
    if count > room:
        found.damaged += 1
        count = min(count, room)
    for (at,) in struct.iter_unpack(">H", page[first : first + 2 * count]):
        if first + 2 * count <= at <= pages.usable - _SMALLEST_CELL:
            yield at
        else:
            found.damaged += 1


def _below(pages: PageFile, number: int, found: Harvest) -> Iterator[int]:
    page, start = pages.page(number), _start(number)
    if page[start] not in _INNER:
        return
    # The last first: what is popped from the end comes in the order of the keys.
    yield int.from_bytes(page[start + 8 : start + 12])
    children = [int.from_bytes(page[at : at + 4]) for at in _cells(pages, number, Harvest())]
    yield from reversed(children)


def _rows(pages: PageFile, number: int, found: Harvest) -> Iterator[RawRow]:
    for at in _cells(pages, number, found):
        try:
            yield _row(pages, number, at)
        except DamagedError:
            found.damaged += 1


def _row(pages: PageFile, number: int, at: int) -> RawRow:
    page = pages.page(number)
    kind = page[_start(number)]
    at += 4 if kind == INDEX_INNER else 0
    length, at = read_varint(page, at)
    rowid = 0
    if kind == TABLE_LEAF:
        rowid, at = read_varint(page, at)
    return RawRow(signed(rowid), read_record(_payload(pages, page, at, length, kind)))


def _payload(pages: PageFile, page: bytes, at: int, length: int, kind: int) -> bytes:
    """A row's bytes, those on overflow pages too."""
    usable = pages.usable
    most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if length <= most:
        if at + length > usable:
            raise DamagedError
        return page[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    if length > pages.count * usable or at + local + 4 > usable:
        raise DamagedError
    parts, left = [page[at : at + local]], length - local
    following = int.from_bytes(page[at + local : at + local + 4])
    while left > 0:
        page = pages.page(following)
        if not page:
            raise DamagedError
        parts.append(page[4 : 4 + min(left, usable - 4)])
        left -= usable - 4
        following = int.from_bytes(page[:4])
    return b"".join(parts)
