"""The whole timeline, which is kept as bytes, against the same months as lists."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from photos_ml.app.api.present import timeline_json, written_json
from photos_ml.app.service import Context
from photos_ml.app.service.browse import photos_by_month, whole_timeline
from photos_ml.app.service.written_months import _listed
from photos_ml.store import Library, Mark
from photos_ml.store import database as database_module
from photos_ml.store.array_files import smaller
from photos_ml.types import DateSource, Media, Metadata, Precision, Taken

NASTY = ('a,"favorites":[]', "b\\", "ünï \n", 'c"favorites":[]"')


@pytest.fixture(autouse=True)
def _all_is_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "LONG_S", 0.0)


def said(context: Context) -> Any:
    return msgspec.json.decode(msgspec.json.encode(written_json(whole_timeline(context))))


def listed(context: Context) -> Any:
    return msgspec.json.decode(msgspec.json.encode(timeline_json(photos_by_month(context))))


def taken(days: int) -> Taken:
    when = datetime(2015 + days % 3, 1 + days % 12, 1 + days % 27, 12)
    return Taken(when, None, DateSource.EXIF, [*Precision][days % 4])


def test_written_months_are_the_listed_ones_whatever_was_done(shelf: Any, library: Library) -> None:
    dice = random.Random(3)
    photos = [shelf.add(f"{n}.jpg", Metadata(taken=taken(n), width=300, height=200)) for n in range(30)]
    photos += [
        shelf.add(f"{folder}/{n}.mp4", Metadata(media=Media.VIDEO)) for folder in NASTY for n in range(2)
    ]
    with Context(library.folder) as context:
        assert said(context) == listed(context), "without any favourite"
        for _ in range(20):
            mark = dice.choice([Mark.FAVORITE, Mark.FAVORITE, Mark.HIDE])
            context.library().marks.set_all(dice.sample(photos, 4), mark, dice.random() < 0.6)
            assert said(context) == listed(context)
            with Context(library.folder) as anew:  # which finds the file of the other
                assert said(anew) == listed(context)
        assert sum(len(month["favorites"]) for month in said(context)["months"]) > 3


def test_a_library_without_photos_has_no_months(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True), Context(tmp_path) as context:
        assert said(context) == {"total": 0, "months": []}


def test_numbers_of_every_width_are_listed() -> None:
    ids = np.array([1, 9, 10, 99, 100, 101, 999_999, 1_000_000, 7], np.int64)
    assert _listed(ids, np.array([3, 8])) == b"1,9,10,99\x00100,101,999999,1000000,7\x00"


def test_smaller_numbers_are_the_same() -> None:
    for most in (0, 127, 128, 2**31 - 1, 2**31):
        whole = np.array([0, most], np.int64)
        assert smaller(whole).astype(np.int64).tolist() == whole.tolist()
    assert smaller(np.zeros(0, np.int64)).dtype == np.int8
