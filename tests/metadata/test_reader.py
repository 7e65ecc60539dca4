"""Whole files: kinds, containers, videos, what comes first, and that nothing is decoded or changed."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from photos_ml.gazetteer import Gazetteer
from photos_ml.indexer.metadata import read_metadata
from photos_ml.indexer.metadata.container import read_blocks
from photos_ml.indexer.metadata.kinds import is_panorama, is_screenshot, kinds_of
from photos_ml.indexer.metadata.places import canonical
from photos_ml.indexer.metadata.video import read_video
from photos_ml.types import Camera, DateSource, Kind, Media, Place, Position
from tests.metadata.conftest import Make, Read, box, exif_bytes, keyed, movie, with_segment

NO_CAMERA = Camera()


def test_a_picture_that_says_nothing(make: Make, read: Read) -> None:
    path = make("plain.jpg", size=(20, 10))
    os.utime(path, (1_593_866_096, 1_593_866_096))
    found = read(path)
    assert (found.width, found.height, found.media) == (20, 10, Media.PHOTO)
    assert found.taken is not None
    assert found.taken.source is DateSource.MTIME
    assert found.taken.source.trust == 0
    assert found.taken.local == datetime.fromtimestamp(1_593_866_096)
    assert (found.position, found.place, found.camera, found.kinds) == (None, None, NO_CAMERA, frozenset())
    assert (found.title, found.caption, found.keywords, found.people, found.rating) == ("", "", (), (), None)
    assert found.problems == ()


def test_the_name_dates_what_the_file_does_not(make: Make, read: Read) -> None:
    found = read(make("IMG_20190704_123456.jpg"))
    assert found.taken is not None
    assert (found.taken.local, found.taken.source) == (datetime(2019, 7, 4, 12, 34, 56), DateSource.FILENAME)


def test_the_camera_dates_before_the_name(make: Make, read: Read) -> None:
    found = read(make("IMG_20190704_123456.jpg", exif=exif_bytes(details={0x9003: "2018:01:02 03:04:05"})))
    assert found.taken is not None
    assert found.taken.local == datetime(2018, 1, 2, 3, 4, 5)


def test_a_name_in_utc_is_placed_by_the_position(make: Make, read: Read) -> None:
    gps = {1: "N", 2: (35.68, 0.0, 0.0), 3: "E", 4: (139.76, 0.0, 0.0)}
    found = read(make("PXL_20210704_223456789.jpg", exif=exif_bytes(gps=gps)))
    assert found.taken is not None
    assert (found.taken.day.isoformat(), found.taken.offset_minutes) == ("2021-07-05", 540)


def test_a_name_of_the_future_is_not_believed(make: Make, read: Read) -> None:
    found = read(make("IMG_20990704_123456.jpg"))
    assert found.taken is not None
    assert found.taken.source is DateSource.MTIME


@pytest.mark.parametrize(("ahead", "problems"), [(timedelta(hours=20), 0), (timedelta(days=3), 1)])
def test_a_file_is_dated_by_the_clock_that_reads_it(
    make: Make, read: Read, ahead: timedelta, problems: int
) -> None:
    path = make("plain.jpg")
    moment = (datetime.now() + ahead).timestamp()
    os.utime(path, (moment, moment))
    found = read(path)
    assert len(found.problems) == problems
    assert (found.taken is None) is bool(problems)


def test_without_a_gazetteer_positions_stay_unnamed(make: Make) -> None:
    gps = {1: "N", 2: (48.137, 0.0, 0.0), 3: "E", 4: (11.575, 0.0, 0.0)}
    found = read_metadata(make(exif=exif_bytes(details={0x9003: "2020:07:04 12:34:56"}, gps=gps)))
    assert found.position is not None
    assert found.place is None
    assert found.taken is not None
    assert found.taken.offset_minutes is None


def test_reading_changes_nothing(make: Make, read: Read, tmp_path: Path) -> None:
    path = make(exif=exif_bytes(details={0x9003: "2020:07:04 12:34:56"}))
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir()))
    read(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == before


def test_reading_a_jpeg_loads_no_picture_library(make: Make) -> None:
    path = make(exif=exif_bytes(details={0x9003: "2020:07:04 12:34:56"}))
    code = (
        "import sys; from pathlib import Path; from photos_ml.indexer.metadata import read_metadata; "
        f"read_metadata(Path({str(path)!r})); "
        "heavy = {'PIL', 'pi_heif', 'av', 'tzfpy', 'defusedxml'} & set(sys.modules); "
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_pixels_are_never_decoded(make: Make, read: Read) -> None:
    """A file cut off right behind its headers reads the same."""
    exif = exif_bytes({0x110: "X"}, {0x9003: "2020:07:04 12:34:56"})
    for name in ("a.jpg", "a.png"):
        path = make(name, size=(300, 200), exif=exif)
        whole = read(path)
        data = path.read_bytes()
        cut = data.index(b"\xff\xda") if name == "a.jpg" else data.index(b"IDAT") + 20
        path.write_bytes(data[:cut])
        assert read(path) == whole


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Screenshot_20210506-123344.png", Kind.SCREENSHOT),
        ("Screen Shot 2021-05-06 at 3.04.05 PM.png", Kind.SCREENSHOT),
        ("Bildschirmfoto 2021-05-06.png", Kind.SCREENSHOT),
        ("Capture d’écran 2021.png", Kind.SCREENSHOT),
        ("スクリーンショット 2021-05-06.png", Kind.SCREENSHOT),
        ("IMG_20190704_123456_BURST003.jpg", Kind.BURST),
        ("00001IMG_00001_BURST20190704123456.jpg", Kind.BURST),
        ("PANO_20190704_123456.jpg", Kind.PANORAMA),
        ("IMG_1.PANO.jpg", Kind.PANORAMA),
        ("IMG_0001.CR2", Kind.RAW),
        ("DSC0001.arw", Kind.RAW),
    ],
)
def test_kinds_by_name(name: str, kind: Kind) -> None:
    assert kinds_of(Path(name), (4000, 3000), NO_CAMERA) == {kind}


@pytest.mark.parametrize(
    "name",
    ["IMG_0001.jpg", "Screening.jpg", "Panorama Hotel.jpg".replace(" ", ""), "starburst.jpg", "scan.tif"],
)
def test_names_that_say_no_kind(name: str) -> None:
    assert kinds_of(Path(name), (4000, 3000), NO_CAMERA) == frozenset()


@pytest.mark.parametrize(
    ("name", "size", "camera", "screenshot"),
    [
        ("IMG_0001.PNG", (1170, 2532), NO_CAMERA, True),
        ("IMG_0001.PNG", (1170, 2532), Camera(model="Pixel"), False),
        ("IMG_0001.JPG", (1170, 2532), NO_CAMERA, False),
        ("IMG_0001.PNG", (1171, 2532), NO_CAMERA, False),
    ],
)
def test_screenshots_by_size(name: str, size: tuple[int, int], camera: Camera, screenshot: bool) -> None:
    assert (Kind.SCREENSHOT in kinds_of(Path(name), size, camera)) is screenshot


@pytest.mark.parametrize(
    ("size", "panorama"),
    [
        ((8000, 2000), True),
        ((2000, 8000), True),
        ((4000, 3000), False),
        ((4000, 1600), True),
        ((468, 60), False),
        ((0, 0), False),
        ((2100, 1000), False),
    ],
)
def test_panoramas_by_shape(size: tuple[int, int], panorama: bool) -> None:
    assert is_panorama(size) is panorama


@pytest.mark.parametrize(
    ("lens", "selfie"),
    [
        ("iPhone 12 front camera 2.71mm f/2.2", True),
        ("iPhone 16 Pro front TrueDepth camera 2.69mm f/1.9", True),
        ("iPhone 12 back dual camera 4.2mm f/1.6", False),
        ("Frontier 50mm", False),
        ("", False),
    ],
)
def test_selfies_by_lens(lens: str, selfie: bool) -> None:
    assert (Kind.SELFIE in kinds_of(Path("a.jpg"), (10, 10), Camera(lens=lens))) is selfie


def test_words_for_screenshots() -> None:
    assert is_screenshot("gnome-screenshot")
    assert not is_screenshot("Screen door")


@pytest.mark.parametrize(
    ("written", "named"),
    [
        (Place("Wien", "", "Österreich", ""), Place("Vienna", "Vienna", "Austria", "AT")),
        (Place("", "Toscana", "Italia", ""), Place("", "Tuscany", "Italy", "IT")),
        (Place("Paris", "Texas", "USA", ""), Place("Paris", "Texas", "United States", "US")),
        (Place("Portland", "Maine", "USA", ""), Place("Portland", "Maine", "United States", "US")),
        (Place("Portland", "Oregon", "USA", ""), Place("Portland", "Oregon", "United States", "US")),
        (Place("Paris", "", "", ""), Place("Paris", "", "", "")),  # in which country is not said
        (Place("Nowhere", "", "", "fr"), Place("Nowhere", "", "", "FR")),
    ],
)
def test_canonical_places(gazetteer: Gazetteer, written: Place, named: Place) -> None:
    assert canonical(written, gazetteer) == named


def test_fill_bytes_and_foreign_segments_in_jpeg(make: Make, read: Read) -> None:
    path = make(exif=exif_bytes({0x110: "X100V"}))
    data = with_segment(path.read_bytes(), 0xE5, b"whatever" * 50)
    at = data.index(b"\xff\xe5")
    path.write_bytes(data[:at] + b"\xff\xff\xff" + data[at:])
    found = read(path)
    assert (found.camera.model, found.width) == ("X100V", 64)


def test_the_size_by_exif_where_the_file_is_cut_before_it(make: Make) -> None:
    path = make(exif=exif_bytes(details={0xA002: 4000, 0xA003: 3000}))
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\xff\xdb")])
    assert (read_blocks(path).width, read_blocks(path).height) == (4000, 3000)


def test_raw_files_that_are_tiff(make: Make, read: Read, tmp_path: Path) -> None:
    """A small preview in the first directory, the sensor's picture in a sub-directory."""
    sub = struct.pack("<HHHII", 2, 0x100, 4, 1, 6000) + struct.pack("<HHII", 0x101, 4, 1, 4000) + b"\0" * 4
    base = [(0x100, 4, 1, 160), (0x101, 4, 1, 120), (0x112, 3, 1, 8), (0x14A, 4, 1, 70)]
    head = (
        b"II*\0\x08\0\0\0" + struct.pack("<H", len(base)) + b"".join(struct.pack("<HHII", *e) for e in base)
    )
    for name, magic in (("a.nef", b"II*\0"), ("a.orf", b"IIRO"), ("a.rw2", b"IIU\0")):
        path = tmp_path / name
        path.write_bytes(magic + head[4:].ljust(66, b"\0") + sub)
        found = read(path)
        assert (found.width, found.height) == (4000, 6000)
        assert Kind.RAW in found.kinds


def test_fujis_raw_holds_a_jpeg(make: Make, read: Read, tmp_path: Path) -> None:
    jpeg = make(exif=exif_bytes({0x110: "X-T5"}, {0x9003: "2020:07:04 12:34:56"})).read_bytes()
    path = tmp_path / "a.raf"
    path.write_bytes(b"FUJIFILMCCD-RAW ".ljust(84, b"0") + struct.pack(">I", 160) + b"\0" * 72 + jpeg)
    found = read(path)
    assert found.camera.model == "X-T5"
    assert found.kinds == {Kind.RAW}


def test_canons_newest_raw_keeps_tiff_in_boxes(read: Read, tmp_path: Path) -> None:
    base = exif_bytes({0x110: "EOS R6"}).removeprefix(b"Exif\0\0")
    details = exif_bytes({0x9003: "2020:07:04 12:34:56"}).removeprefix(b"Exif\0\0")
    boxes = box(b"CMT1", base) + box(b"CMT2", details)
    path = tmp_path / "a.cr3"
    path.write_bytes(box(b"ftyp", b"crx \0\0\0\1") + box(b"moov", box(b"uuid", b"\0" * 16 + boxes)))
    found = read(path)
    assert found.taken is not None
    assert (found.camera.model, found.taken.local) == ("EOS R6", datetime(2020, 7, 4, 12, 34, 56))


def test_boxes_of_jpeg2000(make: Make, read: Read) -> None:
    path = make("a.jp2", size=(64, 48))
    exif = exif_bytes({0x110: "X100V"}).removeprefix(b"Exif\0\0")
    path.write_bytes(path.read_bytes() + box(b"uuid", b"JpgTiffExif->JP2" + exif))
    found = read(path)
    assert (found.width, found.height, found.camera.model) == (64, 48, "X100V")


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(("turned", "size"), [(False, (1920, 1080)), (True, (1080, 1920))])
def test_videos(read: Read, tmp_path: Path, wide: bool, turned: bool, size: tuple[int, int]) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(movie(taken=datetime(2020, 7, 4, 12, 34, 56), turned=turned, wide=wide))
    found = read(path)
    assert found.media is Media.VIDEO
    assert (found.width, found.height) == size
    assert found.duration_s == 90
    assert found.taken is not None
    assert found.taken.source is DateSource.VIDEO
    assert (found.taken.local, found.taken.offset_minutes) == (datetime(2020, 7, 4, 12, 34, 56), 0)


def test_a_videos_position_places_its_utc_date(read: Read, tmp_path: Path) -> None:
    text = b"+35.6800+139.7600/"
    location = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(text), 0) + text))
    path = tmp_path / "clip.mp4"
    path.write_bytes(movie(location, taken=datetime(2020, 7, 4, 22, 0)))
    found = read(path)
    assert found.position == Position(35.68, 139.76)
    assert found.place is not None
    assert found.place.country == "Japan"
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == (datetime(2020, 7, 5, 7, 0), 540)


def test_what_apple_writes_in_videos(read: Read, tmp_path: Path) -> None:
    meta = keyed(
        creationdate="2020-07-04T12:34:56+0200",
        location__ISO6709="+48.1370+011.5750+520.000/",
        make="Apple",
        model="iPhone 15",
        content__identifier="F00DF00D",
    )
    path = tmp_path / "clip.mov"
    path.write_bytes(movie(meta, taken=datetime(2020, 7, 4, 10, 34, 56)))
    found = read(path)
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == (datetime(2020, 7, 4, 12, 34, 56), 120)
    assert found.position == Position(48.137, 11.575, 520.0)
    assert found.camera.name == "Apple iPhone 15"
    assert found.kinds == {Kind.LIVE}


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("Canon", "Canon EOS R6", "Canon EOS R6"),
        ("NIKON CORPORATION", "NIKON D90", "NIKON D90"),
        ("NIKON CORPORATION", "COOLPIX P900", "NIKON COOLPIX P900"),
        ("EASTMAN KODAK COMPANY", "KODAK EASYSHARE C713", "KODAK EASYSHARE C713"),
        ("OLYMPUS IMAGING CORP.", "E-M10", "OLYMPUS E-M10"),
        ("Optical Co.", "X1", "Optical Co. X1"),
        ("Apple", "", "Apple"),
        ("", "DSC-1", "DSC-1"),
    ],
)
def test_a_camera_has_its_maker_once(make: str, model: str, name: str) -> None:
    assert Camera(make, model).name == name


def test_a_video_never_dated_falls_back_to_its_name(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "VID_20190704_123456.mp4"
    path.write_bytes(movie())
    found = read(path)
    assert found.taken is not None
    assert (found.taken.local, found.taken.source) == (datetime(2019, 7, 4, 12, 34, 56), DateSource.FILENAME)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.avi"])
def test_what_is_no_video_is_a_problem(read: Read, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"no video at all, and long enough to be looked at by any reader")
    found = read(path)
    assert found.media is Media.VIDEO
    assert (found.width, found.duration_s) == (0, None)
    assert len(found.problems) == 1


def test_a_missing_video_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        read_video(tmp_path / "missing.mp4")


def test_problems_are_few_and_short(make: Make, read: Read) -> None:
    dates = dict.fromkeys((0x9003, 0x9004), "2019:99:99 00:00:00")
    found = read(make(exif=exif_bytes({0x132: "junk" * 100}, dates)))
    assert 1 <= len(found.problems) <= 20
    assert all(len(problem) < 200 for problem in found.problems)
    assert len(set(found.problems)) == len(found.problems)
