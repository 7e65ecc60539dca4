"""Which record of an export is which picture's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photos_ml.indexer.exports import RecordMatch, claim, is_album_record, is_titled, record_of
from photos_ml.indexer.metadata import read_metadata
from photos_ml.indexer.scan import group_files, walk
from photos_ml.store import FileStat
from photos_ml.types import Kind, Metadata
from tests.metadata.conftest import Make, exif_bytes

LONG = "20190812_Hochzeit von Ines & Paul am See, Teil 3"
"""48 characters: with '.jpg' longer than a record's name may be."""


def records(photo: str, *beside: str) -> list[str]:
    """Names of the records that go with a photo among the files of a folder."""
    groups = group_files(1, "/", "", [FileStat(name, 1, 1) for name in (photo, *beside)])
    return next([s.name for s in group.sidecars] for group in groups if group.primary.name == photo)


@pytest.mark.parametrize(
    ("photo", "record"),
    [
        ("Ferien.jpg", "Ferien.jpg.json"),
        ("Ferien.jpg", "Ferien.jpg.s.json"),
        ("Ferien.jpg", "Ferien.jpg.supplemental-meta.json"),
        ("Ferien(3).jpg", "Ferien.jpg(3).json"),
        ("Ferien(3).jpg", "Ferien(3).jpg.json"),
        ("Ferien(3).jpg", "Ferien(3).jpg.supplemental-metadata.json"),
        ("Ferien(3).jpg", "Ferien.jpg.supplemental-m(3).json"),
        ("FERIEN.JPG", "ferien.jpg.json"),
        ("Ferien", "Ferien.json"),
        ("Ferien.jpg", "Ferien.json"),
        (f"{LONG[:47]}.jpg", f"{LONG[:46]}.json"),
        (f"{LONG[:47]}(1).jpg", f"{LONG[:46]}(1).json"),
        (f"{LONG[:44]}.jpg", f"{LONG[:44]}.j.json"),
        (f"{LONG[:40]}.heic", f"{LONG[:40]}.heic..json"),
        ("夏休みの海の思い出の写真アルバム二〇一九年八月.jpg", "夏休みの海の思い出の写真アルバム.json"),
        ("Ferien-edited.jpg", "Ferien.jpg.supplemental-metadata.json"),
        ("Ferien-edited(2).jpg", "Ferien.jpg.supplemental-metadata(2).json"),
        ("Ferien-redigerad.jpg", "Ferien.jpg.json"),
        ("Ferien-đã chỉnh sửa.jpg", "Ferien.jpg.json"),
        ("Ferien-редактировано.jpg", "Ferien.heic.json"),
        ("Ferien.mp4", "Ferien.heic.supplemental-metadata.json"),
        ("Ferien(1).mp4", "Ferien.heic.supplemental-metadata(1).json"),
    ],
)
def test_a_record_goes_with(photo: str, record: str) -> None:
    assert records(photo, record, "Winter.jpg.json") == [record]
    assert claim(record, photo) is not None


@pytest.mark.parametrize(
    ("photo", "record"),
    [
        ("Ferien.jpg", "Ferien.jpg(1).json"),
        ("Ferien(1).jpg", "Ferien.jpg.json"),
        ("Ferien.jpg", "Ferien2.jpg.json"),
        ("Ferien2.jpg", "Ferien.jpg.json"),
        ("Ferien-2.jpg", "Ferien.jpg.json"),
        ("Ferien-edited(2).jpg", "Ferien.jpg.json"),
        ("Ferien.jpg", "Ferien-edited.jpg.json"),
        ("IMG_20190812_120000_x.jpg", "IMG_20190812_120000.json"),
        ("Ferien(1).mp4", "Ferien.heic.supplemental-metadata(2).json"),
    ],
)
def test_a_neighbours_record_does_not(photo: str, record: str) -> None:
    assert records(photo, record) == []
    assert claim(record, photo) is None


def test_the_exact_record_keeps_all_others_away() -> None:
    beside = ("Ferien.jpg.json", "Ferien-edited.jpg.json", "Ferien.heic.json")
    assert records("Ferien-edited.jpg", *beside) == ["Ferien-edited.jpg.json"]


def test_letter_case_and_unicode_form_tell_apart_what_is_there_in_both() -> None:
    names = ("See.jpg", "see.JPG", "See.jpg.xmp", "see.JPG.xmp", "see.JPG.json", "See.jpg.json")
    groups = group_files(1, "/", "", [FileStat(name, 1, 1) for name in names])
    assert {g.primary.name: [s.name for s in g.sidecars] for g in groups} == {
        "See.jpg": ["See.jpg.xmp", "See.jpg.json"],
        "see.JPG": ["see.JPG.xmp", "see.JPG.json"],
    }
    assert records("see.JPG", "See.jpg.xmp", "See.jpg") == []
    assert records("Fe\u0301rien.jpg", "F\u00e9rien.jpg.xmp", "f\u00e9rien.xmp") == [
        "F\u00e9rien.jpg.xmp", "f\u00e9rien.xmp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "photo", "how", "number", "agrees"),
    [
        ("Ines & Paul.jpg", "Ines _ Paul.jpg", RecordMatch.CUT, 0, True),
        ("Ines &amp; Paul&#39;s.jpg", "Ines _ Paul_s.jpg", RecordMatch.CUT, 0, True),
        ("IMG_10.jpg", "IMG_1.jpg", RecordMatch.CUT, 0, False),
        ("IMG_1", "IMG_1.jpg", RecordMatch.CUT, 0, True),
        (f"{LONG} und 4.jpg", f"{LONG[:47]}.jpg", RecordMatch.CUT, 0, True),
        (f"{LONG[:40]} anders.jpg", f"{LONG[:47]}.jpg", RecordMatch.CUT, 0, False),
        (f"{LONG[:47]}.jpg", f"{LONG[:47]}(1).jpg", RecordMatch.CUT, 1, True),
        (f"{LONG[:47]}.jpg", f"{LONG[:47]}(1).jpg", RecordMatch.CUT, 0, False),
        ("IMG_1.HEIC", "IMG_1.mp4", RecordMatch.SHARED, 0, True),
        ("IMG_1.HEIC", "IMG_1-modifié.jpg", RecordMatch.SHARED, 0, True),
        ("Winter.HEIC", "IMG_1-modifié.jpg", RecordMatch.SHARED, 0, False),
        ("Winter.jpg", "renamed by hand.jpg", RecordMatch.EXACT, 0, True),
        ("", "IMG_1.jpg", RecordMatch.CUT, 0, True),
    ],
)
def test_titles_prove(title: str, photo: str, how: RecordMatch, number: int, agrees: bool) -> None:
    assert is_titled(title, photo, how, number) is agrees


def test_two_long_names_cut_to_the_same_are_told_by_their_titles(make: Make, tmp_path: Path) -> None:
    stem = LONG[:46]
    paths = [make(f"{stem}{letter}.jpg") for letter in "AB"]
    write(tmp_path / f"{stem}.json", f"{stem}B.jpg", description="the second")
    write(tmp_path / f"{stem}(1).json", f"{stem}A.jpg", description="the first")
    assert [read(path, tmp_path).caption for path in paths] == ["the first", "the second"]


def test_an_edited_copy_has_what_its_originals_record_says(make: Make, tmp_path: Path) -> None:
    copy = make("Ferien-bewerkt.jpg")
    write(
        tmp_path / "Ferien.jpg.supplemental-metadata.json",
        "Ferien.jpg",
        people=[{"name": "Ines"}],
        favorited=True,
        geoData={"latitude": 47.5, "longitude": 9.7, "altitude": 0.0},
    )
    found = read(copy, tmp_path)
    assert (found.favorite, [tag.name for tag in found.people]) == (True, ["Ines"])
    assert found.position is not None
    assert found.taken is not None
    assert found.taken.day.isoformat() == "2020-07-04"


def test_a_shared_record_of_another_time_says_nothing(make: Make, tmp_path: Path) -> None:
    other = make("Ferien-alt.jpg", exif=exif_bytes(details={0x9003: "2011:01:02 03:04:05"}))
    write(tmp_path / "Ferien.jpg.json", "Ferien.jpg", favorited=True)
    found = read(other, tmp_path)
    assert not found.favorite
    assert found.taken is not None
    assert found.taken.local.year == 2011


def test_albums_archive_and_trash(make: Make, tmp_path: Path) -> None:
    path = make("Ferien.jpg")
    write(tmp_path / "Ferien.jpg.json", "Ferien.jpg", archived=True, trashed=True)
    (tmp_path / "Metadaten.json").write_text(json.dumps({"title": "Bodensee: die Hochzeit"}))
    found = read(path, tmp_path)
    assert found.albums == ("Bodensee: die Hochzeit",)
    assert found.kinds == frozenset({Kind.ARCHIVED, Kind.TRASHED})
    (tmp_path / "Metadaten.json").write_text(json.dumps({"albumData": {"title": "2019"}}))
    assert read(path, tmp_path).albums == ("2019",)
    (tmp_path / "Metadaten.json").write_text("[]")
    assert (read(path, tmp_path).albums, read(path, tmp_path).problems) == ((), ())


PICASA = b"""[Picasa]
name=Lake
[Ferien.JPG]
star=yes
caption=Der Hafen
keywords=harbour,boats
faces=rect64(3f845bcb59418507),9a1;rect64(9eb15e89b6b584c1),ffffffffffffffff;rect64(1),b2
hidden=yes
[Contacts2]
9a1=Ines M\xc3\xbcller;;
not a line of it
"""


def test_picasas_file_of_a_folder(make: Make, tmp_path: Path) -> None:
    path, other = make("Ferien.jpg"), make("Winter.jpg")
    (tmp_path / ".picasa.ini").write_bytes(PICASA)
    found = read(path, tmp_path)
    assert (found.favorite, found.caption, found.keywords) == (True, "Der Hafen", ("harbour", "boats"))
    (face,) = found.people
    assert face.name == "Ines Müller"
    assert face.box == pytest.approx((0x3F84 / 65535, 0x5BCB / 65535, 0x19BD / 65535, 0x293C / 65535))
    assert found.kinds == {Kind.ARCHIVED}
    untold = read(other, tmp_path)
    assert (untold.favorite, untold.caption, untold.people, untold.kinds) == (False, "", (), frozenset())
    (tmp_path / ".picasa.ini").write_bytes(b"\xff\xfe[]=\0")
    assert read(path, tmp_path).problems == ()


def test_a_walk_takes_picasas_file_for_no_photo(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"a")
    (tmp_path / ".picasa.ini").write_bytes(PICASA)
    (listing,) = walk(1, tmp_path)
    assert [(g.primary.name, [s.name for s in g.sidecars]) for g in listing.groups] == [
        ("a.jpg", [".picasa.ini"])
    ]


@pytest.mark.parametrize(
    ("name", "album"),
    [
        ("metadata.json", True),
        ("Metadata(2).json", True),
        ("métadonnées.json", True),
        ("metadatos.json", True),
        ("метаданные.json", True),
        ("IMG_1.jpg.supplemental-metadata.json", False),
        ("print-subscriptions.json", False),
    ],
)
def test_albums_records_by_name(name: str, album: bool) -> None:
    assert is_album_record(name) is album


def test_parts_of_a_records_name() -> None:
    assert record_of("IMG_1.jpg.supplemental-metadata(4).json") == ("IMG_1.jpg", 4)
    assert record_of("IMG_1(4).jpg.suppl.json") == ("IMG_1(4).jpg", 0)
    assert record_of("(4).json") == ("(4)", 0)


def write(path: Path, title: str, **values: object) -> None:
    body = {"title": title, "photoTakenTime": {"timestamp": "1593866096"}, **values}
    path.write_text(json.dumps(body), encoding="utf-8")


def read(path: Path, folder: Path) -> Metadata:
    """As the indexer reads it, with the sidecars that a scan gives it."""
    files = [FileStat(found.name, 1, 1) for found in sorted(folder.iterdir())]
    group = next(g for g in group_files(1, str(folder), "", files) if g.primary.name == path.name)
    beside = [group.path_of(sidecar) for sidecar in group.sidecars]
    return read_metadata(path, sidecars=beside)
