"""What each program wrote is read: its albums, people, captions, ratings; and what is broken says so."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.record import ForeignLibrary
from photos_ml.indexer.imports.sources import SOURCES, reader_of
from photos_ml.indexer.imports.taking import take
from photos_ml.store import Library, PhotoFilter
from photos_ml.types import Metadata
from tests.store.conftest import Shelf

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmp:Rating="4">'
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The harbour</rdf:li></rdf:Alt></dc:description>'
    "<digiKam:TagsList><rdf:Seq><rdf:li>sea</rdf:li><rdf:li>People/Ines</rdf:li></rdf:Seq></digiKam:TagsList>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def takeout(path: Path) -> Path:
    for name, more in (("IMG_1.jpg", {"description": "The harbour"}), ("Ferien.HEIC", {"favorited": True})):
        said = {
            "title": name,
            "photoTakenTime": {"timestamp": "1556697600"},
            "people": [{"name": "Ines"}],
            **more,
        }
        folder = path / "Takeout" / "Google Photos" / ("2019" if "IMG" in name else "2020")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.supplemental-metadata.json").write_text(json.dumps(said))
        (folder / "metadata.json").write_text(json.dumps({"title": "At the sea"}))
    (path / "Takeout" / "user-generated-memory-titles.json").write_text("{}")
    return path


def takeout_zip(path: Path) -> Path:
    takeout(path / "plain")
    for part, year in enumerate(("2019", "2020")):
        with zipfile.ZipFile(path / f"takeout-{part:03}.zip", "w") as whole:
            for file in sorted((path / "plain").rglob("*.json")):
                if year in file.parts:
                    whole.write(file, file.relative_to(path / "plain").as_posix())
    for file in (path / "plain").rglob("*.json"):
        file.unlink()
    return path


def sidecars(path: Path) -> Path:
    (path / "2019").mkdir(parents=True)
    (path / "2019" / "IMG_1.jpg.xmp").write_text(XMP)
    (path / "2020").mkdir()
    (path / "2020" / "Ferien.xmp").write_text(XMP)
    return path


def digikam(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    database = sqlite3.connect(path / "digikam4.db")
    database.executescript("""
        CREATE TABLE AlbumRoots (id INTEGER PRIMARY KEY, label TEXT, status INTEGER, type INTEGER,
            identifier TEXT, specificPath TEXT);
        CREATE TABLE Albums (id INTEGER PRIMARY KEY, albumRoot INTEGER, relativePath TEXT, date DATE,
            caption TEXT, collection TEXT, icon INTEGER);
        CREATE TABLE Images (id INTEGER PRIMARY KEY, album INTEGER, name TEXT, status INTEGER,
            category INTEGER, modificationDate DATETIME, fileSize INTEGER, uniqueHash TEXT);
        CREATE TABLE ImageInformation (imageid INTEGER PRIMARY KEY, rating INTEGER, creationDate DATETIME,
            digitizationDate DATETIME, orientation INTEGER, width INTEGER, height INTEGER, format TEXT);
        CREATE TABLE ImagePositions (imageid INTEGER PRIMARY KEY, latitude TEXT, latitudeNumber REAL,
            longitude TEXT, longitudeNumber REAL, altitude REAL);
        CREATE TABLE ImageComments (id INTEGER PRIMARY KEY, imageid INTEGER, type INTEGER, language TEXT,
            author TEXT, date DATETIME, comment TEXT);
        CREATE TABLE Tags (id INTEGER PRIMARY KEY, pid INTEGER, name TEXT, icon INTEGER, iconkde TEXT);
        CREATE TABLE TagProperties (tagid INTEGER, property TEXT, value TEXT);
        CREATE TABLE ImageTags (imageid INTEGER, tagid INTEGER);
        CREATE TABLE ImageTagProperties (imageid INTEGER, tagid INTEGER, property TEXT, value TEXT);
        INSERT INTO AlbumRoots VALUES (1, 'Pictures', 0, 1, 'volumeid:?uuid=1', '/home/ines/pictures');
        INSERT INTO Albums (id, albumRoot, relativePath) VALUES (1, 1, '/2019'), (2, 1, '/2020');
        INSERT INTO Images (id, album, name, status) VALUES (1, 1, 'IMG_1.jpg', 1), (2, 2, 'Ferien.HEIC', 1),
            (3, 2, 'gone.jpg', 4), (4, 2, 'elsewhere.jpg', 1);
        INSERT INTO ImageInformation (imageid, rating, creationDate, orientation, width, height)
            VALUES (1, 4, '2019-05-01T10:00:00', 6, 300, 400), (2, -1, NULL, 1, 400, 300);
        INSERT INTO ImagePositions (imageid, latitudeNumber, longitudeNumber, altitude)
            VALUES (1, 38.7, -9.1, NULL);
        INSERT INTO ImageComments (imageid, type, comment) VALUES (1, 1, 'The harbour'), (1, 3, 'Titled');
        INSERT INTO Tags VALUES (1, 0, 'Places', NULL, NULL), (2, 1, 'sea', NULL, NULL),
            (3, 0, 'People', NULL, NULL), (4, 3, 'Ines', NULL, NULL),
            (5, 0, '_Digikam_Internal_Tags_', NULL, NULL), (6, 5, 'Pick Label Accepted', NULL, NULL);
        INSERT INTO Tags VALUES (7, 3, 'Unknown', NULL, NULL);
        INSERT INTO TagProperties VALUES (4, 'person', 'Ines'), (7, 'person', NULL),
            (7, 'unknownPerson', NULL);
        INSERT INTO ImageTags VALUES (1, 2), (1, 4), (2, 4), (2, 6), (1, 7);
        INSERT INTO ImageTagProperties
            VALUES (1, 4, 'tagRegion', '<rect x="40" y="30" width="80" height="60"/>'),
                (1, 7, 'autodetectedFace', '<rect x="140" y="30" width="80" height="60"/>');
    """)
    database.commit()
    database.close()
    return path


def lightroom(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    database = sqlite3.connect(path / "Photos.lrcat")
    database.executescript("""
        CREATE TABLE AgLibraryRootFolder (id_local INTEGER PRIMARY KEY, absolutePath, name);
        CREATE TABLE AgLibraryFolder (id_local INTEGER PRIMARY KEY, pathFromRoot, rootFolder INTEGER);
        CREATE TABLE AgLibraryFile (id_local INTEGER PRIMARY KEY, baseName, extension, folder INTEGER);
        CREATE TABLE Adobe_images (id_local INTEGER PRIMARY KEY, rootFile INTEGER, rating, pick,
            captureTime, orientation);
        CREATE TABLE AgLibraryFace (id_local INTEGER PRIMARY KEY, bl_x, bl_y, br_x, br_y, image INTEGER,
            tl_x, tl_y, tr_x, tr_y);
        CREATE TABLE AgLibraryKeywordFace (id_local INTEGER PRIMARY KEY, face INTEGER, tag INTEGER, userPick,
            userReject);
        CREATE TABLE AgLibraryIPTC (id_local INTEGER PRIMARY KEY, image INTEGER, caption);
        CREATE TABLE AgHarvestedExifMetadata (id_local INTEGER PRIMARY KEY, image INTEGER, hasGPS,
            gpsLatitude, gpsLongitude);
        CREATE TABLE AgLibraryKeyword (id_local INTEGER PRIMARY KEY, name, keywordType, parent);
        CREATE TABLE AgLibraryKeywordImage (id_local INTEGER PRIMARY KEY, image INTEGER, tag INTEGER);
        CREATE TABLE AgLibraryCollection (id_local INTEGER PRIMARY KEY, name, creationId);
        CREATE TABLE AgLibraryCollectionImage (id_local INTEGER PRIMARY KEY, image INTEGER,
            collection INTEGER);
        INSERT INTO AgLibraryRootFolder VALUES (1, 'C:/Users/Ines/Pictures/', 'Pictures');
        INSERT INTO AgLibraryFolder VALUES (1, '2019/', 1), (2, '2020/', 1);
        INSERT INTO AgLibraryFile VALUES (1, 'IMG_1', 'jpg', 1), (2, 'Ferien', 'HEIC', 2);
        INSERT INTO Adobe_images VALUES (1, 1, 4.0, 0.0, '2019-05-01T10:00:00', 'AB'),
            (2, 2, NULL, 1.0, NULL, 'BC');
        INSERT INTO AgLibraryFace VALUES (1, 0.2, 0.5, 0.4, 0.5, 1, 0.2, 0.3, 0.4, 0.3),
            (2, 0.2, 0.5, 0.4, 0.5, 1, 0.6, 0.3, 0.8, 0.3), (3, 0.2, 0.5, 0.4, 0.5, 2, 0.2, 0.3, 0.4, 0.3);
        INSERT INTO AgLibraryKeywordFace VALUES (1, 1, 3, 1, 0), (2, 2, 4, 0, 0), (3, 3, 3, 1, NULL);
        INSERT INTO AgLibraryIPTC VALUES (1, 1, 'The harbour');
        INSERT INTO AgHarvestedExifMetadata VALUES (1, 1, 1, 38.7, -9.1);
        INSERT INTO AgLibraryKeyword VALUES (1, NULL, NULL, NULL), (2, 'sea', NULL, 1),
            (3, 'Ines', 'person', 1), (4, 'Guessed', 'person', 1);
        INSERT INTO AgLibraryKeywordImage VALUES (1, 1, 2), (2, 1, 3), (3, 2, 3);
        INSERT INTO AgLibraryCollection VALUES (1, 'At the sea', 'com.adobe.ag.library.collection');
        INSERT INTO AgLibraryCollectionImage VALUES (1, 1, 1), (2, 2, 1);
    """)
    database.commit()
    database.close()
    return path


def picasa(path: Path) -> Path:
    ini = (
        "[.album:abc]\nname=At the sea\n[IMG_1.jpg]\ncaption=The harbour\nkeywords=sea\nstar=yes\n"
        "albums=abc\nfaces=rect64(3f845bcb59418507),9a1\n"
    )
    (path / "2019").mkdir(parents=True)
    (path / "2019" / ".picasa.ini").write_text(ini)
    (path / "contacts.xml").write_text('<contacts><contact id="9a1" name="Ines"/></contacts>')
    return path


def apple(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    face = {"name": "Ines", "mwg_rs_area": {"x": 0.3, "y": 0.4, "w": 0.2, "h": 0.2}}
    one = {
        "uuid": "A", "original_filename": "IMG_1.jpg", "date": "2019-05-01T10:00:00+02:00",
        "description": "The harbour", "keywords": ["sea"], "albums": ["At the sea"], "persons": ["Ines"],
        "faces": {"Ines": [face]}, "favorite": True, "hidden": False, "latitude": 38.7, "longitude": -9.1,
    }  # fmt: skip
    other = {
        "uuid": "B",
        "original_filename": "Ferien.HEIC",
        "persons": ["Ines", "_UNKNOWN_"],
        "albums": ["At the sea"],
    }
    (path / "photos.json").write_text(json.dumps([one, other]))
    return path


def apple_beside(path: Path) -> Path:
    """As osxphotos 0.77 wrote it on Linux with --sidecar json."""
    area = {"X": 0.25, "Y": 0.4, "W": 0.1, "H": 0.2, "Unit": "normalized"}
    said = {
        "SourceFile": "IMG_1.jpg", "ExifTool:ExifToolVersion": "12.00", "File:FileName": "IMG_1.jpg",
        "EXIF:ImageDescription": "The harbour", "XMP:Description": "The harbour", "IPTC:Keywords": ["sea"],
        "XMP:Subject": ["sea"], "XMP:TagsList": ["sea"], "XMP:PersonInImage": ["Ines"],
        "XMP-mwg-rs:RegionInfo": {
            "AppliedToDimensions": {"W": 400, "H": 300, "Unit": "pixel"},
            "RegionList": [{"Name": "Ines", "Type": "Face", "Area": area}],
        },
        "XMP:Rating": 5, "EXIF:DateTimeOriginal": "2019:05:01 10:00:00", "EXIF:OffsetTimeOriginal": "+02:00",
        "EXIF:ModifyDate": "2019:06:01 10:00:00",
    }  # fmt: skip
    (path / "2019").mkdir(parents=True)
    (path / "2019" / "IMG_1.jpg.json").write_text(json.dumps([said]))
    return path


def immich(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    face = {"imageWidth": 400, "imageHeight": 300, "boundingBoxX1": 40, "boundingBoxY1": 30}
    face |= {"boundingBoxX2": 120, "boundingBoxY2": 90}
    one = {
        "id": "a", "originalFileName": "IMG_1.jpg", "originalPath": "/data/library/2019/IMG_1.jpg",
        "localDateTime": "2019-05-01T10:00:00.000Z", "isFavorite": True, "isArchived": False,
        "exifInfo": {"description": "The harbour", "rating": 4, "latitude": 38.7, "longitude": -9.1},
        "people": [{"name": "Ines", "faces": [face]}], "tags": [{"value": "Places/sea"}],
    }  # fmt: skip
    other = {"id": "b", "originalFileName": "Ferien.HEIC", "isArchived": True, "people": [{"name": "Ines"}]}
    (path / "assets.json").write_text(json.dumps({"assets": {"items": [one, other]}}))
    (path / "album.json").write_text(json.dumps({"albumName": "At the sea", "assets": [one, other]}))
    return path


def photoprism(path: Path) -> Path:
    for folder in ("sidecar/2019", "sidecar/2020", "albums/album"):
        (path / folder).mkdir(parents=True)
    (path / "sidecar/2019/IMG_1.yml").write_text(
        'UID: p1\nType: image\nTitle: "Titled"\nTitleSrc: manual\nDescription: The harbour\n'
        "TakenAt: 2019-05-01T08:00:00Z\nFavorite: true\nLat: 38.7\nLng: -9.1\nPlaceSrc: manual\n"
        "Details:\n  Keywords: sea, blue\n  KeywordsSrc: manual\nCreatedAt: 2020-01-01T00:00:00Z\n"
    )
    (path / "sidecar/2020/Ferien.yml").write_text("UID: p2\nTitle: Ferien\nTakenAt: 2020-05-04T08:00:00Z\n")
    (path / "albums/album/x.yml").write_text("UID: a1\nTitle: At the sea\nPhotos:\n- UID: p1\n- UID: p2\n")
    return path


MAKERS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "takeout": ("takeout", takeout),
    "takeout in parts": ("takeout", takeout_zip),
    "xmp": ("xmp", sidecars),
    "digikam": ("digikam", digikam),
    "digikam's sidecars": ("digikam", sidecars),
    "lightroom": ("lightroom", lightroom),
    "lightroom's sidecars": ("lightroom", sidecars),
    "picasa": ("picasa", picasa),
    "apple": ("apple", apple),
    "apple beside": ("apple", apple_beside),
    "apple's sidecars": ("apple", sidecars),
    "immich": ("immich", immich),
    "photoprism": ("photoprism", photoprism),
}
WITHOUT = {
    "sea": ("takeout", "takeout in parts"),
    "Ines": ("photoprism",),
    "At the sea": (
        *("xmp", "digikam", "digikam's sidecars", "lightroom's sidecars"),
        *("apple's sidecars", "apple beside"),
    ),
}
"""What a program does not know of, or not there."""


def state(library: Library) -> dict[int, Metadata]:
    return {photo: row.metadata for photo, row in library.photos.get([1, 2, 3, 4]).items()}


@pytest.mark.parametrize("name", MAKERS)
def test_it_is_taken_in_once_and_taken_back(library: Library, tmp_path: Path, name: str) -> None:
    source, make = MAKERS[name]
    path = make(tmp_path / "there")
    before = state(library)
    read = reader_of(source)
    foreseen = take(library, read(path), dry_run=True)
    assert state(library) == before
    done = take(library, read(path))
    assert (done.matched, done.facts, done.albums) == (foreseen.matched, foreseen.facts, foreseen.albums)
    first, other = (library.photos.get([photo])[photo].metadata for photo in (1, 4))
    assert first.caption == "The harbour"
    assert ("sea" in first.keywords) is (name not in WITHOUT["sea"])
    assert ([tag.name for tag in first.people] == ["Ines"]) is (name not in WITHOUT["Ines"])
    assert first.taken == before[1].taken, "a camera's date is believed"
    assert other.people == () or other.people[0].name == "Ines"
    assert [state(library)[photo] for photo in (2, 3)] == [before[photo] for photo in (2, 3)]
    albums = [(album.name, album.source) for album in library.albums.all()]
    assert albums == ([] if name in WITHOUT["At the sea"] else [("At the sea", f"import:{source}")])
    again = take(library, read(path))
    assert (again.changes, again.gestures) == (0, ())
    for gesture in reversed(done.gestures):
        library.acts.undo(gesture)
    assert state(library) == before
    assert library.albums.all() == []


@pytest.mark.parametrize("name", ["digikam", "apple", "immich", "picasa", "lightroom", "apple beside"])
def test_boxes_of_faces(library: Library, tmp_path: Path, name: str) -> None:
    source, make = MAKERS[name]
    take(library, reader_of(source)(make(tmp_path / "there")))
    (tag,) = library.photos.get([1])[1].metadata.people
    wanted = {
        "digikam": (0.1, 0.1, 0.2, 0.2),
        "apple": (0.2, 0.3, 0.2, 0.2),
        "apple beside": (0.2, 0.3, 0.1, 0.2),
        "lightroom": (0.2, 0.3, 0.2, 0.2),
        "immich": (0.1, 0.1, 0.2, 0.2),
        "picasa": (0.2481, 0.3586, 0.1005, 0.1611),
    }
    assert tag.box == pytest.approx(wanted[name], abs=2e-3)


def test_edited_versions_of_apples_are_one_picture_with_their_originals(
    library: Library, tmp_path: Path
) -> None:
    """On a phone's folder the original is put aside; what is said of it holds for an exported version."""
    shelf = Shelf(library)
    phone = ("dcim/IMG_2001.HEIC", "dcim/IMG_E2001.JPG", "dcim/IMG_2002.HEIC")
    names = (*phone, "out/a.jpeg", "out/a_edited.jpeg")
    original, edited, alone, plain, other = (shelf.add(name, Metadata(width=4, height=3)) for name in names)
    folder = tmp_path / "dcim"
    folder.mkdir()
    for name in ("IMG_2001.HEIC", "IMG_E2001.JPG", "IMG_2002.HEIC"):
        (folder / name).touch()
    for name in ("IMG_2001.AAE", "IMG_2002.AAE", "IMG_9.AAE"):
        (folder / name).write_text("<plist>adjustmentFormatIdentifier</plist>")
    (folder / "notes.aae").write_text("none")
    read = reader_of("apple")(folder)
    assert read.problems == ["notes.aae: no record of adjustments"]
    done = take(library, read)
    assert (done.records, done.facts) == (1, {"archived": 1})
    assert library.marks.not_browsed() == {original}
    assert {edited, alone} <= set(library.photo_ids(PhotoFilter()).tolist())

    photo = {"uuid": "A", "original_filename": "a.jpeg", "title": "Said", "hasadjustments": True}
    unseen = {**photo, "uuid": "B", "original_filename": "IMG_2002.HEIC", "title": "Alone"}
    (tmp_path / "photos.json").write_text(json.dumps([photo, unseen]))
    done = take(library, reader_of("apple")(tmp_path / "photos.json"))
    assert (done.records, done.matched, done.unmatched) == (2, 3, [])
    rows = library.photos.get([plain, other, alone])
    titles = [rows[photo].metadata.title for photo in (plain, other, alone)]
    assert titles == ["Said", "Said", "Alone"]


BROKEN: dict[str, Callable[[Path], Any]] = {
    "nothing": lambda path: None,
    "no json": lambda path: (path / "a.json").write_text("{"),
    "another json": lambda path: (path / "a.json").write_text("[1, {}]"),
    "no database": lambda path: [(path / name).write_bytes(b"x" * 99) for name in ("digikam4.db", "a.lrcat")],
    "no zip": lambda path: (path / "a.zip").write_bytes(b"PK\3\4"),
    "no xml": lambda path: (path / "a.xmp").write_text("<x"),
    "no yaml": lambda path: (path / "a.yml").write_text("- : -\n\t["),
    "an empty database": lambda path: [(path / name).write_bytes(b"") for name in ("digikam4.db", "a.lrcat")],
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("source", SOURCES)
def test_what_is_broken_says_so_and_changes_nothing(
    library: Library, tmp_path: Path, source: str, broken: str
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    BROKEN[broken](folder)
    try:
        found = reader_of(source)(folder)
    except UsageError as error:
        assert error.hint
    else:
        assert isinstance(found, ForeignLibrary)
        assert found.records == []
        assert found.problems
        assert take(library, found).changes == 0


def test_a_source_that_nobody_reads() -> None:
    with pytest.raises(UsageError, match="flickr"):
        reader_of("flickr")
