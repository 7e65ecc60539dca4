"""EXIF as a camera writes it, read through whole files."""

from __future__ import annotations

import struct
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.indexer.metadata.apple import read_maker_note
from photos_ml.indexer.tiff import NotTiffError, from_bytes, open_tiff
from photos_ml.types import DateSource, Kind
from tests.metadata.conftest import Make, Read, exif_bytes

ORIGINAL, DIGITIZED, MODIFIED = 0x9003, 0x9004, 0x132
SUBSEC, OFFSET = 0x9291, 0x9011
MUNICH_GPS = {1: "N", 2: (48.0, 8.0, 13.2), 3: "E", 4: (11.0, 34.0, 30.0)}


def test_a_full_block(make: Make, read: Read) -> None:
    exif = exif_bytes(
        {0x10E: "A boat", 0x10F: "Canon", 0x110: "Canon EOS R6", 0x4746: 4},
        {
            ORIGINAL: "2020:07:04 12:34:56",
            SUBSEC: "123",
            OFFSET: "+02:00",
            0x829A: 0.004,
            0x829D: 2.8,
            0x8827: 400,
            0x920A: 50.0,
            0xA434: "RF50mm F1.8",
        },
        {**MUNICH_GPS, 5: b"\x00", 6: 520.5},
    )
    found = read(make(exif=exif))
    assert found.taken is not None
    assert found.taken.local == datetime(2020, 7, 4, 12, 34, 56, 123_000)
    assert (found.taken.offset_minutes, found.taken.source) == (120, DateSource.EXIF)
    position = found.position
    assert position is not None
    assert (position.lat, position.lon, position.altitude_m) == pytest.approx((48.137, 11.575, 520.5))
    assert str(found.place) == "Munich, Bavaria, Germany"
    camera = found.camera
    assert (camera.make, camera.model, camera.lens) == ("Canon", "Canon EOS R6", "RF50mm F1.8")
    numbers = (camera.iso, camera.aperture, camera.exposure_s, camera.focal_mm)
    assert numbers == pytest.approx((400, 2.8, 0.004, 50.0))
    assert (found.caption, found.rating, found.problems) == ("A boat", 4, ())


@pytest.mark.parametrize(
    ("details", "base", "local"),
    [
        (
            {ORIGINAL: "2020:01:02 03:04:05", DIGITIZED: "2021:01:01 00:00:01"},
            {},
            datetime(2020, 1, 2, 3, 4, 5),
        ),
        (
            {DIGITIZED: "2021:01:01 00:00:01"},
            {MODIFIED: "2022:01:01 00:00:01"},
            datetime(2021, 1, 1, 0, 0, 1),
        ),
        ({}, {MODIFIED: "2022:01:01 00:00:01"}, datetime(2022, 1, 1, 0, 0, 1)),
        ({ORIGINAL: "0000:00:00 00:00:00"}, {MODIFIED: "2022:01:01 00:00:01"}, datetime(2022, 1, 1, 0, 0, 1)),
        ({ORIGINAL: "2099:01:01 00:00:00"}, {MODIFIED: "2022:01:01 00:00:01"}, datetime(2022, 1, 1, 0, 0, 1)),
        ({ORIGINAL: "1970:01:01 00:00:00"}, {MODIFIED: "2022:01:01 00:00:01"}, datetime(2022, 1, 1, 0, 0, 1)),
    ],
)
def test_which_date_counts(
    make: Make, read: Read, details: dict[int, str], base: dict[int, str], local: datetime
) -> None:
    found = read(make(exif=exif_bytes(base, details)))
    assert found.taken is not None
    assert (found.taken.local, found.taken.source) == (local, DateSource.EXIF)


@pytest.mark.parametrize(
    "date", ["2019:13:45 99:99:99", "2099:01:01 00:00:00", "1601:01:01 00:00:00", "no date at all"]
)
def test_a_bad_date_is_a_problem(make: Make, read: Read, date: str) -> None:
    found = read(make(exif=exif_bytes(details={ORIGINAL: date})))
    assert found.taken is not None
    assert found.taken.source is DateSource.MTIME
    assert len(found.problems) == 1


def test_an_empty_date_is_no_problem(make: Make, read: Read) -> None:
    assert read(make(exif=exif_bytes(details={ORIGINAL: "    :  :     :  :  "}))).problems == ()


def test_offset_by_gps_time_before_the_zone(make: Make, read: Read) -> None:
    details = {ORIGINAL: "2020:07:04 12:34:56"}
    clock = {7: (6.0, 34.0, 50.0), 29: "2020:07:04"}
    by_gps = read(make(exif=exif_bytes(details=details, gps={**MUNICH_GPS, **clock})))
    by_zone = read(make(exif=exif_bytes(details=details, gps=MUNICH_GPS)))
    unknown = read(make(exif=exif_bytes(details=details)))
    assert [found.taken.offset_minutes for found in (by_gps, by_zone, unknown) if found.taken] == [
        360,
        120,
        None,
    ]


def test_gps_time_may_lie_on_the_next_day(make: Make, read: Read) -> None:
    clock = {7: (4.0, 30.0, 0.0), 29: "2020:07:05"}
    found = read(make(exif=exif_bytes(details={ORIGINAL: "2020:07:04 21:30:00"}, gps=clock)))
    assert found.taken is not None
    assert found.taken.offset_minutes == -420
    assert found.taken.day.isoformat() == "2020-07-04"


@pytest.mark.parametrize(
    ("gps", "lat", "lon"),
    [
        ({1: "S", 2: (33.0, 51.0, 24.0), 3: "E", 4: (151.0, 12.0, 55.0)}, -33.856667, 151.215278),
        ({1: "N", 2: (37.0, 44.8, 0.0), 3: "W", 4: (119.0, 31.8, 0.0)}, 37.746667, -119.53),
        ({1: "n", 2: (10.5, 0.0, 0.0), 3: "w", 4: (20.25, 0.0, 0.0)}, 10.5, -20.25),
    ],
)
def test_hemispheres(make: Make, read: Read, gps: dict[int, object], lat: float, lon: float) -> None:
    position = read(make(exif=exif_bytes(gps=gps))).position
    assert position is not None
    assert (position.lat, position.lon) == pytest.approx((lat, lon), abs=1e-5)


def test_below_the_sea(make: Make, read: Read) -> None:
    position = read(make(exif=exif_bytes(gps={**MUNICH_GPS, 5: b"\x01", 6: 430.0}))).position
    assert position is not None
    assert position.altitude_m == -430


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (11.0, 0.0, 0.0)},
        {1: "N", 2: (48.0, 0.0, 0.0)},
    ],
)
def test_impossible_positions_are_a_problem(make: Make, read: Read, gps: dict[int, object]) -> None:
    found = read(make(exif=exif_bytes(gps=gps)))
    assert found.position is None
    assert found.problems == ("impossible GPS position",)


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_size_is_of_the_upright_picture(make: Make, read: Read, orientation: int) -> None:
    found = read(make(size=(60, 40), exif=exif_bytes({0x112: orientation})))
    assert (found.width, found.height) == ((40, 60) if orientation >= 5 else (60, 40))


@pytest.mark.parametrize("orientation", [0, 9, 255, 65535])
def test_an_orientation_out_of_range_is_none(make: Make, read: Read, orientation: int) -> None:
    found = read(make(size=(60, 40), exif=exif_bytes({0x112: orientation})))
    assert (found.width, found.height) == (60, 40)


@pytest.mark.parametrize(
    ("comment", "caption"),
    [
        (b"ASCII\0\0\0A boat", "A boat"),
        (b"\0" * 8 + "Größe".encode(), "Größe"),
        (b"UNICODE\0" + "Größe".encode("utf-16-le"), "Größe"),
        (b"UNICODE\0" + "Größe".encode("utf-16-be"), "Größe"),
        (b"UNICODE\0" + b"\xfe\xff" + "船".encode("utf-16-be"), "船"),
        (b"JIS\0\0\0\0\0" + "船".encode("iso2022_jp"), "船"),
        (b"ASCII\0\0\0" + b"\0" * 100, ""),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x90\x91\x12", ""),
    ],
)
def test_user_comments(make: Make, read: Read, comment: bytes, caption: str) -> None:
    assert read(make(exif=exif_bytes(details={0x9286: comment}))).caption == caption


@pytest.mark.parametrize(
    "filler",
    [
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "oppo_2",
        "sdr_vivid",
        "cof_hdr",
        "DCIM\\100MEDIA\\DJI_0001.JPG",
        "  ",
    ],
)
def test_what_cameras_write_is_no_caption(make: Make, read: Read, filler: str) -> None:
    assert read(make(exif=exif_bytes({0x10E: filler}))).caption == ""


def test_text_in_utf8_and_in_latin1(make: Make, read: Read) -> None:
    for encoding in ("utf-8", "cp1252"):
        found = read(
            make(exif=exif_bytes({0x10E: "Größe".encode(encoding), 0x110: "Modèle".encode(encoding)}))
        )
        assert (found.caption, found.camera.model) == ("Größe", "Modèle")


def test_windows_tags(make: Make, read: Read) -> None:
    def xp(text: str) -> bytes:
        return text.encode("utf-16-le") + b"\0\0"

    found = read(
        make(exif=exif_bytes({0x9C9B: xp("Title"), 0x9C9C: xp("Comment"), 0x9C9E: xp("sea; sun;Sea")}))
    )
    assert (found.title, found.caption, found.keywords) == ("Title", "Comment", ("sea", "sun"))


@pytest.mark.parametrize(("stars", "rating"), [(0, None), (1, 1), (5, 5), (6, None), (99, None)])
def test_ratings(make: Make, read: Read, stars: int, rating: int | None) -> None:
    assert read(make(exif=exif_bytes({0x4746: stars}))).rating == rating


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.avif"])
def test_every_format_that_pillow_writes(make: Make, read: Read, name: str) -> None:
    exif = exif_bytes({0x110: "X100V"}, {ORIGINAL: "2020:07:04 12:34:56"}, MUNICH_GPS)
    found = read(make(name, size=(64, 48), exif=exif))
    assert found.taken is not None
    assert (found.taken.local, found.camera.model) == (datetime(2020, 7, 4, 12, 34, 56), "X100V")
    assert (found.width, found.height) == (64, 48)
    assert found.place is not None
    assert found.place.city == "Munich"


def test_heic(make: Make, read: Read) -> None:
    from PIL import Image
    from pillow_heif import from_pillow

    path = make().with_name("a.heic")
    exif = exif_bytes({0x110: "iPhone 15", 0x112: 6}, {ORIGINAL: "2020:07:04 12:34:56"})
    from_pillow(Image.new("RGB", (64, 48), "teal")).save(path, exif=exif.removeprefix(b"Exif\0\0"))
    found = read(path)
    assert found.taken is not None
    assert (found.taken.local, found.camera.model) == (datetime(2020, 7, 4, 12, 34, 56), "iPhone 15")
    assert {found.width, found.height} == {64, 48}


def apple_note(*entries: tuple[int, bytes]) -> bytes:
    """Apple's maker note with text tags."""
    head = b"Apple iOS\0\0\x01MM" + struct.pack(">H", len(entries))
    body, texts = b"", b""
    start = len(head) + 12 * len(entries) + 4
    for tag, value in entries:
        body += struct.pack(">HHII", tag, 2, len(value), start + len(texts))
        texts += value
    return head + body + b"\0" * 4 + texts


def test_apples_bursts_and_live_photos(make: Make, read: Read) -> None:
    burst, live = b"D0A1B2C3-BURST-ID\0", b"F00DF00D-LIVE-ID\0"
    found = read(make(exif=exif_bytes(details={0x927C: apple_note((0x0B, burst), (0x11, live))})))
    assert found.burst_id == "D0A1B2C3-BURST-ID"
    assert found.kinds == {Kind.BURST, Kind.LIVE}


@pytest.mark.parametrize("note", [b"", b"Nikon\0\x02\x10", b"Apple iOS\0", b"Apple iOS\0\0\x01MM\xff\xff"])
def test_other_maker_notes_tell_nothing(note: bytes) -> None:
    found = read_maker_note(note)
    assert (found.kinds, found.burst_id) == (frozenset(), "")


def test_apples_panorama_and_front_camera(make: Make, read: Read) -> None:
    lens = "iPhone 12 front TrueDepth camera 2.71mm f/2.2"
    assert read(make(exif=exif_bytes(details={0xA401: 6}))).kinds == {Kind.PANORAMA}
    assert read(make(exif=exif_bytes(details={0xA434: lens}))).kinds == {Kind.SELFIE}


def test_a_screenshot_says_so_in_its_comment(make: Make, read: Read) -> None:
    found = read(make(exif=exif_bytes(details={0x9286: b"ASCII\0\0\0Screenshot"})))
    assert found.kinds == {Kind.SCREENSHOT}
    assert found.caption == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moment=st.datetimes(datetime(1990, 1, 1, 0, 0, 1), datetime(2026, 11, 21)),
    lat=st.floats(-89, 89),
    lon=st.floats(-179, 179),
    model=st.text("ABCDEFabcdef 0123456789-", min_size=1, max_size=30),
)
def test_what_is_written_is_read(
    make: Make, read: Read, moment: datetime, lat: float, lon: float, model: str
) -> None:
    gps = {
        1: "N" if lat >= 0 else "S",
        2: (abs(lat), 0.0, 0.0),
        3: "E" if lon >= 0 else "W",
        4: (abs(lon), 0.0, 0.0),
    }
    details = {ORIGINAL: moment.strftime("%Y:%m:%d %H:%M:%S"), SUBSEC: f"{moment.microsecond:06}"}
    found = read(make(exif=exif_bytes({0x110: model}, details, gps)))
    if moment.replace(microsecond=0) != datetime(2000, 1, 1):
        assert found.taken is not None
        assert found.taken.local == moment
    assert found.camera.model == model.strip()
    if (round(lat, 4), round(lon, 4)) != (0, 0):
        assert found.position is not None
        assert (found.position.lat, found.position.lon) == pytest.approx((lat, lon), abs=1e-4)


@pytest.mark.parametrize(
    "block", [b"", b"II*\0", b"XX*\0\0\0\0\x08", b"II+\0\x08\0\0\0", b"MM\0\0\0\0\0\x08"]
)
def test_what_is_no_tiff(block: bytes) -> None:
    with pytest.raises(NotTiffError):
        open_tiff(from_bytes(block))


def test_both_byte_orders_and_every_number_type() -> None:
    for mark, order in (b"II*\0", "<"), (b"MM\0*", ">"):
        entries = [
            (1, 1, 2, b"\x07\x08\0\0"),
            (2, 3, 2, struct.pack(order + "HH", 5, 6)),
            (3, 8, 1, struct.pack(order + "hH", -5, 0)),
            (4, 9, 1, struct.pack(order + "i", -70_000)),
            (5, 11, 1, struct.pack(order + "f", 1.5)),
            (6, 12, 1, struct.pack(order + "I", 200)),
            (7, 10, 1, struct.pack(order + "I", 208)),
            (8, 99, 1, b"abcd"),
        ]
        body = b"".join(struct.pack(order + "HHI", *entry[:3]) + entry[3] for entry in entries)
        block = mark + struct.pack(order + "IH", 8, len(entries)) + body
        block = block.ljust(200, b"\0") + struct.pack(order + "dii", 2.5, -1, 4)
        tiff = open_tiff(from_bytes(block))
        found = tiff.directory(tiff.first_directory, dict.fromkeys(range(1, 9), 100))
        assert found == {
            1: b"\x07\x08",
            2: (5, 6),
            3: (-5,),
            4: (-70_000,),
            5: (1.5,),
            6: (2.5,),
            7: (-0.25,),
        }
