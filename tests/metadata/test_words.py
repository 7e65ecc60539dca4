"""IPTC, PNG's texts, Google Takeout, and the cleaning and merging of words."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import PngImagePlugin

from photos_ml.indexer.metadata.facts import merged_camera, merged_people, merged_words
from photos_ml.indexer.metadata.iptc import iptc_of_photoshop, read_iptc
from photos_ml.indexer.metadata.pngtext import read_words, text_of_chunk
from photos_ml.indexer.metadata.takeout import read_takeout
from photos_ml.indexer.metadata.text import MAX_TEXT_CHARS, caption, clean, decode
from photos_ml.types import Camera, DateSource, Kind, PersonTag, Position
from tests.metadata.conftest import Make, Read, exif_bytes, iptc, photoshop, xmp

BOX = (0.1, 0.2, 0.3, 0.4)


def test_iptc_in_a_picture(make: Make, read: Read) -> None:
    block = iptc(
        (2, 5, b"Boat"),
        (2, 25, b"sea"),
        (2, 25, "Größe".encode()),
        (2, 55, b"20200704"),
        (2, 60, b"123456+0200"),
        (2, 90, b"Munich"),
        (2, 101, b"Germany"),
        (2, 120, b"A boat at sea"),
    )
    found = read(make(resources=photoshop(block)))
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == (datetime(2020, 7, 4, 12, 34, 56), 120)
    assert found.taken.source is DateSource.IPTC
    assert (found.title, found.caption, found.keywords) == ("Boat", "A boat at sea", ("sea", "Größe"))
    assert str(found.place) == "Munich, Bavaria, Germany"


def test_iptc_without_a_charset_is_latin() -> None:
    facts = read_iptc(iptc((2, 120, "Größe".encode("cp1252")), utf8=False))
    assert facts.caption == "Größe"


def test_the_headline_stands_in_for_the_title() -> None:
    assert read_iptc(iptc((2, 105, b"Headline"))).title == "Headline"
    assert read_iptc(iptc((2, 105, b"Headline"), (2, 5, b"Title"))).title == "Title"


@pytest.mark.parametrize(
    ("datasets", "local", "offset"),
    [
        ([(2, 55, b"20200704")], datetime(2020, 7, 4, 12), None),
        ([(2, 55, b"20200704"), (2, 60, b"030405-0500")], datetime(2020, 7, 4, 3, 4, 5), -300),
        ([(2, 55, b"20200704"), (2, 60, b"030405+0000")], datetime(2020, 7, 4, 3, 4, 5), None),
        ([(2, 55, b"20200704"), (2, 60, b"0304")], datetime(2020, 7, 4, 12), None),
    ],
)
def test_iptc_dates(datasets: list[tuple[int, int, bytes]], local: datetime, offset: int | None) -> None:
    (date,) = read_iptc(iptc(*datasets)).dates
    assert (date.local, date.offset_minutes) == (local, offset)


@pytest.mark.parametrize("day", [b"00000000", b"2020", b"today", b""])
def test_no_iptc_date(day: bytes) -> None:
    assert read_iptc(iptc((2, 55, day))).dates == ()


def test_an_impossible_iptc_date_is_a_problem() -> None:
    facts = read_iptc(iptc((2, 55, b"20201399")))
    assert facts.dates == ()
    assert len(facts.problems) == 1


def test_a_segment_without_iptc() -> None:
    assert iptc_of_photoshop(photoshop(b"x" * 9, resource=0x0405).removeprefix(b"Photoshop 3.0\0")) == b""
    assert iptc_of_photoshop(b"") == b""


def test_xmp_speaks_before_iptc_before_exif(make: Make, read: Read) -> None:
    parts: dict[str, Any] = {
        "exif": exif_bytes({0x10E: "by EXIF"}),
        "resources": photoshop(iptc((2, 120, b"by IPTC"))),
        "packet": xmp(dc__description="by XMP"),
    }
    captions = []
    for dropped in ("packet", "resources", None):
        captions.append(read(make(**parts)).caption)
        if dropped:
            parts.pop(dropped)
    assert captions == ["by XMP", "by IPTC", "by EXIF"]


def test_png_texts(make: Make, read: Read) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Title", "Boat")
    info.add_itxt("Description", "Größe", "de", "Beschreibung", zip=True)
    info.add_text("Creation Time", "Sat, 04 Jul 2020 12:34:56 +0200", zip=True)
    found = read(make("a.png", pnginfo=info))
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == (datetime(2020, 7, 4, 12, 34, 56), 120)
    assert (found.title, found.caption) == ("Boat", "Größe")


def test_xmp_in_png(make: Make, read: Read) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp(dc__title="Boat").decode())
    assert read(make("a.png", pnginfo=info)).title == "Boat"


def test_png_chunks_behind_the_pixels(make: Make, read: Read) -> None:
    path = make("a.png")
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(dc__title="Boat")
    chunk = len(text).to_bytes(4, "big") + b"iTXt" + text + zlib.crc32(b"iTXt" + text).to_bytes(4, "big")
    data = path.read_bytes()
    path.write_bytes(data[:-12] + chunk + data[-12:])
    assert read(path).title == "Boat"


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        (b"tEXt", b"Title\0Boat", b"Boat"),
        (b"tEXt", b"Title\0Gr\xf6\xdfe", "Größe".encode()),
        (b"tEXt", "Title\0Größe".encode(), "Größe".encode()),
        (b"zTXt", b"Title\0\0" + zlib.compress(b"Boat"), b"Boat"),
        (b"iTXt", b"Title\0\0\0de\0Titel\0Boat", b"Boat"),
        (b"iTXt", b"Title\0\1\0de\0Titel\0" + zlib.compress(b"Boat"), b"Boat"),
        (b"tEXt", b"Title", b""),
    ],
)
def test_png_text_chunks(kind: bytes, data: bytes, text: bytes) -> None:
    assert text_of_chunk(kind, data) == ("Title", text)


@pytest.mark.parametrize("date", ["", "today", "Sat, 99 Jul 2020 12:34:56 +0200", "32.13.2020"])
def test_png_without_a_date(date: str) -> None:
    assert read_words({"Creation Time": date.encode()}).dates == ()


def test_a_program_that_makes_screenshots() -> None:
    assert read_words({"Software": b"gnome-screenshot"}).kinds == {Kind.SCREENSHOT}
    assert read_words({"Software": b"GIMP"}).kinds == frozenset()


def takeout(**values: Any) -> bytes:
    return json.dumps({"title": "a.jpg", "photoTakenTime": {"timestamp": "1593866096"}, **values}).encode()


def test_takeout(make: Make, read: Read, tmp_path: Path) -> None:
    beside = tmp_path / "photo.jpg.supplemental-metadata.json"
    beside.write_bytes(
        takeout(
            description="A boat",
            favorited=True,
            people=[{"name": "Ann Lee"}, {"name": ""}, {}],
            geoData={"latitude": 48.137, "longitude": 11.575, "altitude": 520.0},
        )
    )
    found = read(make(), beside)
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == (datetime(2020, 7, 4, 14, 34, 56), 120)
    assert found.taken.source is DateSource.SIDECAR
    assert found.position == Position(48.137, 11.575, 520.0)
    assert (found.caption, found.favorite, found.people) == ("A boat", True, (PersonTag("Ann Lee"),))


def test_takeouts_zeros_are_no_position() -> None:
    nothing = {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0}
    facts = read_takeout(
        takeout(geoData=nothing, geoDataExif={"latitude": 1.0, "longitude": 2.0, "altitude": 0.0})
    )
    assert facts.position == Position(1.0, 2.0)
    assert read_takeout(takeout(geoData=nothing)).position is None


@pytest.mark.parametrize(
    "values",
    [
        {"photoTakenTime": {"timestamp": "x"}},
        {"photoTakenTime": None},
        {"photoTakenTime": {"timestamp": "9" * 30}},
        {"people": 3, "geoData": [], "description": {}, "favorited": "yes"},
        {"people": [3, None, {"name": 4}], "geoData": {"latitude": "x"}},
    ],
)
def test_odd_takeouts(values: dict[str, Any]) -> None:
    facts = read_takeout(takeout(**values))
    assert (facts.position, facts.people, facts.favorite) == (None, (), False)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"{", b"\xff\xfe", b'{"title": "other"}', b"[" * 100_000]
)
def test_what_is_no_takeout(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_takeout(data)


def test_a_foreign_json_beside_a_picture_is_a_problem(make: Make, read: Read, tmp_path: Path) -> None:
    beside = tmp_path / "photo.jpg.json"
    beside.write_text('{"favourites": []}', encoding="utf-8")
    found = read(make(), beside)
    assert len(found.problems) == 1
    assert "photo.jpg.json" in found.problems[0]


@given(st.text())
def test_cleaned_text_is_clean(text: str) -> None:
    found = clean(text)
    assert found == clean(found)
    assert len(found) <= MAX_TEXT_CHARS * 3  # normal forms may be longer
    assert not any(char in found for char in "\0\x07\x1b\ufffd")


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    assert "\0" not in decode(data)


def test_text_ends_at_the_first_zero() -> None:
    assert decode(b"Boat\0\0garbage") == "Boat"
    assert clean("  Boat \n") == "Boat"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("A boat", True), ("hdr", False), ("HDR of a boat", True), ("oplus_131072", False), ("1234", False)],
)
def test_filler(text: str, kept: bool) -> None:
    assert caption(text) == (text if kept else "")


def test_words_merge() -> None:
    assert merged_words([["Sea", " sun "], ["sea", "", "Sun;Moon"]]) == ("Sea", "sun", "Moon")


@given(st.lists(st.lists(st.text(max_size=5), max_size=4), max_size=4))
def test_merged_words_are_distinct(groups: list[list[str]]) -> None:
    found = merged_words(groups)
    assert len({word.casefold() for word in found}) == len(found)
    assert all(word == word.strip() != "" for word in found)
    assert merged_words([found]) == found


def test_people_merge() -> None:
    ann, boxed = PersonTag("Ann"), PersonTag("ann", BOX)
    assert merged_people([[ann], [boxed]]) == (boxed,)
    assert merged_people([[boxed], [ann]]) == (boxed,)
    assert merged_people([[PersonTag("Ann", BOX), PersonTag("Ann", (0, 0, 0.1, 0.1))], []])[1].name == "Ann"
    assert merged_people([[boxed], [PersonTag("Ann", (0, 0, 0.1, 0.1))]]) == (boxed,)
    assert merged_people([[ann, ann], [PersonTag("Bo")]]) == (ann, PersonTag("Bo"))


def test_cameras_merge_field_by_field() -> None:
    found = merged_camera([Camera(make="Canon", iso=100), Camera(make="Nikon", model="Z30", aperture=2.8)])
    assert found == Camera(make="Canon", model="Z30", iso=100, aperture=2.8)
