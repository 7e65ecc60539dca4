"""Lightroom Classic: its catalogue (`.lrcat`), or the sidecars that it writes."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path

from photos_ml.indexer.imports.databases import has_table, opened
from photos_ml.indexer.imports.documents import boxed, moment, number, text
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
from photos_ml.types import PersonTag

SUFFIX = ".lrcat"
TABLES = ("Adobe_images", "AgLibraryFile", "AgLibraryFolder", "AgLibraryRootFolder")
_IMAGES = """
SELECT i.id_local AS id, i.rating, i.pick, i.captureTime, f.baseName, f.extension, d.pathFromRoot,
    r.absolutePath
FROM Adobe_images i JOIN AgLibraryFile f ON f.id_local = i.rootFile
JOIN AgLibraryFolder d ON d.id_local = f.folder JOIN AgLibraryRootFolder r ON r.id_local = d.rootFolder
ORDER BY i.id_local
"""
_PERSON = "person"
_AS_STORED = (None, "", "AB")
"""What Lightroom calls the corners of a picture that is not turned."""


def read(path: Path) -> ForeignLibrary:
    """The catalogue, the folder it is in, or a folder of sidecars."""
    file = next(iter(sorted(path.glob(f"*{SUFFIX}"))), None) if path.is_dir() else path
    if file is None:
        return read_xmp_of("lightroom", path)
    with opened(file, wants=TABLES, what=f"the catalogue, NAME{SUFFIX}") as database:
        return _read(database)


def _read(database: sqlite3.Connection) -> ForeignLibrary:
    reading = ForeignLibrary(import_of("lightroom"))
    captions, positions = _captions(database), _positions(database)
    words, people, albums = *_keywords(database), _collections(database)
    faces = _faces(database)
    for row in database.execute(_IMAGES):
        with one_record(reading, row["id"]):
            taken = moment(text(row["captureTime"])[:19])
            stars = None if row["rating"] is None else round(row["rating"])
            facts: Facts = text_fact(Field.CAPTION, text(captions.get(row["id"]))) | rating_fact(stars)
            facts |= flag_fact(Field.FAVORITE, on=row["pick"] == 1) | keyword_facts(words[row["id"]])
            facts |= person_facts([*faces[row["id"]], *map(PersonTag, people[row["id"]])])
            machine = date_fact(taken) | positions.get(row["id"], {})
            name = f"{row['baseName']}.{row['extension']}" if row["extension"] else row["baseName"]
            path = f"{row['absolutePath'] or ''}{row['pathFromRoot'] or ''}{name}"
            reading.records.append(
                PhotoRecord(
                    path,
                    facts | machine,
                    frozenset(machine),
                    tuple(albums[row["id"]]),
                    taken=taken.local if taken else None,
                )
            )
    return reading


def _captions(database: sqlite3.Connection) -> dict[int, str]:
    if not has_table(database, "AgLibraryIPTC"):
        return {}
    rows = database.execute("SELECT image, caption FROM AgLibraryIPTC WHERE caption <> ''")
    return {row["image"]: row["caption"] for row in rows}


def _positions(database: sqlite3.Connection) -> dict[int, Facts]:
    if not has_table(database, "AgHarvestedExifMetadata"):
        return {}
    rows = database.execute(
        "SELECT image, gpsLatitude AS lat, gpsLongitude AS lon FROM AgHarvestedExifMetadata WHERE hasGPS = 1"
    )
    return {row["image"]: place_fact(on_earth(row["lat"], row["lon"], None)) for row in rows}


def _keywords(database: sqlite3.Connection) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    words: dict[int, list[str]] = defaultdict(list)
    people: dict[int, list[str]] = defaultdict(list)
    if has_table(database, "AgLibraryKeywordImage"):
        sql = (
            "SELECT k.image, w.name, w.keywordType FROM AgLibraryKeywordImage k "
            "JOIN AgLibraryKeyword w ON w.id_local = k.tag WHERE w.name IS NOT NULL "
            "ORDER BY k.image, w.id_local"
        )
        for row in database.execute(sql):
            (people if row["keywordType"] == _PERSON else words)[row["image"]].append(row["name"])
    return words, people


def _faces(database: sqlite3.Connection) -> dict[int, list[PersonTag]]:
    """Photo -> the faces that somebody named, with boxes where the picture lies as it is stored: in which of
    the two the corners of a turned one are measured nobody says."""
    found: dict[int, list[PersonTag]] = defaultdict(list)
    if not {"tl_x", "br_y"} <= _columns(database, "AgLibraryFace") or not has_table(
        database, "AgLibraryKeywordFace"
    ):
        return found
    turned = "i.orientation" if "orientation" in _columns(database, "Adobe_images") else "NULL"
    sql = (
        f"SELECT f.image, k.name, f.tl_x, f.tl_y, f.br_x, f.br_y, {turned} AS turned FROM AgLibraryFace f "
        "JOIN AgLibraryKeywordFace n ON n.face = f.id_local JOIN AgLibraryKeyword k ON k.id_local = n.tag "
        "JOIN Adobe_images i ON i.id_local = f.image WHERE k.name IS NOT NULL AND n.userPick = 1 "
        "AND coalesce(n.userReject, 0) = 0 ORDER BY f.image, f.id_local"
    )
    for row in database.execute(sql):
        left, top, right, bottom = (number(row[name]) for name in ("tl_x", "tl_y", "br_x", "br_y"))
        tag = PersonTag(row["name"])
        if row["turned"] in _AS_STORED and None not in (left, top, right, bottom):
            tag = boxed(
                row["name"], left, top, (right or 0.0) - (left or 0.0), (bottom or 0.0) - (top or 0.0)
            )
        found[row["image"]].append(tag)
    return found


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {row["name"] for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _collections(database: sqlite3.Connection) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if has_table(database, "AgLibraryCollectionImage"):
        sql = (
            "SELECT m.image, c.name FROM AgLibraryCollectionImage m "
            "JOIN AgLibraryCollection c ON c.id_local = m.collection "
            "WHERE c.creationId = 'com.adobe.ag.library.collection' AND c.name IS NOT NULL "
            "ORDER BY m.image, c.name"
        )
        for row in database.execute(sql):
            found[row["image"]].append(row["name"])
    return found
