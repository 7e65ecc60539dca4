"""The committed photos: number, size, licences, and dates and places that do not contradict each other."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from maker.table import ALLOWED_LICENCES, DRAWN, Photo, Tables
from PIL import ExifTags, Image

TODAY = date(2026, 11, 21)
TRIPS = {
    "Italy & Switzerland 2024": (date(2024, 6, 8), date(2024, 6, 16)),
    "American West 2026": (date(2026, 7, 11), date(2026, 7, 25)),
}
HOME = (42.3736, -71.1097)


@pytest.fixture(scope="module", autouse=True)
def _heif() -> None:
    pillow_heif.register_heif_opener()


@pytest.fixture(scope="module")
def exifs(photos: Path, tables: Tables) -> dict[str, Image.Exif]:
    """The EXIF of every photo, by path."""
    return {photo.path: _exif(photos / photo.path) for photo in tables.photos}


def _exif(path: Path) -> Image.Exif:
    with Image.open(path) as image:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.Exif)
        exif.get_ifd(ExifTags.IFD.GPSInfo)
        return exif


def _media(photos: Path) -> Iterator[Path]:
    return (path for path in photos.rglob("*") if path.is_file() and path.suffix != ".xmp")


def _credits(folder: Path) -> list[dict[str, str]]:
    with (folder / "CREDITS.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _degrees(exif: Image.Exif) -> tuple[float, float] | None:
    gps: dict[int, Any] = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if not gps:
        return None

    def angle(value: int, reference: int) -> float:
        degrees, minutes, seconds = (float(part) for part in gps[value])
        sign = -1 if gps[reference] in ("S", "W") else 1
        return sign * (degrees + minutes / 60 + seconds / 3600)

    latitude = angle(ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef)
    return latitude, angle(ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef)


def _distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Haversine on a sphere of 6371 km."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def _taken(exif: Image.Exif) -> datetime | None:
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S") if text else None


def test_the_folder_holds_what_the_table_says(photos: Path, tables: Tables) -> None:
    there = {str(path.relative_to(photos)) for path in _media(photos)}
    assert there == {photo.path for photo in tables.photos}
    assert len(there) >= 120


def test_there_are_sixty_distinct_photographs(tables: Tables) -> None:
    originals = {tables.original(photo) for photo in tables.photos} - {DRAWN}
    assert len(originals) >= 60
    assert originals == set(tables.sources), "a source that nothing uses must leave the table"


def test_all_together_stay_small(photos: Path) -> None:
    assert sum(path.stat().st_size for path in photos.rglob("*") if path.is_file()) <= 30_000_000


def test_no_picture_is_longer_than_1600_px(photos: Path) -> None:
    for path in _media(photos):
        with Image.open(path) as image:
            assert max(image.size) <= 1600, path


def test_every_picture_decodes(photos: Path) -> None:
    for path in _media(photos):
        with Image.open(path) as image:
            assert image.convert("RGB").getextrema() is not None, path


def test_every_file_is_credited_once(sample_library: Path, photos: Path) -> None:
    credited = [row["file"] for row in _credits(sample_library)]
    assert len(credited) == len(set(credited))
    assert set(credited) == {str(path.relative_to(photos)) for path in _media(photos)}


def test_every_credit_names_author_licence_and_source(sample_library: Path) -> None:
    for row in _credits(sample_library):
        assert row["licence"] in ALLOWED_LICENCES, row["file"]
        for column in ("author", "source_package", "source_file", "changes"):
            assert row[column].strip(), (row["file"], column)


def test_changed_share_alike_pictures_say_that_they_were_changed(sample_library: Path) -> None:
    shared = [row for row in _credits(sample_library) if row["licence"].startswith("CC-BY")]
    assert shared
    assert not [
        row["file"] for row in shared if "metadata" not in row["changes"] and "copy" not in row["changes"]
    ]


def test_the_credit_travels_inside_the_picture(exifs: dict[str, Image.Exif], tables: Tables) -> None:
    for photo in tables.photos:
        source = tables.sources.get(tables.original(photo))
        if source is not None:
            assert exifs[photo.path].get(ExifTags.Base.Copyright) == source.licence, photo.path


def test_exif_dates_are_those_of_the_table(exifs: dict[str, Image.Exif], tables: Tables) -> None:
    dated = [photo for photo in tables.photos if photo.taken is not None]
    assert len(dated) >= 100
    for photo in dated:
        assert _taken(exifs[photo.path]) == photo.taken, photo.path


def test_undated_photos_have_no_date_inside(exifs: dict[str, Image.Exif], tables: Tables) -> None:
    undated = [photo for photo in tables.photos if photo.taken is None]
    assert len(undated) >= 10
    for photo in undated:
        assert _taken(exifs[photo.path]) is None, photo.path


def test_dates_span_four_years_and_none_is_in_the_future(tables: Tables) -> None:
    days = [photo.taken.date() for photo in tables.photos if photo.taken]
    assert max(days) <= TODAY
    assert {day.year for day in days} == {2022, 2023, 2024, 2025, 2026}


def test_phones_write_the_offset_of_the_place_and_season(
    exifs: dict[str, Image.Exif], tables: Tables
) -> None:
    wanted = {"Rome": "+02:00", "Kanab": "-06:00", "Seligman": "-07:00", "San Francisco": "-07:00"}
    seen = set()
    for photo in tables.photos:
        name = tables.places[photo.place].name.split(",")[0] if photo.place else ""
        offset = exifs[photo.path].get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.OffsetTimeOriginal)
        if name in wanted and tables.offset(photo) is not None:
            assert offset == wanted[name], photo.path
            seen.add(name)
    assert seen == set(wanted)


def test_the_camera_writes_neither_offset_nor_position(exifs: dict[str, Image.Exif], tables: Tables) -> None:
    camera = [photo for photo in tables.photos if photo.device == "fuji"]
    assert camera
    for photo in camera:
        assert ExifTags.Base.OffsetTimeOriginal not in exifs[photo.path].get_ifd(ExifTags.IFD.Exif)
        assert _degrees(exifs[photo.path]) is None


@pytest.mark.parametrize("folder", TRIPS)
def test_trip_photos_are_inside_the_trip(folder: str, tables: Tables) -> None:
    first, last = TRIPS[folder]
    days = [photo.taken.date() for photo in tables.photos if photo.path.startswith(folder) and photo.taken]
    assert len(days) >= 20
    assert min(days) == first
    assert max(days) == last


def test_nobody_is_in_two_places_at_once(exifs: dict[str, Image.Exif], tables: Tables) -> None:
    """During a trip every position is far from home, outside the trips none is."""
    for photo in tables.photos:
        position = _degrees(exifs[photo.path])
        if position is None or photo.taken is None:
            continue
        away = any(first <= photo.taken.date() <= last for first, last in TRIPS.values())
        assert (_distance_km(position, HOME) > 1000) == away, photo.path
        assert away or _distance_km(position, HOME) < 300, photo.path


def test_travel_between_photos_is_possible(exifs: dict[str, Image.Exif], tables: Tables) -> None:
    """No faster than an airliner, 1000 km/h, in true time."""
    stops = []
    for photo in tables.photos:
        position, offset = _degrees(exifs[photo.path]), tables.offset(photo)
        if position is not None and offset is not None and photo.taken is not None:
            stops.append((photo.taken - offset, position, photo.path))
    stops.sort()
    assert len(stops) >= 80
    for (then, start, _), (now, end, path) in pairwise(stops):
        hours = (now - then).total_seconds() / 3600
        assert _distance_km(start, end) <= 0.5 + 1000 * hours, path


def test_file_names_with_a_date_agree_with_the_exif(tables: Tables) -> None:
    stamped = [photo for photo in tables.photos if photo.taken and Path(photo.path).name.startswith("IMG_20")]
    assert len(stamped) >= 50
    for photo in stamped:
        assert photo.taken is not None
        assert photo.taken.strftime("IMG_%Y%m%d_%H%M%S") in photo.path


def test_today_has_happened_before(tables: Tables) -> None:
    years = {
        photo.taken.year
        for photo in tables.photos
        if photo.taken and (photo.taken.month, photo.taken.day) == (TODAY.month, TODAY.day)
    }
    assert years == {2022, 2023, 2024, 2025}


def test_every_kind_of_file_is_there(tables: Tables) -> None:
    suffixes = {Path(photo.path).suffix.lower() for photo in tables.photos}
    assert suffixes >= {".jpg", ".heic", ".avif", ".webp", ".png", ".tif", ".dng"}
    recipes = {photo.recipe for photo in tables.photos}
    assert recipes >= {"burst", "recode", "small", "edit", "turn", "raw", "copy", "draw", "panorama"}


def test_copies_are_the_same_bytes_and_nothing_else_is(photos: Path, tables: Tables) -> None:
    by_hash: dict[str, list[str]] = {}
    for photo in tables.photos:
        digest = hashlib.sha256((photos / photo.path).read_bytes()).hexdigest()
        by_hash.setdefault(digest, []).append(photo.path)
    twins = {frozenset(paths) for paths in by_hash.values() if len(paths) > 1}
    assert twins == {frozenset((p.path, p.source)) for p in tables.photos if p.recipe == "copy"}


def _bursts(tables: Tables) -> dict[str, list[Photo]]:
    bursts: dict[str, list[Photo]] = {}
    for photo in tables.photos:
        if photo.recipe == "burst":
            bursts.setdefault(f"{Path(photo.path).parent}/{photo.source}", []).append(photo)
    return bursts


def test_frames_of_a_burst_are_seconds_apart_on_one_spot(
    exifs: dict[str, Image.Exif], tables: Tables
) -> None:
    bursts = _bursts(tables)
    assert len(bursts) >= 6
    for frames in bursts.values():
        folder = Path(frames[0].path).parent
        lead = next(
            photo
            for photo in tables.photos
            if photo.source == frames[0].source
            and Path(photo.path).parent == folder
            and photo.recipe == "photo"
        )
        for frame in frames:
            assert frame.taken is not None and lead.taken is not None
            assert 0 < (frame.taken - lead.taken).total_seconds() <= 10
            assert _degrees(exifs[frame.path]) == _degrees(exifs[lead.path])


def test_sidecars_lie_beside_their_photos(photos: Path, build: Any, tables: Tables) -> None:
    wanted = {sidecar for photo in tables.photos if (sidecar := build.sidecar_of(photo))}
    assert wanted == {str(path.relative_to(photos)) for path in photos.rglob("*.xmp")}
    assert any(name.endswith(".JPG.xmp") for name in wanted)
    assert any(not name.endswith(".JPG.xmp") for name in wanted)


def test_the_raw_file_opens_and_shows_its_jpeg(photos: Path, tables: Tables) -> None:
    rawpy = pytest.importorskip("rawpy")
    raw = next(photo for photo in tables.photos if photo.recipe == "raw")
    pair = Path(raw.path).with_suffix(".JPG")
    assert str(pair) in {photo.path for photo in tables.photos}
    with rawpy.imread(str(photos / raw.path)) as file:
        assert file.extract_thumb().format == rawpy.ThumbFormat.JPEG
        developed = file.postprocess(use_camera_wb=True, no_auto_bright=True, half_size=True)
    with Image.open(photos / pair) as image:
        small = image.convert("L").resize((64, 48))
    grey = Image.fromarray(developed).convert("L").resize((64, 48))
    difference = [abs(int(a) - int(b)) for a, b in zip(grey.tobytes(), small.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 12
