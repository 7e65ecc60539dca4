"""digiKam: its database (`digikam4.db`), or the sidecars that it writes."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from pathlib import Path

from photos_ml.indexer.imports.databases import has_table, opened
from photos_ml.indexer.imports.documents import moment
from photos_ml.indexer.imports.record import ForeignLibrary, PhotoRecord, one_record
from photos_ml.indexer.imports.saying import (
    date_fact,
    flag_fact,
    keyword_facts,
    person_facts,
    place_fact,
    rating_fact,
    text_fact,
)
from photos_ml.indexer.imports.sidecars import read_xmp_of
from photos_ml.indexer.metadata.dates import on_earth
from photos_ml.provenance import Facts, Field, import_of
from photos_ml.turns import is_sideways
from photos_ml.types import PersonTag

FILE = "digikam4.db"
TABLES = ("Albums", "AlbumRoots", "Images", "ImageInformation", "ImageComments", "Tags", "ImageTags")
_INTERNAL = "_Digikam_Internal_Tags_"
_ACCEPTED = "Pick Label Accepted"
_COMMENT, _TITLE = 1, 3
_HIDDEN, _TRASHED = 2, 3
_NAMELESS = "'unknownPerson', 'unconfirmedPerson', 'ignoredPerson'"
_RECT = re.compile(r'(x|y|width|height)="(\d+)"')
_IMAGES = """
SELECT i.id, i.name, i.status, i.fileSize, a.relativePath, r.specificPath, n.rating, n.creationDate,
    n.width, n.height, n.orientation
FROM Images i JOIN Albums a ON a.id = i.album LEFT JOIN AlbumRoots r ON r.id = a.albumRoot
LEFT JOIN ImageInformation n ON n.imageid = i.id WHERE i.status IN (1, 2, 3) ORDER BY i.id
"""


def read(path: Path) -> ForeignLibrary:
    """A folder with the database or with sidecars, or the database itself."""
    file = path / FILE if path.is_dir() else path
    if path.is_dir() and not file.exists():
        return read_xmp_of("digikam", path)
    with opened(file, wants=TABLES, what=f"the folder that holds {FILE}") as database:
        return _read(database)


def _read(database: sqlite3.Connection) -> ForeignLibrary:
    reading = ForeignLibrary(import_of("digikam"))
    comments, positions = _comments(database), _positions(database)
    tags, regions = _tags(database), _regions(database)
    for row in database.execute(_IMAGES):
        with one_record(reading, row["id"]):
            words, people, accepted = tags[row["id"]]
            taken = moment(row["creationDate"])
            facts: Facts = comments[row["id"]] | positions.get(row["id"], {})
            facts |= rating_fact(row["rating"]) | keyword_facts(words)
            facts |= flag_fact(Field.FAVORITE, on=accepted)
            facts |= flag_fact(Field.HIDDEN, on=row["status"] in (_HIDDEN, _TRASHED))
            boxed = [tag for tag in (_tag(row, *found) for found in regions[row["id"]]) if tag]
            facts |= person_facts([*boxed, *map(PersonTag, people)])
            machine = date_fact(taken)
            folder = f"{row['specificPath'] or ''}{row['relativePath'] or ''}".strip("/")
            path = f"{folder}/{row['name']}".lstrip("/")
            size = row["fileSize"] or 0
            reading.records.append(
                PhotoRecord(
                    path, facts | machine, frozenset(machine), size=size, taken=taken.local if taken else None
                )
            )
    return reading


def _comments(database: sqlite3.Connection) -> dict[int, Facts]:
    found: dict[int, Facts] = defaultdict(dict)
    sql = "SELECT imageid, type, comment FROM ImageComments WHERE comment <> '' ORDER BY id DESC"
    for row in database.execute(sql):
        field = {_COMMENT: Field.CAPTION, _TITLE: Field.TITLE}.get(row["type"])
        if field is not None:
            found[row["imageid"]] |= text_fact(field, row["comment"])
    return found


def _positions(database: sqlite3.Connection) -> dict[int, Facts]:
    if not has_table(database, "ImagePositions"):
        return {}
    sql = "SELECT imageid, latitudeNumber AS lat, longitudeNumber AS lon, altitude FROM ImagePositions"
    rows = database.execute(sql).fetchall()
    return {row["imageid"]: place_fact(on_earth(row["lat"], row["lon"], row["altitude"])) for row in rows}


def _tags(database: sqlite3.Connection) -> dict[int, tuple[list[str], list[str], bool]]:
    """Photo -> keywords, people, whether it is picked. A tag's parents are keywords too."""
    parents = {
        row["id"]: (row["pid"], row["name"]) for row in database.execute("SELECT id, pid, name FROM Tags")
    }
    people, nobody = _people(database), _nobody(database)
    found: dict[int, tuple[list[str], list[str], bool]] = defaultdict(lambda: ([], [], False))
    for row in database.execute("SELECT imageid, tagid FROM ImageTags ORDER BY imageid, tagid"):
        path = _path(row["tagid"], parents)
        words, named, picked = found[row["imageid"]]
        if path and path[0] == _INTERNAL:
            found[row["imageid"]] = words, named, picked or path[-1] == _ACCEPTED
        elif row["tagid"] in nobody:
            continue
        elif row["tagid"] in people:
            named.append(people[row["tagid"]])
        else:
            words += path
    return found


def _nobody(database: sqlite3.Connection) -> frozenset[int]:
    """Tags that stand for faces without a name: unknown, not confirmed, or to be passed over."""
    if not has_table(database, "TagProperties"):
        return frozenset()
    rows = database.execute(f"SELECT tagid FROM TagProperties WHERE property IN ({_NAMELESS})")
    return frozenset(row["tagid"] for row in rows)


def _people(database: sqlite3.Connection) -> dict[int, str]:
    if not has_table(database, "TagProperties"):
        return {}
    rows = database.execute(
        "SELECT p.tagid, coalesce(nullif(p.value, ''), t.name) AS name FROM TagProperties p "
        "JOIN Tags t ON t.id = p.tagid WHERE p.property = 'person' AND p.tagid NOT IN "
        f"(SELECT tagid FROM TagProperties WHERE property IN ({_NAMELESS}))"
    )
    return {row["tagid"]: row["name"] for row in rows}


def _path(tag: int, parents: dict[int, tuple[int, str]]) -> list[str]:
    path: list[str] = []
    while tag in parents and len(path) < len(parents):
        tag, name = parents[tag]
        path.insert(0, name)
    return path


def _regions(database: sqlite3.Connection) -> dict[int, list[tuple[str, str]]]:
    """Photo -> name and rectangle of each confirmed face."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if has_table(database, "ImageTagProperties"):
        people = _people(database)
        sql = "SELECT imageid, tagid, value FROM ImageTagProperties WHERE property = 'tagRegion'"
        for row in database.execute(sql):
            if row["tagid"] in people:
                found[row["imageid"]].append((people[row["tagid"]], row["value"] or ""))
    return found


def _tag(row: sqlite3.Row, name: str, rect: str) -> PersonTag | None:
    """A face in pixels of the upright picture."""
    numbers = {key: int(value) for key, value in _RECT.findall(rect)}
    turn = row["orientation"] if row["orientation"] in range(1, 9) else 1
    width, height = row["width"] or 0, row["height"] or 0
    if is_sideways(turn):
        width, height = height, width
    if len(numbers) < 4 or not width or not height:
        return PersonTag(name)
    box = (
        numbers["x"] / width,
        numbers["y"] / height,
        numbers["width"] / width,
        numbers["height"] / height,
    )
    return PersonTag(name, box if all(0 <= side <= 1 for side in box) else None)
