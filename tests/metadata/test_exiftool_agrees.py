"""Every file of other projects' libraries is read as exiftool reads it, or the difference is explained."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.formats import Role, format_of
from photos_ml.indexer.metadata import read_metadata
from photos_ml.types import DateSource, Metadata

Tags = dict[str, Any]

FILLER = "what cameras and phones fill in is no caption"
OTHER_ALPHABET = "IPTC without a character set: UTF-8 where it is valid, exiftool takes Latin letters"
WALL_CLOCK = "the container holds UTC, the name the wall clock of the same moment"
ASSETS = "pigallery2/test/backend/assets"
EXPLAINED = {
    ("exifr/test/fixtures/broken1.jpg", "caption"): FILLER,
    (f"{ASSETS}/imageSizeError.jpg", "caption"): FILLER,
    (f"{ASSETS}/parsingfromheic.heic", "caption"): FILLER,
    (f"{ASSETS}/edge_case_exif_data/before_epoch.jpg", "date"): "1601 is older than photography",
    (f"{ASSETS}/live_photo/IMG_7943.HEIC", "orientation"): "the decoder gives whole pixels of a cut picture",
    (f"{ASSETS}/sidecar/20240107_110258.jpg", "keywords"): OTHER_ALPHABET,
    (f"{ASSETS}/sidecar/20240121_102400.JPG", "keywords"): OTHER_ALPHABET,
    (f"{ASSETS}/sidecar/20240128_185808.JPG", "keywords"): OTHER_ALPHABET,
    (f"{ASSETS}/sidecar/20240128_105420.mp4", "date"): WALL_CLOCK,
    (f"{ASSETS}/sidecar/20240128_120909.mp4", "date"): WALL_CLOCK,
}
"""(path, field) to why it is not read as exiftool does."""

_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)(?: (\d\d):(\d\d)(?::(\d\d))?)?")
_DATE_TAGS = ("DateTimeOriginal", "CreateDate", "ModifyDate", "DateCreated", "CreationTime", "CreationDate",
              "DateTimeDigitized", "DateTime", "MediaCreateDate", "DigitalCreationDate")  # fmt: skip


@pytest.fixture(scope="module")
def told(shared_data: Path) -> dict[Path, Tags]:
    """What exiftool says of each picture and video; nothing it takes from names and file times."""
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed")
    folder = shared_data / "exif"
    command = ["exiftool", "-json", "-G1", "-n", "-struct", "-r", "-q", str(folder)]
    found = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    files = {Path(tags["SourceFile"]): tags for tags in json.loads(found)}
    kinds = {path: format_of(path.name) for path in files}
    return {
        path: tags
        for path, tags in files.items()
        if (kind := kinds[path]) and kind.role in (Role.PICTURE, Role.RAW, Role.VIDEO)
    }


def values(tags: Tags, name: str, *groups: str) -> list[Any]:
    """All values of a tag, of any group or of these, lists opened."""
    found = []
    for key, value in tags.items():
        group, _, tag = key.partition(":")
        if tag == name and (not groups or group in groups):
            found += value if isinstance(value, list) else [value]
    return found


def plain(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value)).strip()


def moments(tags: Tags) -> set[str]:
    """All days and times that a file's tags give, to the second."""
    found = set()
    for tag in _DATE_TAGS:
        for value in values(tags, tag):
            if match := _DATE.match(str(value)):
                found.add(":".join(part or "00" for part in match.groups()[:3]))
                found.add(" ".join(part or "00" for part in match.groups()))
    return found


def differences(found: Metadata, tags: Tags) -> dict[str, str]:
    checks = {
        "date": _date(found, tags),
        "offset": _offset(found, tags),
        "position": _position(found, tags),
        "orientation": _orientation(found, tags),
        "rating": _rating(found, tags),
        "caption": _caption(found, tags),
        "keywords": _keywords(found, tags),
        "regions": _regions(found, tags),
    }
    return {field: told for field, told in checks.items() if told}


def _date(found: Metadata, tags: Tags) -> str:
    taken = found.taken
    written = [value for value in values(tags, "DateTimeOriginal", "ExifIFD") if _is_date(value)]
    if taken is None or taken.source in (DateSource.MTIME, DateSource.FILENAME):
        return f"no date, {written[0]} written" if written else ""
    if written and str(written[0])[:19] != f"{taken.local:%Y:%m:%d %H:%M:%S}":
        return f"{taken.local}, {written[0]} written"
    local = f"{taken.local:%Y %m %d %H %M %S}"
    day = f"{taken.local:%Y:%m:%d}"
    return "" if (local if taken.has_time else day) in moments(tags) else f"{taken.local} is nowhere written"


def _is_date(value: Any) -> bool:
    match = _DATE.match(str(value))
    try:
        year, month, day = map(int, match.groups()[:3]) if match else (0, 0, 0)
        return bool(datetime(year, month, day))
    except ValueError:
        return False


def _offset(found: Metadata, tags: Tags) -> str:
    written = values(tags, "OffsetTimeOriginal", "ExifIFD")
    match = re.fullmatch(r"([+-])(\d\d):(\d\d)", str(written[0])) if written else None
    if match is None or found.taken is None or found.taken.source is not DateSource.EXIF:
        return ""
    minutes = (int(match[2]) * 60 + int(match[3])) * (-1 if match[1] == "-" else 1)
    return "" if found.taken.offset_minutes == minutes else f"{found.taken.offset_minutes}, {minutes} written"


def _position(found: Metadata, tags: Tags) -> str:
    axes = ("GPSLatitude", "GPSLongitude")
    lat, lon = (next(iter(values(tags, axis, "Composite", "XMP-exif")), None) for axis in axes)
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return f"{found.position}, none written" if found.position else ""
    if found.position is None:
        return f"none, {lat} {lon} written"
    near = abs(found.position.lat - lat) < 1e-4 and abs(found.position.lon - lon) < 1e-4
    return "" if near else f"{found.position}, {lat} {lon} written"


def _orientation(found: Metadata, tags: Tags) -> str:
    size = [values(tags, side, "File", "PNG", "IFD0") for side in ("ImageWidth", "ImageHeight")]
    turn = values(tags, "Orientation", "IFD0") or values(tags, "Orientation", "XMP-tiff")
    if not all(size) or not found.width:
        return ""
    width, height = int(size[0][0]), int(size[1][0])
    upright = (height, width) if turn and int(turn[0]) >= 5 else (width, height)
    return (
        "" if (found.width, found.height) == upright else f"{found.width}x{found.height}, {upright} written"
    )


def _rating(found: Metadata, tags: Tags) -> str:
    of_groups = (values(tags, "Rating", group) for group in ("XMP-xmp", "XMP-acdsee", "IFD0"))
    said = next((found for found in of_groups if found), [])
    stars = round(float(said[0])) if said else 0
    same = found.rating == (stars if 1 <= stars <= 5 else None) and found.rejected is (stars == -1)
    return "" if same else f"{found.rating}, {said} written"


def _caption(found: Metadata, tags: Tags) -> str:
    said = [
        *values(tags, "Description", "XMP-dc"),
        *values(tags, "Caption-Abstract"),
        *values(tags, "ImageDescription"),
        *values(tags, "UserComment"),
        *values(tags, "XPComment"),
        *values(tags, "Description", "PNG", "ItemList", "Keys", "UserData", "Matroska"),
        *values(tags, "Comment", "PNG", "ItemList", "Keys", "UserData", "Matroska"),
        *values(tags, "Notes", "XMP-acdsee"),
    ]
    opened = [list(value.values()) if isinstance(value, dict) else [value] for value in said]
    texts = {plain(text) for values_of in opened for text in values_of}
    if found.caption:
        return "" if found.caption in texts else f"{found.caption!r} is nowhere written"
    return f"none, {sorted(texts)} written" if texts - {""} else ""


def _keywords(found: Metadata, tags: Tags) -> str:
    said = [*values(tags, "Subject", "XMP-dc"), *values(tags, "Keywords", "IPTC")]
    words = {part.strip().casefold() for value in said for part in plain(value).split(";")} - {""}
    ours = {word.casefold() for word in found.keywords} | {tag.name.casefold() for tag in found.people}
    missing = {word for word in words if word not in ours and not ours.issuperset(word.split(","))}
    return f"{sorted(missing)} missing" if missing else ""


def _regions(found: Metadata, tags: Tags) -> str:
    names = set()
    for info in values(tags, "RegionInfo", "XMP-mwg-rs"):
        for region in info.get("RegionList", []) if isinstance(info, dict) else []:
            if str(region.get("Type", "Face")).casefold() == "face" and region.get("Name"):
                names.add(plain(region["Name"]))
    for info in values(tags, "RegionInfoMP", "XMP-MP"):
        for region in info.get("Regions", []) if isinstance(info, dict) else []:
            if region.get("PersonDisplayName") and region.get("Rectangle"):
                names.add(plain(region["PersonDisplayName"]))
    boxed = {tag.name for tag in found.people if tag.box is not None}
    return f"{sorted(names - boxed)} missing" if names - boxed else ""


def test_each_file_is_read_as_exiftool_reads_it(told: dict[Path, Tags], shared_data: Path) -> None:
    wrong: dict[tuple[str, str], str] = {}
    for path, tags in told.items():
        name = path.relative_to(shared_data / "exif").as_posix()
        found = read_metadata(path)
        wrong |= {(name, field): text for field, text in differences(found, tags).items()}
    unexplained = {key: text for key, text in wrong.items() if key not in EXPLAINED}
    assert not unexplained, "\n".join(f"{key}: {text}" for key, text in sorted(unexplained.items()))
    assert set(EXPLAINED) <= set(wrong), f"explained, but no longer so: {sorted(set(EXPLAINED) - set(wrong))}"
    assert len(told) > 150
