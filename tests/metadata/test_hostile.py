"""Hostile and damaged metadata: every input ends in values and problems, in little time and memory."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.indexer.metadata import read_metadata
from photos_ml.indexer.metadata.exif import open_block, read_exif
from photos_ml.indexer.metadata.facts import Facts
from photos_ml.indexer.metadata.iptc import iptc_of_photoshop, read_iptc
from photos_ml.indexer.metadata.packet import read_packet
from photos_ml.indexer.metadata.takeout import read_takeout
from photos_ml.indexer.metadata.video import read_video
from photos_ml.indexer.metadata.xmp import MAX_PACKET_BYTES, parse_packet
from photos_ml.indexer.tiff import NotTiffError, from_bytes
from photos_ml.types import Metadata
from tests.metadata.conftest import (
    Make,
    bag,
    exif_bytes,
    iptc,
    mwg_face,
    mwg_regions,
    photoshop,
    with_segment,
    xmp,
)

REAL_EXIF = exif_bytes(
    {
        0x10F: "Canon",
        0x110: "EOS R6",
        0x112: 6,
        0x132: "2020:01:02 03:04:05",
        0x9C9E: "a;b".encode("utf-16-le"),
    },
    {
        0x9003: "2020:01:02 03:04:05",
        0x9011: "+01:00",
        0x9291: "123",
        0x829D: (28, 10),
        0x9286: b"ASCII\0\0\0hello",
    },
    {1: "N", 2: (48.0, 8.0, 15.0), 3: "E", 4: (11.0, 34.0, 31.0), 7: (2.0, 4.0, 5.0), 29: "2020:01:02"},
).removeprefix(b"Exif\0\0")
REAL_XMP = xmp(
    mwg_regions(mwg_face("Ann", 0.5, 0.5, 0.2, 0.2)) + bag("dc:subject", "sea", "sun"),
    xmp__Rating="4",
    exif__DateTimeOriginal="2020-01-02T03:04:05+01:00",
    exif__GPSLatitude="48,8.25N",
    exif__GPSLongitude="11,34.5E",
)
REAL_IPTC = iptc((2, 25, b"sea"), (2, 55, b"20200102"), (2, 60, b"030405+0100"), (2, 120, "Größe".encode()))
quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def damaged(draw: st.DrawFn, original: bytes) -> bytes:
    """A real block with bytes overwritten, cut off, doubled or moved."""
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        patch = draw(
            st.binary(min_size=1, max_size=8) | st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\0\0\0\x08"])
        )
        match draw(st.sampled_from(["write", "insert", "cut", "move"])):
            case "write":
                data[at : at + len(patch)] = patch
            case "insert":
                data[at:at] = patch
            case "cut":
                del data[at : at + draw(st.integers(1, 64))]
            case "move":
                data[at:at] = data[: draw(st.integers(0, len(data)))]
    return bytes(data)


def check(facts: Facts) -> None:
    """What every source must keep to whatever it reads."""
    assert facts.rating in (None, 1, 2, 3, 4, 5)
    assert facts.orientation in (None, *range(1, 9))
    assert all(
        tag.name and (tag.box is None or all(0 <= edge <= 1 for edge in tag.box)) for tag in facts.people
    )
    assert all("\0" not in text for text in (facts.title, facts.caption, *facts.keywords))
    if facts.position is not None:
        assert abs(facts.position.lat) <= 90
        assert abs(facts.position.lon) <= 180
    for number in (facts.camera.iso, facts.camera.aperture, facts.camera.exposure_s, facts.camera.focal_mm):
        assert number is None or 0 < number < float("inf")


@quick
@given(damaged(REAL_EXIF))
def test_damaged_exif(block: bytes) -> None:
    try:
        opened = open_block(from_bytes(block))
    except NotTiffError:
        return
    check(read_exif(opened))


@quick
@given(st.binary(max_size=400))
def test_random_bytes_behind_a_tiff_header(body: bytes) -> None:
    for header in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        check(read_exif(open_block(from_bytes(header + body))))


@quick
@given(damaged(REAL_XMP))
def test_damaged_xmp(packet: bytes) -> None:
    try:
        parsed = parse_packet(packet)
    except ValueError:
        return
    check(read_packet(parsed))


@quick
@given(damaged(photoshop(REAL_IPTC)) | st.binary(max_size=200))
def test_damaged_iptc(segment: bytes) -> None:
    check(read_iptc(iptc_of_photoshop(segment)))
    check(read_iptc(segment))


@quick
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.sampled_from(["photoTakenTime", "geoData", "people", "description", "favorited"]),
)
def test_any_json_is_survived(value: object, key: str) -> None:
    import json

    check(read_takeout(json.dumps({"photoTakenTime": None, key: value}).encode()))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_of_every_kind(
    make: Make, tmp_path: Path, data: st.DataObject, real_files: dict[str, bytes]
) -> None:
    name = data.draw(st.sampled_from(sorted(real_files)))
    path = tmp_path / f"damaged{Path(name).suffix}"
    path.write_bytes(data.draw(damaged(real_files[name])))
    found = read_metadata(path)
    assert isinstance(found, Metadata)
    assert found.width >= 0
    assert all(problem and "\n" not in problem for problem in found.problems)


@pytest.fixture(scope="module")
def real_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One small file of each kind with metadata, as bytes by name."""
    from PIL import Image
    from pillow_heif import from_pillow

    folder = tmp_path_factory.mktemp("kinds")
    picture = Image.new("RGB", (32, 24), "teal")
    for name in ("a.jpg", "a.png", "a.webp", "a.tif", "a.avif"):
        picture.save(folder / name, exif=b"Exif\0\0" + REAL_EXIF)
    for name in ("a.jp2", "a.gif", "a.bmp"):
        picture.save(folder / name)
    from_pillow(picture).save(folder / "a.heic", exif=REAL_EXIF)
    jpeg = (folder / "a.jpg").read_bytes()
    (folder / "a.jpg").write_bytes(with_segment(jpeg, 0xED, photoshop(REAL_IPTC)))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def directory(*entries: tuple[int, int, int, int], after: bytes = b"") -> bytes:
    """A little-endian TIFF structure with one directory of (tag, type, count, value or offset)."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + b"\0" * 4 + after


def test_huge_counts_cost_neither_time_nor_memory() -> None:
    filler = b"x" * 60_000
    entries = [(tag, 2, 0xFFFFFFFF, 8) for tag in (0x10E, 0x10F, 0x110, 0x131)] + [
        (0x10E, 2, 60_000, 8)
    ] * 4000
    block = directory(*entries, after=filler)
    tracemalloc.start()
    started = time.perf_counter()
    facts = read_exif(open_block(from_bytes(block)))
    elapsed_s, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(facts.caption) <= 10_000
    assert elapsed_s < 2
    assert peak < 8 << 20


def test_directories_that_point_at_themselves_end() -> None:
    block = directory((0x8769, 4, 1, 8), (0x8825, 4, 1, 8), (0x14A, 4, 1, 8), (0x112, 3, 1, 6))
    assert read_exif(open_block(from_bytes(block))).orientation == 6


def test_zero_by_zero_is_no_number() -> None:
    nothing = struct.pack("<II", 0, 0)
    infinite = struct.pack("<II", 5, 0)
    block = directory((0x829A, 5, 1, 50), (0x829D, 5, 1, 58), (0x920A, 10, 1, 50), after=nothing + infinite)
    camera = read_exif(open_block(from_bytes(block))).camera
    assert (camera.exposure_s, camera.aperture, camera.focal_mm) == (None, None, None)


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<a>" * 20_000,
        b"\xff\xfe\0\0",
        b"not xml at all",
        b"<" + b"x" * MAX_PACKET_BYTES + b"/>",
        xmp(dc__title="x").replace(b"dc:title", b"dc:title\xff"),
    ],
)
def test_hostile_xml_is_a_problem(packet: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_packet(packet)


def test_deep_xml_is_survived() -> None:
    depth = 30_000
    body = "<dc:title>" + "<dc:x>" * depth + "</dc:x>" * depth + "</dc:title>"
    check(read_packet(parse_packet(xmp(body))))


def test_compressed_text_that_grows_is_cut(tmp_path: Path) -> None:
    bomb = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * (64 << 20), 9)
    head = struct.pack(">II", 5, 7) + b"\x08\2\0\0\0"
    chunks = [(b"IHDR", head), (b"iTXt", bomb), (b"IEND", b"")]
    data = b"".join(struct.pack(">I", len(body)) + kind + body + b"\0" * 4 for kind, body in chunks)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    tracemalloc.start()
    found = read_metadata(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.width, found.height) == (5, 7)
    assert peak < 40 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\x08ftypisom",
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\0moov",
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x08moov" * 50_000,
        b"\0\0\0\x10ftypisom\0\0\0\0" + (b"\x7f\xff\xff\xffmoov" * 2_000),
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x0cmvhd\x01\xff\xff\xff",
    ],
)
def test_hostile_videos(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(data)
    started = time.perf_counter()
    found = read_video(path)
    assert found.duration_s is None
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "marker", [b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"GIF89a", b"RIFF\0\0\0\0WEBP"]
)
def test_files_that_end_after_their_signature(tmp_path: Path, marker: bytes) -> None:
    path = tmp_path / "short.jpg"
    path.write_bytes(marker)
    found = read_metadata(path)
    assert (found.width, found.height) == (0, 0)


def test_an_unreadable_file_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        read_metadata(tmp_path / "missing.jpg")


@pytest.mark.parametrize("write", [lambda path: path.mkdir(), lambda path: path.write_bytes(b"\xff\xfe" * 9)])
def test_a_sidecar_that_cannot_be_read_is_a_problem(
    make: Make, tmp_path: Path, write: Callable[[Path], object]
) -> None:
    sidecar = tmp_path / "photo.jpg.xmp"
    write(sidecar)
    found = read_metadata(make(), sidecars=[sidecar])
    assert len(found.problems) == 1
    assert "photo.jpg.xmp" in found.problems[0]
