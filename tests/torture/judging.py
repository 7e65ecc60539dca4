"""A library after an ordeal: whole, with all that was acknowledged, without what was forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from photos_ml.errors import PhotosError
from photos_ml.store import Library
from photos_ml.store.database import FILE_NAME
from photos_ml.store.face_names import FaceNames
from photos_ml.store.repair import is_whole
from photos_ml.store.settled_albums import settle_all_albums
from tests.torture.hands import told_of
from tests.torture.stage import Ordeal, Said

ACKNOWLEDGED = ("act", "event", "gesture", "forgot")
_UNTRUE = (
    "SELECT count(*) FROM acts a JOIN act_photos p ON p.id = a.act_photo_id "
    "JOIN photos o ON o.id = p.photo_id WHERE a.field = 'favorite' "
    "AND a.id = (SELECT max(id) FROM acts b WHERE b.act_photo_id = a.act_photo_id "
    "AND b.field = a.field) AND (a.value = 'true') <> o.favorite"
)
_SETTLED = {
    "albums": "SELECT id, name, query FROM albums",
    "photos of albums": "SELECT album_id, photo_id, position FROM album_photos",
    "persons": "SELECT uid, name, birth, hidden, stranger FROM persons WHERE uid NOT GLOB 'n:*'",
    "people in photos": "SELECT l.photo_id, n.name FROM photo_people l JOIN people n ON n.id = l.person_id",
}


def judged(ordeal: Ordeal, library: Path, said: Sequence[Sequence[Said]] = ()) -> Ordeal:
    """Look at the library: whole, and with all that was acknowledged."""
    acknowledged = [one.words for lines in said for one in lines if one.words[0] in ACKNOWLEDGED]
    ordeal.acknowledged += len(acknowledged)
    ordeal.refused += sum(one.words[0] == "refused" for lines in said for one in lines)
    try:
        with Library.open(library) as opened:
            if not is_whole(opened.database):
                ordeal.faults.append("the library is damaged")
            ordeal.lost += sum(1 for words in _missing(opened, acknowledged))
            log_lacks = _held_by_library(opened) - set(_told(opened))
            if wrong := opened.database.scalar(_UNTRUE):
                ordeal.faults.append(f"{wrong} marks are not what was said last")
            ordeal.faults += _unsettled(opened)
    except PhotosError as error:
        ordeal.faults.append(f"cannot be opened: {error}")
        return ordeal
    forgotten = [words[1] for words in acknowledged if words[0] == "forgot"]
    stands = standing_in(library, forgotten)
    ordeal.faults += [f"{name} was forgotten and stands in {file}" for name, file in stands]
    if log_lacks:
        ordeal.faults.append(f"the act log lacks {len(log_lacks)} acts")
    return ordeal


def acts_in(library: Path) -> set[tuple[object, ...]]:
    """All that was done by hand."""
    with closing(sqlite3.connect(library / FILE_NAME)) as connection:
        return set(connection.execute("SELECT id, at, field, key, value FROM acts"))


def standing_in(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Which of these names stand in which file, in whatever part of it."""
    wanted = list(names)
    for file in folder.rglob("*") if wanted else ():
        if file.is_file():
            data = file.read_bytes()
            yield from ((name, file.name) for name in wanted if _stands(name.encode(), data))


def _unsettled(library: Library) -> list[str]:
    """What does not hold as the acts say it."""
    before = {name: _rows(library, sql) for name, sql in _SETTLED.items()}
    with library.database.transaction():
        settle_all_albums(library.database)
    FaceNames(library.database, library.claims).settle()
    after = {name: _rows(library, sql) for name, sql in _SETTLED.items()}
    differ = {name: rows ^ after[name] for name, rows in before.items() if rows != after[name]}
    return [
        f"{len(rows)} {name} are not as the acts say: {sorted(map(repr, rows))[:2]}"
        for name, rows in differ.items()
    ]


def _rows(library: Library, sql: str) -> set[tuple[object, ...]]:
    return set(map(tuple, library.database.query(sql)))


def _stands(name: bytes, data: bytes) -> bool:
    """Whether a name stands there, and not only as the beginning of a longer one."""
    at = data.find(name)
    while at >= 0:
        if not data[at + len(name) : at + len(name) + 1].isdigit():
            return True
        at = data.find(name, at + 1)
    return False


def _missing(library: Library, acknowledged: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    held = set(_held(library))
    for words in acknowledged:
        if words[0] == "gesture":
            if told_of(library.database, int(words[1])) != words[2]:
                yield words
        elif words[0] != "forgot" and words not in held:
            yield words


def _held(library: Library) -> Iterator[tuple[str, ...]]:
    sql = (
        "SELECT a.gesture, p.photo_id, a.field, a.value FROM acts a "
        "JOIN act_photos p ON p.id = a.act_photo_id"
    )
    for row in library.database.query(sql):
        yield ("act", *map(str, row))
    for row in library.database.query("SELECT id, memory_id FROM memory_feedback"):
        yield ("event", *map(str, row))


def _held_by_library(library: Library) -> set[int]:
    return {row[0] for row in library.database.query("SELECT id FROM acts")}


def _told(library: Library) -> Iterator[int]:
    for document in library.act_log.read().documents:
        if "act" in document:
            yield document["act"]["id"]
