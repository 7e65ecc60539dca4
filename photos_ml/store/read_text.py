"""Text that was read in pictures, as the step `text` keeps it, and photos found by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.letters import plain
from photos_ml.store.database import Database
from photos_ml.store.ids import distinct, numbers
from photos_ml.store.kept import Row
from photos_ml.store.rows import ABSENT
from photos_ml.store.text import indexed, phrase
from photos_ml.store.while_same import MARKS

TEXT = "text"
"""The step."""
LINES = "text_lines"
LEAST_PART = 3
"""Letters of a part of a word that can be looked for: the index knows them by threes."""
MOST_PHOTOS = 5_000
"""Of a word that stands on more, the newest: nobody looks through them all, and a search is to take no longer
than a glance."""
MOST_NEAR = 64
"""Words of the vocabulary that are looked at for one that is mistyped."""
_NO_LETTER = re.compile(r"[\W_]+")

PhotoIds: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a photo: four corners, x and y in shares of the upright picture, from the first
    letter's top on, clockwise as it is read."""

    text: str
    confidence: float
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """Where the step's rows go, each (text, confidence, corners as bytes), in the order of reading."""

    name: str = LINES
    by_version: bool = False

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        """In place of what was read before; the pages that are searched follow."""
        gone = [(content,) for content in rows]
        write = database.connection.executemany
        write("DELETE FROM text_lines WHERE content_id = ?", gone)
        write("DELETE FROM text_pages WHERE content_id = ?", gone)
        write(
            "INSERT INTO text_lines (content_id, text, confidence, corners) VALUES (?, ?, ?, ?)",
            [(content, *row) for content, own in rows.items() for row in own],
        )
        pages = {content: "\n".join(row[0] for row in own) for content, own in rows.items() if own}
        write(
            "INSERT INTO text_pages (content_id, words, joined) VALUES (?, ?, ?)",
            [(content, indexed(page), joined(page)) for content, page in pages.items()],
        )

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        sql = (
            "SELECT content_id, text, confidence, corners FROM text_lines "
            "WHERE content_id IN (SELECT value FROM json_each(?)) ORDER BY id"
        )
        found: dict[int, list[tuple[Any, ...]]] = {}
        for row in database.query(sql, (json.dumps(list(content_ids)),)):
            found.setdefault(row[0], []).append(tuple(row)[1:])
        return found

    def settle(self, database: Database) -> None:
        """Nothing: new rows took the place of those before."""


def joined(text: str) -> str:
    """Letters and digits alone, plain, run together: 'RE 16-TGK' gives 're16tgk'."""
    return _NO_LETTER.sub("", plain(text))


class ReadText:
    """The text in the pictures of a library."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def is_empty(self) -> bool:
        sql = "SELECT 1 FROM text_pages LIMIT 1"
        return self._db.while_same("no text", lambda: self._db.scalar(sql) is None, but=MARKS)

    def lines(self, photo_ids: Sequence[int]) -> dict[int, list[TextLine]]:
        """Photo -> the lines it shows, in the order of reading; those without are left out."""
        sql = (
            "SELECT p.id, l.text, l.confidence, l.corners FROM photos p "
            "JOIN text_lines l ON l.content_id = p.content_id "
            "WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id, l.id"
        )
        found: dict[int, list[TextLine]] = {}
        for row in self._db.query(sql, (json.dumps(list(photo_ids)),)):
            found.setdefault(row[0], []).append(_line(row[1], row[2], row[3]))
        return found

    def with_word(self, word: str) -> PhotoIds:
        """Photos with this word, or with words that begin so where it has three letters; ascending; the
        newest MOST_PHOTOS, as ever."""
        return self._photos("text_words", _begun(word))

    def with_all(self, words: Iterable[str]) -> PhotoIds:
        """Photos with every one of these words, as `with_word` has them; ascending."""
        return self._photos("text_words", " AND ".join(map(_begun, words)))

    def with_phrase(self, text: str) -> PhotoIds:
        """Photos with these words one after the other, each whole; ascending."""
        return self._photos("text_words", phrase(text)) if joined(text) else _NONE

    def with_part(self, text: str) -> PhotoIds:
        """Photos with these letters and digits one after the other, whatever stands between; ascending."""
        part = joined(text)
        return self._photos("text_parts", f'"{part}"') if len(part) >= LEAST_PART else _NONE

    def with_slip(self, word: str) -> PhotoIds:
        """Photos with a word that is one slip away: a letter wrong, missing, too many, or two swapped; of a
        word that is right in one of its halves."""
        near = list(self._near(plain(word)))
        found = [self._photos("text_words", phrase(other)) for other in near]
        return distinct(np.concatenate([_NONE, *found]))

    def _near(self, word: str) -> Iterable[str]:
        half = len(word) // 2
        start = "SELECT term FROM text_vocabulary WHERE term >= ? AND term < ? || char(1114111)"
        right_start = self._db.query(start, (word[:half], word[:half]))
        pages = (
            "SELECT words FROM text_pages WHERE content_id IN "
            f"(SELECT rowid FROM text_parts WHERE text_parts MATCH ? LIMIT {MOST_NEAR})"
        )
        ending = word[half:]
        right_end = self._db.query(pages, (f'"{ending}"',)) if len(ending) >= LEAST_PART else []
        terms = {row[0] for row in right_start} | {term for row in right_end for term in row[0].split()}
        return sorted(term for term in terms if is_slip(word, term))[:MOST_NEAR]

    def _photos(self, table: str, expression: str) -> PhotoIds:
        text = self._db.scalar(
            f"SELECT group_concat(id) FROM (SELECT p.id FROM {table} t "
            f"CROSS JOIN photos p ON p.content_id = t.rowid WHERE t.{table} MATCH ? "
            f"AND p.id NOT IN ({ABSENT}) ORDER BY t.rowid DESC LIMIT {MOST_PHOTOS})",
            (expression,),
        )
        return distinct(numbers(text))


_NONE = np.empty(0, np.int64)


def _begun(word: str) -> str:
    return phrase(word) + (" *" if len(word) >= LEAST_PART else "")


def is_slip(word: str, other: str) -> bool:
    """Whether one slip makes the other of a word: a letter wrong, missing, too many, or two swapped."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if start is None:  # one is the beginning of the other
        return True
    a, b = word[start:], other[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]


def _line(text: str, confidence: float, corners: bytes) -> TextLine:
    points = np.frombuffer(corners, "<f4").reshape(4, 2).tolist()
    return TextLine(text, round(confidence, 3), tuple((round(x, 5), round(y, 5)) for x, y in points))
