"""Sidecars, RAW files and clips: what belongs to a photo changes what is known of it, not its vector."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from photos_ml.store import FileRole, Mark, PhotoFilter
from photos_ml.types import Kind

Paint = Callable[..., Path]

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmp:Rating="{rating}"><dc:subject><rdf:Bag><rdf:li>{keyword}</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def write_xmp(path: Path, keyword: str, rating: int = 3) -> Path:
    path.write_text(XMP.format(keyword=keyword, rating=rating))
    return path


def roles(studio: Any, name: str) -> dict[str, FileRole]:
    group = studio.library.photos.group_of(studio.at(name).id)
    return {file.name: role for role, file in group.files}


def test_sidecar_that_comes_changes_and_goes_changes_metadata_alone(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "a.jpg", 1)
    studio.index()
    before = studio.at("a.jpg").id
    xmp = write_xmp(studio.photos / "a.jpg.xmp", "harbour")
    assert studio.counts() == {"unchanged": 1}
    assert (studio.at("a.jpg").metadata.keywords, studio.at("a.jpg").metadata.rating) == (("harbour",), 3)
    assert studio.library.match_ids("harbour").tolist() == [before]
    write_xmp(xmp, "lighthouse", 5)
    assert studio.counts() == {"unchanged": 1}
    assert studio.library.match_ids("harbour").tolist() == []
    assert studio.library.photo_ids(PhotoFilter(min_rating=5)).tolist() == [before]
    xmp.unlink()
    assert studio.counts() == {"unchanged": 1}
    assert studio.at("a.jpg").metadata.keywords == ()
    assert studio.at("a.jpg").id == before
    assert studio.encoder.encoded == 1


def test_specific_sidecar_wins_over_the_general_one(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "IMG.JPG", 1)
    write_xmp(studio.photos / "img.xmp", "general", 1)
    write_xmp(studio.photos / "IMG.jpg.xmp", "specific", 5)
    studio.index()
    metadata = studio.at("IMG.JPG").metadata
    assert metadata.rating == 5
    assert "specific" in metadata.keywords
    assert roles(studio, "IMG.JPG")["img.xmp"] is FileRole.SIDECAR


def test_takeout_record_gives_its_caption(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "IMG_1.jpg", 1)
    record = '{"title": "IMG_1.jpg", "description": "Grandma on the ferry", "favorited": true,'
    record += ' "photoTakenTime": {"timestamp": "1600000000"}}'
    (studio.photos / "IMG_1.jpg.supplemental-metadata.json").write_text(record)
    studio.index()
    assert studio.at("IMG_1.jpg").metadata.caption == "Grandma on the ferry"
    assert studio.at("IMG_1.jpg").metadata.favorite


def test_an_album_of_an_export_is_found_by_its_name(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "Lake_/IMG_1.jpg", 1)
    studio.index()
    (studio.photos / "Lake_/metadata.json").write_text('{"title": "Lake: the regatta"}')
    assert studio.counts() == {"unchanged": 1}
    assert studio.library.match_ids("regatta").tolist() == [studio.at("Lake_/IMG_1.jpg").id]
    (studio.photos / "Lake_/metadata.json").unlink()
    studio.index()
    assert studio.library.match_ids("regatta").tolist() == []


def test_what_another_program_put_aside_is_not_browsed(studio: Any, painter: Paint) -> None:
    for number, aside in enumerate(("", "archived", "trashed")):
        painter(studio.photos / f"IMG_{number}.jpg", number)
        record = {"title": f"IMG_{number}.jpg", "photoTakenTime": {"timestamp": "1600000000"}, aside: True}
        (studio.photos / f"IMG_{number}.jpg.json").write_text(json.dumps(record))
    studio.index()
    plain, archived, trashed = (studio.at(f"IMG_{number}.jpg").id for number in range(3))
    library = studio.library

    def shown(**options: Any) -> list[int]:
        return sorted(i for month in library.timeline(**options) for i in month.ids)

    assert shown() == [plain]
    assert shown(hidden=True) == [archived, trashed]
    assert shown(only=[plain, archived, trashed]) == [plain, archived]
    assert library.photo_ids(PhotoFilter()).tolist() == [plain, archived]
    assert library.marks.not_browsed() == {archived, trashed}
    library.marks.set_all([archived, trashed], Mark.HIDE, on=False)
    assert shown() == [plain, archived, trashed]
    library.marks.set(archived, Mark.HIDE, on=True)
    assert library.marks.hidden() == {archived}


def test_raw_beside_its_jpeg_is_one_photo(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "IMG_1.JPG", 1)
    (studio.photos / "IMG_1.CR2").write_bytes(b"raw bytes that nobody needs to read")
    assert studio.counts() == {"new": 1, "embedded": 1}
    assert roles(studio, "IMG_1.JPG") == {"IMG_1.JPG": FileRole.PRIMARY, "IMG_1.CR2": FileRole.RAW}
    assert Kind.RAW in studio.at("IMG_1.JPG").metadata.kinds
    assert studio.counts() == {"unchanged": 1}


def test_clip_beside_its_still_is_one_live_photo(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "IMG_2.JPG", 1)
    (studio.photos / "IMG_2.MOV").write_bytes(b"three seconds")
    assert studio.counts() == {"new": 1, "embedded": 1}
    assert Kind.LIVE in studio.at("IMG_2.JPG").metadata.kinds
    (studio.photos / "IMG_2.MOV").unlink()
    assert studio.counts() == {"unchanged": 1}
    assert studio.at("IMG_2.JPG").metadata.kinds == frozenset()
    assert studio.encoder.encoded == 1


def test_photo_keeps_its_id_when_its_primary_file_changes_hands(studio: Any, painter: Paint) -> None:
    """A HEIC-like pair: the file that stays was a companion before, and the other way round."""
    painter(studio.photos / "IMG_3.tif", 1)
    studio.index()
    before = studio.at("IMG_3.tif").id
    painter(studio.photos / "IMG_3.dng", 2)
    assert studio.counts() == {"unchanged": 1}
    assert roles(studio, "IMG_3.tif") == {"IMG_3.tif": FileRole.PRIMARY, "IMG_3.dng": FileRole.RAW}
    (studio.photos / "IMG_3.tif").unlink()
    report = studio.index()
    assert report.counts.gone == 0
    assert studio.library.photos.count() == 1
    assert report.counts.changed + report.counts.failed == 1
    if report.counts.changed:
        assert studio.at("IMG_3.dng").id == before


def test_renamed_pair_moves_with_its_sidecar(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "a.jpg", 1)
    write_xmp(studio.photos / "a.xmp", "harbour")
    studio.index()
    before = studio.at("a.jpg").id
    for name in ("a.jpg", "a.xmp"):
        (studio.photos / name).rename(studio.photos / name.replace("a", "b", 1))
    assert studio.counts() == {"moved": 1}
    assert studio.at("b.jpg").id == before
    assert studio.at("b.jpg").metadata.keywords == ("harbour",)
    assert studio.library.match_ids('name : "a"').tolist() == []
    assert studio.library.match_ids('name : "b"').tolist() == [before]
