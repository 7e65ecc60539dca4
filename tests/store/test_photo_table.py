"""The arrays of a library follow it change by change, and are what they would be read anew."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from photos_ml.corrections import Correction
from photos_ml.store import Library, Mark, Status
from photos_ml.store.correcting import correct
from photos_ml.store.photo_table import PhotoArrays, PhotoTable
from photos_ml.types import DateSource, Metadata, Taken

MADE = ("weekdays", "tells_moments", "known_days", "newest_first", "by_content", "_by_id")


def day(number: int) -> Metadata:
    moment = datetime(2020, 1, 1) + timedelta(hours=7 * number)
    return Metadata(taken=Taken(moment, None, DateSource.EXIF), width=400 + number, height=300)


def assert_as_anew(kept: PhotoArrays, library: Library) -> None:
    anew = PhotoTable(library.database).current()
    for name in [field.name for field in fields(PhotoArrays)] + list(MADE):
        np.testing.assert_equal(getattr(kept, name), getattr(anew, name), err_msg=name)


def test_the_arrays_follow_the_library(shelf: Any, library: Library) -> None:
    photos = [shelf.add(f"{n}.jpg", day(n)) for n in range(30)]
    dice = random.Random(0)

    def mark() -> None:
        library.marks.set_all(dice.sample(photos, 3), dice.choice(list(Mark)), dice.random() < 0.5)

    def date() -> None:
        when = datetime(2019, dice.randrange(1, 13), 5)
        correct(library, [dice.choice(photos)], Correction(taken=Taken(when, None, DateSource.EXIF)))

    def leave() -> None:
        library.set_status([dice.choice(photos)], dice.choice([Status.MISSING, Status.PRESENT]))

    def come() -> None:
        photos.append(shelf.add(f"new {len(photos)}.jpg", day(dice.randrange(99))))

    for change in [dice.choice((mark, mark, date, leave, come)) for _ in range(60)]:
        for name in MADE:
            getattr(library.photo_table.current(), name)
        change()
        assert_as_anew(library.photo_table.current(), library)


def test_a_heart_leaves_what_was_made_of_dates(shelf: Any, library: Library) -> None:
    photos = [shelf.add(f"{n}.jpg", day(n)) for n in range(9)]
    before = library.photo_table.current()
    order = before.newest_first
    library.marks.set(photos[4], Mark.FAVORITE, True)
    after = library.photo_table.current()
    assert after.newest_first is order
    assert after.seconds is before.seconds
    assert (before.favorites.sum(), after.favorites.sum()) == (0, 1)


def test_months_after_hearts_are_as_read_anew(shelf: Any, library: Library) -> None:
    photos = [shelf.add(f"{n}.jpg", day(9 * n)) for n in range(40)]
    photos += [shelf.add(f"{folder}/{n}.jpg") for folder in ("a", "b") for n in range(3)]
    dice = random.Random(1)
    kept = library.months()
    for _ in range(20):
        chosen, mark = dice.sample(photos, 2), dice.choice([Mark.FAVORITE, Mark.FAVORITE, Mark.HIDE])
        library.marks.set_all(chosen, mark, dice.random() < 0.6)
        with Library.open(library.folder) as anew:
            assert library.timeline() == anew.timeline()
        if mark is Mark.FAVORITE:
            assert library.months() is kept, "what is no favourite is not read anew"
        kept = library.months()
