"""What is no memory: by record, by pixels, by sight; measured on drawn junk and on real photos."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.registry import Registry
from photos_ml.ranker.scene.junk import JunkFilter, by_pixels, by_record
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.store.dated import DatedPhoto
from photos_ml.store.looks import Likeness
from photos_ml.vision.quality import measure

MakePhoto = Callable[..., DatedPhoto]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Registry(tmp_path_factory.mktemp("models")).get("builtin")


@pytest.fixture(scope="module")
def junk(encoder: Encoder) -> JunkFilter:
    return JunkFilter(encoder.encode_texts)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"look": Likeness("screenshot", "file")}, "a screenshot"),
        ({"look": Likeness("receipt", "looked")}, "a receipt"),
        ({"look": Likeness("handwriting", "user")}, "handwriting"),
        ({"name": "Screenshot_20240102.png"}, "a screenshot"),
        ({"name": "Screen Shot 2024-01-02 at 10.00.00.png"}, "a screenshot"),
        ({"folder": "/home/me/Receipts"}, "a document"),
        ({"name": "scan 003.jpg"}, "a document"),
        ({"folder": "/p/Memes"}, "a meme"),
        ({"folder": "/home/me/Downloads"}, "a download"),
        ({"camera": "EPSON Perfection V39"}, "a scan: its date is not when it was taken"),
        ({"camera": "CanoScan LiDE 220"}, "a scan: its date is not when it was taken"),
    ],
)
def test_records_that_say_it(make_photo: MakePhoto, changes: dict[str, object], reason: str) -> None:
    verdict = by_record(make_photo(1, "2024-01-02T10:00", **changes))
    assert verdict is not None and verdict.reason == reason


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "IMG_2024.jpg", "folder": "/p/Scandinavia 2024"},
        {"folder": "/p/Documentary festival"},
        {"camera": "NIKON D750"},
        {"folder": "/p/Gifted children"},
        {"look": Likeness("drawing", "looked")},
    ],
)
def test_records_that_do_not(make_photo: MakePhoto, changes: dict[str, object]) -> None:
    assert by_record(make_photo(1, "2024-01-02T10:00", **changes)) is None


def test_what_the_user_calls_a_photo_is_left_out_only_if_it_shows_nothing(
    make_photo: MakePhoto, junk: JunkFilter
) -> None:
    photo = make_photo(1, "2024-01-02T10:00", name="scan 003.jpg", look=Likeness("photo", "user"))
    assert junk.verdict(photo, None, (9.0, "a receipt")) is None
    assert junk.verdict(photo, measure(Image.new("RGB", (400, 300), "black")), None) is not None


@pytest.mark.parametrize(
    ("colour", "reason"), [("black", "almost black"), ("white", "almost white"), ("#7a6a5a", "shows nothing")]
)
def test_pictures_of_nothing(colour: str, reason: str) -> None:
    verdict = by_pixels(measure(Image.new("RGB", (400, 300), colour)))
    assert verdict is not None and verdict.reason == reason


def test_a_shot_out_of_focus_all_over(sample_library: Path) -> None:
    with Image.open(sample_library / "photos/2025/06/IMG_2134.JPG") as opened:
        picture = opened.convert("RGB")
    assert by_pixels(measure(picture)) is None
    verdict = by_pixels(measure(picture.filter(ImageFilter.GaussianBlur(14))))
    assert verdict is not None and verdict.reason == "blurred all over"


def test_what_is_not_known_accuses_nobody(junk: JunkFilter, make_photo: MakePhoto) -> None:
    assert junk.verdict(make_photo(1, "2024-01-02T10:00"), None, None) is None
    assert junk.visual_scores(np.zeros((0, 8), np.float32)) == []


def verdicts(
    encoder: Encoder, junk: JunkFilter, photo: DatedPhoto, pictures: list[Image.Image]
) -> list[bool]:
    """Whether each is judged junk by its looks: its record says nothing."""
    sight = junk.visual_scores(encoder.encode_images(pictures))
    return [
        junk.verdict(photo, measure(picture), seen) is not None
        for picture, seen in zip(pictures, sight, strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "recall"),
    [
        ("page", 0.95),
        ("receipt", 0.95),
        ("chat", 0.95),
        ("app", 0.95),
        ("slide", 0.5),
        ("meme", 0.95),
        ("pocket", 1.0),
        ("finger", 1.0),
        ("out of focus", 0.95),
    ],
)
def test_drawn_junk_is_recognised(
    encoder: Encoder,
    junk: JunkFilter,
    make_photo: MakePhoto,
    sample_library: Path,
    name: str,
    recall: float,
) -> None:
    photo = Image.open(sample_library / "photos/2025/06/IMG_2134.JPG").convert("RGB")
    pictures = [DRAWN[name](random.Random(1000 + seed), photo) for seed in range(20)]
    found = verdicts(encoder, junk, make_photo(1, "2024-01-02T10:00"), pictures)
    assert np.mean(found) >= recall


def test_real_photos_are_seldom_taken_for_junk(
    encoder: Encoder, junk: JunkFilter, make_photo: MakePhoto, shared_data: Path
) -> None:
    files = sorted((shared_data / "flickr8k/val").glob("*.jpg"))[200:320]
    pictures = [Image.open(file).convert("RGB") for file in files]
    found = verdicts(encoder, junk, make_photo(1, "2024-01-02T10:00"), pictures)
    assert np.mean(found) <= 0.03
