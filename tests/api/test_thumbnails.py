"""The cache of small pictures: made once, complete or not there, bounded."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from photos_ml.app import thumbnails
from photos_ml.app.thumbnails import Size, Thumbnails
from photos_ml.errors import DecodeError
from photos_ml.store import PhotoRow, Status
from photos_ml.types import Metadata


@pytest.fixture
def photo(tmp_path: Path) -> PhotoRow:
    path = tmp_path / "a.png"
    Image.effect_noise((700, 350), 90).save(path)
    return PhotoRow(1, path, Status.PRESENT, "ab" * 32, Metadata(), path.stat().st_size, True)


def test_it_is_made_once(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / "cache")
    first = cache.file(photo, Size.GRID)
    photo.path.unlink()
    assert cache.file(photo, Size.GRID) == first
    with Image.open(first) as picture:
        assert (picture.format, picture.size) == ("WEBP", (512, 256))


def test_a_small_picture_is_not_enlarged(photo: PhotoRow, tmp_path: Path) -> None:
    with Image.open(Thumbnails(tmp_path / "cache").file(photo, Size.LARGE)) as picture:
        assert picture.size == (700, 350)


def test_what_cannot_be_decoded_leaves_nothing(photo: PhotoRow, tmp_path: Path) -> None:
    photo.path.write_bytes(b"no picture")
    with pytest.raises(DecodeError):
        Thumbnails(tmp_path / "cache").file(photo, Size.GRID)
    assert not list((tmp_path / "cache").rglob("*.*"))


def test_a_write_that_fails_leaves_nothing(
    photo: PhotoRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        Thumbnails(tmp_path / "cache").file(photo, Size.GRID)
    assert not list((tmp_path / "cache").rglob("*.*"))


def test_what_was_looked_at_longest_ago_goes_first(photo: PhotoRow, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    size = Thumbnails(folder).file(photo, Size.GRID).stat().st_size
    cache = Thumbnails(folder, budget_bytes=3 * size + size // 2)
    row = {name: replace(photo, content_hash=name * 32) for name in ("ab", "cd", "ef", "01", "23")}
    for age, name in enumerate(["cd", "ef", "ab"]):
        path = cache.file(row[name], Size.GRID)
        os.utime(path, (time.time() - 1000 + age,) * 2)
    cache.file(row["cd"], Size.GRID)  # looked at again just now
    newest = cache.file(row["01"], Size.GRID)
    left = {path.parent.name for path in folder.glob("*/*.webp")}
    assert "ef" not in left
    assert {"cd", newest.parent.name} <= left
    assert sum(path.stat().st_size for path in folder.glob("*/*")) <= 3.5 * size


def test_the_budget_holds_over_many(photo: PhotoRow, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    size = Thumbnails(folder).file(photo, Size.GRID).stat().st_size
    cache = Thumbnails(folder, budget_bytes=5 * size)
    for number in range(20):
        assert cache.file(replace(photo, content_hash=f"{number:02d}" * 32), Size.GRID).is_file()
        assert sum(path.stat().st_size for path in folder.glob("*/*")) <= 5 * size


def test_deleting_the_cache_loses_nothing(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / thumbnails.FOLDER)
    path = cache.file(photo, Size.GRID)
    before = path.read_bytes()
    path.unlink()
    assert cache.file(photo, Size.GRID).read_bytes() == before
