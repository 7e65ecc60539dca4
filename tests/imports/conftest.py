"""A small library, and what other programs would say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from photos_ml.store import Library
from photos_ml.types import DateSource, Metadata, Taken
from tests.store.conftest import Shelf

NAMES = ("2019/IMG_1.jpg", "2019/IMG_2.jpg", "2020/IMG_1.jpg", "2020/Ferien.HEIC")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Four photos below /pictures, two of them of one name."""
    with Library.open(tmp_path / "library", create=True) as opened:
        shelf = Shelf(opened)
        for at, name in enumerate(NAMES):
            taken = Taken(datetime(2019 + at // 2, 5, 1 + at, 10), 120, DateSource.EXIF)
            shelf.add(name, Metadata(taken=taken, width=400, height=300))
        yield opened
