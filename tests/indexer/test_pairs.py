"""Which files are one photo, by their names and by what they say of themselves."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.indexer import proof
from photos_ml.indexer.proof import are_one
from photos_ml.indexer.scan import group_files
from photos_ml.store import FileStat
from photos_ml.types import Kind
from tests.metadata.conftest import exif_bytes, keyed, movie

Paint = Callable[..., Path]
ORIGINAL, MAKER_NOTE = 0x9003, 0x927C


def grouped(*names: str) -> dict[str, set[str]]:
    """Companions by primary file, the names alone judged."""
    groups = group_files(1, "/", "", [FileStat(name, 1, 1) for name in names])
    return {g.primary.name: {f.name for f in (g.raw, g.live) if f} for g in groups}


@pytest.mark.parametrize(
    ("still", "companion"),
    [
        ("IMG_7.HEIC", "IMG_7.MOV"),
        ("IMG_7.JPG", "IMG_7.MP4"),
        ("IMG_7.HEIC", "IMG_7_HEVC.MOV"),
        ("IMG_7_HEIC.JPG", "IMG_7.MOV"),
        ("IMG_7.HEIC", "IMG_7.HEIC.MOV"),
        ("IMG_7.jpg", "IMG_7.jpg.mov"),
        ("PXL_20240101_120000123.MP.jpg", "PXL_20240101_120000123.MP.mp4"),
        ("PXL_20240101_120000123.MP.jpg", "PXL_20240101_120000123.mp4"),
        ("PXL_20240101_120000123.RAW-01.MP.COVER.jpg", "PXL_20240101_120000123.RAW-02.ORIGINAL.dng"),
        ("PXL_20240101_120000123.jpg", "PXL_20240101_120000123.RAW-02.ORIGINAL.dng"),
        ("20240101_120000.jpg", "20240101_120000.dng"),
        ("DSC1.HIF", "DSC1.ARW"),
        ("Zu\u0308rich.jpg", "Z\u00fcrich.CR2"),
    ],
)
def test_one_shot_by_names(still: str, companion: str) -> None:
    assert grouped(still, companion) == {still: {companion}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IMG_7.JPG", "IMG_8.MOV"),
        ("IMG_7.JPG", "IMG_7(1).MP4"),
        ("PXL_20240101_120000123.jpg", "PXL_20240101_120000124.dng"),
        ("IMG_7.png", "IMG_7.mov"),
        ("IMG_7.jpg", "IMG_7.avi"),
        ("PXL_20240101_120000123.NIGHT.jpg", "PXL_20240101_120000123.RAW-02.ORIGINAL.dng"),
    ],
)
def test_two_by_names(one: str, other: str) -> None:
    assert grouped(one, other) == {one: set(), other: set()}


def test_names_that_agree_to_the_letter_go_first() -> None:
    assert grouped("img_7.jpg", "IMG_7.jpg", "IMG_7.CR2") == {"IMG_7.jpg": {"IMG_7.CR2"}, "img_7.jpg": set()}
    assert grouped("IMG_7.JPG", "IMG_7.MP4", "IMG_7.MOV") == {"IMG_7.JPG": {"IMG_7.MOV"}, "IMG_7.MP4": set()}


class Shots:
    """Writes a picture and a clip that say so much of themselves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def still(self, taken: str = "", *, name: str = "a.jpg", says: str = "", **more: Any) -> Path:
        path = self.folder / name
        exif = exif_bytes(more.get("base"), {ORIGINAL: taken} if taken else {})
        Image.new("RGB", (8, 8)).save(path, "JPEG", exif=exif, comment=says.encode())
        return path

    def clip(self, taken: datetime | None = None, *, seconds: int = 2, **keys: str) -> Path:
        path = self.folder / "a.mov"
        path.write_bytes(movie(*([keyed(**keys)] if keys else []), taken=taken, seconds=seconds))
        return path


@pytest.fixture
def shots(tmp_path: Path) -> Shots:
    return Shots(tmp_path)


NOON = datetime(2021, 8, 24, 12, 0, 2)


@pytest.mark.parametrize(
    ("taken", "clip_taken", "seconds", "one"),
    [
        ("2021:08:24 12:00:00", NOON, 3, True),
        ("2021:08:24 17:30:00", NOON, 3, True),  # the clip's clock is UTC, the picture's India's
        ("2021:08:24 02:00:00", NOON, 3, True),
        ("2021:08:24 12:07:00", NOON, 3, False),
        ("2017:08:24 12:00:00", NOON, 3, False),
        ("2021:08:24 12:00:00", NOON, 40, False),
        ("", NOON, 3, True),
        ("2021:08:24 12:00:00", None, 3, True),
        ("", None, 3, True),
        ("", None, 40, False),
    ],
)
def test_a_clip_is_of_its_picture_by_date_and_length(
    shots: Shots, taken: str, clip_taken: datetime | None, seconds: int, one: bool
) -> None:
    assert are_one(shots.still(taken), shots.clip(clip_taken, seconds=seconds)) is one


def test_an_identifier_is_worth_more_than_dates(shots: Shots) -> None:
    clip = shots.clip(NOON, content__identifier="F00D-1")
    assert are_one(shots.still("2017:01:01 10:00:00", says="F00D-1"), clip)
    assert not are_one(shots.still("2017:01:01 10:00:00", says="F00D-2"), clip)


def test_another_identifier_parts_what_dates_would_pair(shots: Shots) -> None:
    clip = shots.clip(NOON, content__identifier="F00D-1")
    still = shots.still("2021:08:24 12:00:00")
    assert are_one(still, clip)
    details = {ORIGINAL: "2021:08:24 12:00:00", MAKER_NOTE: apples_note(b"BEEF-2")}
    Image.new("RGB", (8, 8)).save(still, "JPEG", exif=exif_bytes({}, details))
    assert not are_one(still, clip)


def apples_note(identifier: bytes) -> bytes:
    """Apple's maker note with a live photo's identifier."""
    entry = b"\x00\x11\x00\x02" + (len(identifier) + 1).to_bytes(4, "big") + (32).to_bytes(4, "big")
    return b"Apple iOS\0\0\x01MM\x00\x01" + entry + b"\0\0\0\0" + identifier + b"\0"


@pytest.mark.parametrize(
    ("picture", "raw", "one"),
    [
        (("2020:05:01 12:00:00", "X-T5"), ("2020:05:01 12:00:00", "X-T5"), True),
        (("2020:05:01 14:00:00", "X-T5"), ("2020:05:01 12:00:00", "X-T5"), True),  # its clock was put right
        (("2020:05:01 12:00:00", "X-T5"), ("2020:05:01 12:03:00", "X-T5"), False),
        (("2020:05:01 12:00:00", "X-T5"), ("2016:02:03 08:00:00", "X-T5"), False),
        (("", "X-T5"), ("2016:02:03 08:00:00", "X-T5"), True),
        (("", "X-T5"), ("2016:02:03 08:00:00", "EOS R6"), False),
        (("", ""), ("2016:02:03 08:00:00", "EOS R6"), True),
    ],
)
def test_a_raw_file_is_of_its_picture_by_date_and_camera(
    tmp_path: Path, picture: tuple[str, str], raw: tuple[str, str], one: bool
) -> None:
    paths = []
    for name, (taken, model) in (("a.jpg", picture), ("a.dng", raw)):
        exif = exif_bytes({0x110: model} if model else {}, {ORIGINAL: taken} if taken else {})
        paths.append(tmp_path / name)
        Image.new("RGB", (8, 8)).save(paths[-1], "JPEG" if name == "a.jpg" else "TIFF", exif=exif)
    assert are_one(paths[0], paths[1]) is one


def test_what_cannot_be_read_is_judged_by_its_name(shots: Shots, tmp_path: Path) -> None:
    assert are_one(tmp_path / "gone.jpg", tmp_path / "gone.mov")
    (tmp_path / "a.mov").write_bytes(b"three seconds")
    assert are_one(shots.still("2017:01:01 10:00:00"), tmp_path / "a.mov")


def test_a_clip_of_another_year_is_a_video_of_its_own(studio: Any, painter: Paint) -> None:
    still = painter(studio.photos / "IMG_9.JPG", 1)
    (studio.photos / "IMG_9.MOV").write_bytes(movie(taken=NOON, seconds=30))
    report = studio.index()
    assert (report.counts.new, report.counts.failed) == (1, 1)  # a clip without pixels fails, and is seen to
    assert Kind.LIVE not in studio.at(still.name).metadata.kinds


def test_files_are_opened_for_it_once(studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def judge(picture: Path, companion: Path) -> bool:
        asked.append(companion.name)
        return are_one(picture, companion)

    monkeypatch.setattr(proof, "are_one", judge)
    for number in range(3):
        painter(studio.photos / f"IMG_{number}.JPG", number)
        (studio.photos / f"IMG_{number}.MOV").write_bytes(movie(seconds=3))
    assert studio.counts() == {"new": 3, "embedded": 3}
    assert sorted(asked) == ["IMG_0.MOV", "IMG_1.MOV", "IMG_2.MOV"]
    asked.clear()
    assert studio.counts() == {"unchanged": 3}
    assert asked == []
    os.utime(studio.photos / "IMG_1.MOV", (1, 1))
    studio.index()
    assert asked == ["IMG_1.MOV"]
