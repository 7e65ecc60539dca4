"""The whole script on one made-up package."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from maker.table import DRAWN, Device, Photo, Place, Region, Source, Tables
from PIL import Image

PLACE = Place("home", "Cambridge, Massachusetts", "America/New_York", 42.37, -71.11)
DEVICE = Device("phone", "Apple", "iPhone", "lens", 6.8, 1.8, True, True)
SOURCE = Source("s", "pkg", "1.0", "usr/s.png", "", "Title", "Ada", "CC0-1.0", "copyright")
WHEN = datetime(2024, 5, 1, 12)


def _photo(path: str, make: str = "photo", source: str = "s", **more: object) -> Photo:
    return Photo(path, source, make, WHEN, "home", "phone", **more)  # type: ignore[arg-type]


PHOTOS = (
    Photo("copy of a.jpg", "a.jpg", "copy"),
    _photo("a.jpg", caption="Hello", people=(Region("Leo", 0.5, 0.5, 0.1, 0.1),)),
    _photo("b.jpg", "burst:1"),
    _photo("c/d.heic"),
    _photo("c/e.avif", caption="inside"),
    _photo("c/f.webp", rating=5),
    _photo("c/g.png", keywords=("one",)),
    _photo("h.tif"),
    _photo("i.jpg", "recode"),
    _photo("j.DNG", "raw"),
    _photo("k.jpg", "crop:0 0 0.5 0.5"),
    _photo("l.jpg", "meme"),
    _photo("m.jpg", caption="outside", carrier="sidecar"),
    _photo("n.jpg", caption="outside", carrier="stem-sidecar"),
    Photo("o.png", DRAWN, "draw:chat"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, build: ModuleType) -> Path:
    """The library that build() makes of PHOTOS."""
    packages = tmp_path_factory.mktemp("packages")
    (packages / "pkg" / "usr").mkdir(parents=True)
    noise = np.random.default_rng(7).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((320, 240)).save(packages / "pkg" / "usr" / "s.png")
    out = tmp_path_factory.mktemp("out")
    (out / "left over.txt").write_text("from an earlier run")
    build.build(_tables(), packages, out)
    return out


def _tables() -> Tables:
    return Tables({"s": SOURCE}, {"home": PLACE}, {"phone": DEVICE}, PHOTOS)


def test_every_photo_and_sidecar_is_made_and_nothing_else(made: Path) -> None:
    there = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    assert there == {photo.path for photo in PHOTOS} | {"m.jpg.xmp", "n.xmp"}


def test_a_copy_is_the_same_bytes(made: Path) -> None:
    assert (made / "copy of a.jpg").read_bytes() == (made / "a.jpg").read_bytes()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.jpg", "JPEG"),
        ("c/d.heic", "HEIF"),
        ("c/e.avif", "AVIF"),
        ("c/f.webp", "WEBP"),
        ("c/g.png", "PNG"),
        ("h.tif", "TIFF"),
    ],
)
def test_each_format_is_what_its_name_says(made: Path, path: str, kind: str) -> None:
    with Image.open(made / path) as image:
        assert image.format == kind
        assert image.getexif()[0x010F] == "Apple"


@pytest.mark.parametrize("path", ["a.jpg", "c/e.avif", "c/f.webp", "c/g.png"])
def test_words_are_inside_the_file(made: Path, path: str) -> None:
    assert b"adobe:ns:meta" in (made / path).read_bytes()


def test_words_of_a_sidecar_are_not_inside_the_photo(made: Path) -> None:
    assert b"outside" in (made / "m.jpg.xmp").read_bytes()
    assert b"outside" in (made / "n.xmp").read_bytes()
    assert b"adobe:ns:meta" not in (made / "m.jpg").read_bytes()


def test_a_recoded_copy_is_smaller(made: Path) -> None:
    assert (made / "i.jpg").stat().st_size < 0.8 * (made / "a.jpg").stat().st_size


def test_building_again_gives_the_same_pixels(made: Path, build: ModuleType, tmp_path: Path) -> None:
    packages = made.parent / next(p.name for p in made.parent.iterdir() if p.name.startswith("packages"))
    build.write_photo(PHOTOS[2], _tables(), packages, tmp_path)
    assert (tmp_path / "b.jpg").read_bytes() == (made / "b.jpg").read_bytes()


def test_credits_name_the_photographer_or_ourselves(build: ModuleType, tmp_path: Path) -> None:
    build.write_credits(_tables(), tmp_path / "CREDITS.csv")
    with (tmp_path / "CREDITS.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    assert set(rows) == {photo.path for photo in PHOTOS}
    assert rows["copy of a.jpg"]["author"] == "Ada"
    assert rows["b.jpg"]["source_package"] == "pkg 1.0"
    assert rows["o.png"]["author"] == "the photos-ml authors"


def test_committed_credits_are_those_of_the_tables(
    build: ModuleType, tables: Tables, sample_library: Path, tmp_path: Path
) -> None:
    build.write_credits(tables, tmp_path / "CREDITS.csv")
    assert (tmp_path / "CREDITS.csv").read_bytes() == (sample_library / "CREDITS.csv").read_bytes()


def test_every_recipe_has_its_words_for_the_credits(build: ModuleType, tables: Tables) -> None:
    assert {photo.recipe for photo in tables.photos} <= set(build.CHANGES)
