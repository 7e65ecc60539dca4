"""Turns of a picture, counted as EXIF counts orientations (1: none), and what is seen of a file by them."""

from __future__ import annotations

_PARTS: dict[int, tuple[bool, bool, bool]] = {
    1: (False, False, False),
    2: (False, True, False),
    3: (False, True, True),
    4: (False, False, True),
    5: (True, False, False),
    6: (True, True, False),
    7: (True, True, True),
    8: (True, False, True),
}
"""Whether x and y change places, and then which of them counts from the other side."""
_BY_PARTS = {parts: turn for turn, parts in _PARTS.items()}
_MARK = "~"


def is_sideways(turn: int) -> bool:
    """Whether width and height change places."""
    return _PARTS[turn][0]


def then(first: int, second: int) -> int:
    """The turn that is one after the other."""
    swap, x, y = _PARTS[first]
    swapped, x_after, y_after = _PARTS[second]
    if swapped:
        x, y = y, x
    return _BY_PARTS[swap != swapped, x != x_after, y != y_after]


def between(done: int, wanted: int) -> int:
    """The turn that is missing from one orientation to another."""
    return next(turn for turn in _PARTS if then(done, turn) == wanted)


def seen(content_hash: str, turn: int) -> str:
    """The key of what is seen of a file: its bytes, turned. All that is computed from a picture is kept by
    it, so that the same bytes under another turn are another content."""
    return content_hash if turn == 1 else f"{content_hash}{_MARK}{turn}"


def bytes_of(content: str) -> str:
    """The hash of the bytes of a content's key."""
    return content.partition(_MARK)[0]


def turn_of(content: str) -> int:
    """The turn of a content's key."""
    return int(content.partition(_MARK)[2] or 1)


def sql_bytes(column: str) -> str:
    """`bytes_of` of a column, in SQL."""
    return f"iif(instr({column}, '{_MARK}'), substr({column}, 1, instr({column}, '{_MARK}') - 1), {column})"


def sql_same_bytes(column: str) -> str:
    """The condition that a column is a key of these bytes, given `KEYS` times; answered by an index."""
    return f"({column} = ? OR ({column} > ? || '{_MARK}' AND {column} < ? || '{_MARK}9'))"


KEYS = 3
"""Parameters of `sql_same_bytes`."""
