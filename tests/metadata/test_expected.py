"""The values that pigallery2's tests expect beside their pictures, and what exifr's fixtures hold.

Every difference is listed with its reason; one that is not listed fails, and so does one that is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from photos_ml.indexer.metadata import read_metadata
from photos_ml.types import DateSource, Kind, Metadata
from tests.metadata.conftest import Read

PIGALLERY = Path("exif/pigallery2/test/backend/assets")
EXIFR = Path("exif/exifr/test/fixtures")

UTC_TIMES = (
    "expects the wall-clock time of a sidecar without an offset to be UTC; the camera's offset says otherwise"
)
OFFSET_OF_CHANGE = "expects the offset of a later change of the file, made in another country"
NAMES = "the names of people in the picture are no keywords"

EXPLAINED = {
    "edge_case_exif_data/before_epoch.jpg": {
        "date": "no photograph is from 1601; the date of digitisation stands instead",
        "offset": OFFSET_OF_CHANGE,
    },
    "sidecar/20240107_110258.jpg": {"date": UTC_TIMES},
    "sidecar/20240121_102400.JPG": {"date": UTC_TIMES},
    "sidecar/20240128_185808.JPG": {"date": UTC_TIMES},
    "sidecar/20240128_120909.mp4": {"size": "the size as shown by the track's pixel shape, not as coded"},
    "sidecar/testimagedesc2.jpg": {"keywords": NAMES},
    "special_names.jpg": {
        "keywords": "expects words with HTML entities that the file does not hold, and " + NAMES
    },
    "title_caption/digikam.jpg": {
        "keywords": "Microsoft's list of people names it, and each part of a path is a keyword",
        "people": "a person without a box counts",
    },
    "video_mkv.mkv": {"title": "the container has a title"},
    "wild-1-small.jpg": {"offset": OFFSET_OF_CHANGE},
}
EXIF_NAMES = {
    "ISO": "iso",
    "exposure": "exposure_s",
    "fStop": "aperture",
    "focalLength": "focal_mm",
    "make": "make",
    "model": "model",
    "lens": "lens",
}


def cases(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Pictures and videos with the values expected of them; one JSON may serve several turned copies."""
    for expected in sorted(folder.rglob("*.json")):
        same_stem = [path for path in expected.parent.iterdir() if path.stem == expected.stem]
        media = [path for path in same_stem if path.suffix not in (".json", ".xmp", ".jpg_original")]
        for path in media or sorted(expected.parent.glob(f"{expected.stem}_[0-9].jpg")):
            yield path, json.loads(expected.read_text(encoding="utf-8"))


def sidecars_of(path: Path) -> list[Path]:
    return [found for found in (Path(f"{path}.xmp"), path.with_suffix(".xmp")) if found.exists()]


def differences(found: Metadata, expected: dict[str, Any]) -> dict[str, str]:
    """Field to 'expected, found', where they differ."""
    pairs = {
        "size": ((expected["size"]["width"], expected["size"]["height"]), (found.width, found.height)),
        "rating": (expected.get("rating"), found.rating),
        "title": (expected.get("title", ""), found.title),
        "caption": (expected.get("caption", ""), found.caption),
        "keywords": (set(expected.get("keywords", [])), set(found.keywords)),
        **_taken(found, expected),
        **_position(found, expected),
        **_people(found, expected),
    }
    for key, value in expected.get("cameraData", {}).items():
        actual = getattr(found.camera, EXIF_NAMES[key])
        pairs[key] = (value, actual if isinstance(value, str) else pytest.approx(actual, rel=1e-2))
    return {key: f"{wanted}, {actual}" for key, (wanted, actual) in pairs.items() if wanted != actual}


def _taken(found: Metadata, expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    if "creationDate" in expected.get("skip", []) or not isinstance(expected.get("creationDate"), int):
        return {}
    assert found.taken is not None
    offset = expected.get("creationDateOffset")
    minutes = int(offset[0] + "1") * (int(offset[1:3]) * 60 + int(offset[4:])) if offset else 0
    local = datetime(1970, 1, 1) + timedelta(milliseconds=expected["creationDate"], minutes=minutes)
    pairs: dict[str, tuple[Any, Any]] = {
        "date": (local.replace(microsecond=0), found.taken.local.replace(microsecond=0))
    }
    if offset:
        pairs["offset"] = (minutes, found.taken.offset_minutes)
    return pairs


def _position(found: Metadata, expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    gps = expected.get("positionData", {}).get("GPSData")
    if gps is None:
        return {}
    actual = (found.position.lat, found.position.lon) if found.position else None
    return {"position": ((gps["latitude"], gps["longitude"]), pytest.approx(actual, abs=1e-5))}


def _people(found: Metadata, expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Boxes in whole pixels, as the expected values have them, to one pixel."""
    width, height = expected["size"]["width"], expected["size"]["height"]
    wanted = sorted(
        (face["name"], *(face["box"][key] for key in ("left", "top", "width", "height")))
        for face in expected.get("faces", [])
    )
    actual = sorted(
        (tag.name, tag.box[0] * width, tag.box[1] * height, tag.box[2] * width, tag.box[3] * height)
        if tag.box
        else (tag.name,)
        for tag in found.people
    )
    names_same = [face[0] for face in wanted] == [face[0] for face in actual]
    boxes_same = names_same and all(
        list(want[1:]) == pytest.approx(list(have[1:]), abs=1.01)
        for want, have in zip(wanted, actual, strict=True)
    )
    return {} if boxes_same else {"people": (wanted, actual)}


def test_pigallery_expected_values(shared_data: Path, read: Read) -> None:
    folder = shared_data / PIGALLERY
    checked = 0
    for path, expected in cases(folder):
        name = path.relative_to(folder).as_posix()
        found = differences(read(path, *sidecars_of(path)), expected)
        assert set(found) == set(EXPLAINED.get(name, {})), f"{name}: {found}"
        checked += 1
    assert checked > 70


def test_dates_that_no_camera_can_have_fall_back_to_the_file(shared_data: Path, read: Read) -> None:
    found = read(shared_data / PIGALLERY / "edge_case_exif_data" / "date_error.JPG")
    assert found.taken is not None
    assert found.taken.source is DateSource.MTIME


@pytest.mark.parametrize(
    ("name", "city", "country"),
    [
        ("UTC-20240413-203430-Auckland.jpg", "Auckland", "New Zealand"),
        ("UTC-20240413-203530-Montevideo.jpg", "Montevideo", "Uruguay"),
        ("UTC-20240413-203531-Kathmandu.jpg", "Kathmandu", "Nepal"),
        ("UTC-20240413-203630-London.jpg", "London", "United Kingdom"),
        ("UTC-20240413-203720-Tokyo.jpg", "Tokyo", "Japan"),
        ("UTC-20240413-203730-Reykjavik.jpg", "Reykjavík", "Iceland"),
        ("UTC-20240413-203830-NewYork.jpg", "New York City", "United States"),
    ],
)
def test_places_are_named_by_position_in_english(
    shared_data: Path, read: Read, name: str, city: str, country: str
) -> None:
    """The expected values there keep the district and the language of the program that wrote them."""
    place = read(shared_data / PIGALLERY / "4MinsAroundTheWorld" / name).place
    assert place is not None
    assert (place.city, place.country) == (city, country)


EXIFR_EXPECTED: dict[str, dict[str, Any]] = {
    "IMG_20180725_163423-tiny.jpg": {
        "taken": "2018-07-25T16:34:23.935476",
        "offset_minutes": 120,
        "position": (50.29960277777778, 14.820294444444444, 252.0),
        "camera": ("Google", "Pixel", 50, 2.0, 0.000376, 4.67),
    },
    "img_1771.jpg": {
        "taken": "2003-12-14T12:01:44",
        "camera": ("Canon", "Canon PowerShot S40", None, 4.9, 0.002, 21.3125),
    },
    "broken1.jpg": {
        "taken": "2007-08-15T10:13:13",
        "position": None,
        "camera": ("Canon", "Canon EOS 30D", 100, 8.0, 0.004, 17.0),
    },
    "door-knocker.jpg": {"camera": ("OLYMPUS IMAGING CORP.", "E-M10", 200, 5.6, 0.005, 31.0)},
    "empty-imagedesc-in-ifd0.jpg": {"position": (43.46715666666389, 11.885394999997223, None), "caption": ""},
    "issue-exifr-13.jpg": {
        "taken": "2019-10-03T09:10:11",
        "position": (47.35418402777778, 10.1913155, 1252.0),
    },
    "issue-exifr-36.jpg": {
        "position": (-0.37129999999999996, 36.056416666666664, None),
        "offset_minutes": 180,
    },
    "issue-exifr-59.jpg": {
        "taken": "2015-06-12T13:40:32.410000",
        "offset_minutes": -420,
        "people": ["Alvin the Squirrel"],
    },
    "issue-exifr-4.jpg": {"kinds": {Kind.PANORAMA}},
    "issue-fast-exif-2.jpg": {"camera": ("NIKON CORPORATION", "NIKON D700", 800, 7.1, 0.005, 44.0)},
    "tif-with-iptc-icc-xmp.tif": {
        "size": (35, 23),
        "camera": ("Canon", "Canon EOS 5D Mark III", 100, 7.1, 0.0025, 200.0),
    },
    "Bush-dog.tif": {"size": (40, 40), "title": "BUSH"},
    "iptc-staff-photographer-example.jpg": {"people": ["Jim Moore"], "rating": 3},
    "iptc-agency-photographer-example.jpg": {
        "position": (38.89023729647522, -77.04929648443799, 0.12167516432213281)
    },
    "png/png_with_exif_and_gps.png": {"position": (50.29960277777778, 14.820294444444444, 252.0)},
    "png/IMG_20180725_163423-2.png": {"taken": "2018-07-25T16:34:22.173129", "source": DateSource.XMP},
    "png/IMG_20180725_163423-1.png": {"taken": "2018-07-25T16:34:23", "source": DateSource.FILENAME},
    "avif/Irvine_CA.avif": {"camera": ("Apple", "iPhone 3GS", None, None, None, None), "size": (480, 640)},
    "heic-single.heic": {"size": (1440, 960), "source": DateSource.MTIME},
    "jp2/RESULT-OK_0008.jp2": {"camera": ("NIKON CORPORATION", "NIKON D2X", 100, 11.0, 0.04, 102.0)},
    "RangeError_Offset_outside_bounds.jpg": {"taken": "2020-07-23T11:32:20", "source": DateSource.IPTC},
    **{f"orientation/f{number}t.jpg": {"size": (48, 80)} for number in range(1, 9)},
}
"""Values that ExifTool shows and exifr's tests name."""


def shown(found: Metadata) -> dict[str, Any]:
    """The fields of the table above."""
    camera, at = found.camera, found.position
    assert found.taken is not None
    return {
        "taken": found.taken.local.isoformat(),
        "offset_minutes": found.taken.offset_minutes,
        "source": found.taken.source,
        "position": (at.lat, at.lon, at.altitude_m) if at else None,
        "camera": (
            camera.make,
            camera.model,
            camera.iso,
            camera.aperture,
            camera.exposure_s,
            camera.focal_mm,
        ),
        "size": (found.width, found.height),
        "people": [tag.name for tag in found.people],
        "kinds": set(found.kinds),
        "caption": found.caption,
        "title": found.title,
        "rating": found.rating,
    }


@pytest.mark.parametrize("name", EXIFR_EXPECTED)
def test_exifr_fixtures(shared_data: Path, read: Read, name: str) -> None:
    found = shown(read(shared_data / EXIFR / name))
    wanted = EXIFR_EXPECTED[name]
    assert {key: found[key] for key in wanted} == wanted


def test_every_file_of_the_development_data_is_read_without_an_error(shared_data: Path) -> None:
    count = 0
    for folder in ("exif", "formats"):
        for path in (shared_data / folder).rglob("*"):
            if path.is_file():
                found = read_metadata(path)
                assert found.taken is not None
                assert all("\n" not in problem for problem in found.problems)
                count += 1
    assert count > 1000
