"""Stacks that a process before found are those that would be found anew, whatever changed since."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import fields
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.browse import _by_day, stacks, whole_timeline
from photos_ml.corrections import Correction
from photos_ml.search import stacks as module
from photos_ml.search.engine import SearchEngine
from photos_ml.search.visual import Vision
from photos_ml.store import Library, Mark, Month
from photos_ml.store import database as database_module
from photos_ml.store.array_files import text_array
from photos_ml.store.correcting import correct
from photos_ml.store.database import ARRAYS, FILE_NAME
from photos_ml.store.photo_table import PhotoArrays
from photos_ml.store.timeline import Months
from photos_ml.types import DateSource, Metadata, Taken
from tests.search.conftest import Album
from tests.search.test_folding import shot


@pytest.fixture(autouse=True)
def _all_are_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILED_GROUPS", 1)
    monkeypatch.setattr(module, "FILED_SHARE", 0.0)


def found(library: Library, *, files: bool = True) -> list[list[int]]:
    """The stacks of all photos, ten a group, as a process that begins now tells them."""
    if not files:
        library.database.files = None
    engine = Album(library).engine
    library.photo_table.current()
    ids = np.array(library.all_present(), np.int64)
    lengths = np.bincount(np.arange(len(ids)) // 10)
    return [[one.photo_id, *one.similar] for one in engine.stacks(ids, lengths)]


def test_after_every_change_they_are_as_found_anew(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    read = Vision.rows

    def rows(self: Vision, vectors: Any) -> Any:
        looked.append(len(vectors))
        return read(self, vectors)

    monkeypatch.setattr(Vision, "rows", rows)
    folder, dice = album.library.folder, random.Random(0)
    for number in range(60):
        burst = dice.choice(("", "x", "y"))
        name = f"c{number % 50}"
        album.add(
            f"{number}.jpg", dice.choice(("dog", "cat")), shot(9 * number, burst_id=burst), content=name
        )

    def some() -> list[int]:
        return dice.sample(album.library.all_present(), 3)

    said = Taken(shot(86_400 * 9).taken.local, None, DateSource.USER)  # type: ignore[union-attr]
    changes: dict[str, Callable[[], Any]] = {
        "nothing": lambda: None,
        "heart": lambda: album.library.marks.set_all(some(), Mark.FAVORITE, True),
        "date": lambda: correct(album.library, some(), Correction(taken=said)),
        "burst": lambda: album.library.database.execute("UPDATE photos SET burst_id = 'z' WHERE id % 7 < 2"),
        "content": lambda: album.library.database.execute(
            "UPDATE photos SET content_id = (SELECT content_id FROM photos WHERE id = 1) WHERE id % 11 = 1"
        ),
        "new": lambda: album.add("new.jpg", "dog", Metadata()),
    }
    for name, change in changes.items():
        change()
        looked.clear()
        with Library.open(folder) as library:
            kept = found(library)
        if name == "heart":
            assert not sum(looked), "the vectors are not read again"
        with Library.open(folder) as plain:
            assert kept == found(plain, files=False), name
        assert any(len(one) > 1 for one in kept)
    assert list((folder / ARRAYS).glob("stacks*"))


def test_of_another_copy_of_the_library_none_are_taken(album: Album, tmp_path: Path) -> None:
    """Rows of vectors that came after the copy was made have the same numbers in both."""
    for number in range(40):
        album.add(f"{number}.jpg", "dog", shot(9 * number))
    folder, copy = album.library.folder, tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(copy)) as target:
        album.library.database.connection.backup(target)
    album.add("a.jpg", "dog", shot(900))
    with Library.open(folder) as library:
        found(library)
    album.library.close()
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    copy.rename(folder / FILE_NAME)
    with Library.open(folder) as library:
        assert library.database.files is not None
        assert module.Stacks(None, library.database, "words 1")._from_file() == {}  # type: ignore[arg-type]


def arrays_of(months: Sequence[Month]) -> tuple[Months, PhotoArrays]:
    """The same months as the arrays of a library with these photos."""
    ids, days, loved = (
        np.array([one for month in months for one in getattr(month, name)], np.int64)
        for name in ("ids", "days", "favorites")
    )
    columns: dict[str, Any] = {field.name: np.zeros(len(ids)) for field in fields(PhotoArrays)}
    columns["ids"] = np.sort(ids)
    columns["favorites"] = np.isin(columns["ids"], loved)
    cuts = np.cumsum([0, *(len(month.ids) for month in months)])
    return Months(ids, cuts, days, text_array([])), PhotoArrays(**columns)


def test_photos_are_put_together_by_day() -> None:
    dice = random.Random(3)
    for _ in range(50):
        ids = iter(dice.sample(range(1000), 200))
        months = []
        for number in range(dice.randrange(5)):
            days = sorted((dice.choice((0, 1, 2, 9)) for _ in range(dice.randrange(1, 12))), reverse=True)
            own = [next(ids) for _ in days]
            loved = [photo for photo in own if dice.random() < 0.2]
            months.append(Month(f"2020-{number:02}", own, days, [], [], loved))
        expected = []
        for month in months:
            for day, pairs in groupby(zip(month.days, month.ids, strict=True), lambda pair: pair[0]):
                group = sorted((photo for _, photo in pairs), key=lambda one: one not in month.favorites)
                if day and len(group) > 1:
                    expected.append(group)
        photos, lengths = _by_day(*arrays_of(months))
        ends = np.cumsum([0, *lengths]).tolist()
        assert [photos[a:b].tolist() for a, b in pairwise(ends)] == expected


def test_the_stacks_of_the_timeline_are_those_found_anew(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process takes the answer itself from a file, until anything of a photo was changed."""
    monkeypatch.setattr(database_module, "LONG_S", 0.0)
    folder, dice = album.library.folder, random.Random(1)
    for number in range(40):
        album.add(f"{number}.jpg", dice.choice(("dog", "cat")), shot(9 * number))

    def told(*, files: bool) -> tuple[list[list[int]], Any]:
        with Context(folder) as context:
            context.__dict__["encoder"] = album.encoder
            if not files:
                context.library().database.files = None
            return stacks(context), whole_timeline(context)

    said = Taken(shot(86_400 * 9).taken.local, None, DateSource.USER)  # type: ignore[union-attr]
    changes: list[Callable[[list[int]], Any]] = [
        lambda some: album.library.marks.set_all(some, Mark.FAVORITE, dice.random() < 0.7),
        lambda some: album.library.marks.set_all(some, Mark.HIDE, dice.random() < 0.7),
        lambda some: correct(album.library, some, Correction(taken=said)),
        lambda some: album.add(f"new{some[0]}.jpg", "dog", shot(9 * some[1])),
        lambda some: album.library.set_setting("a", some[0]),
    ]
    before = set[str]()
    for _ in range(25):
        dice.choice(changes)(dice.sample(album.library.all_present(), 3))
        kept = told(files=True)
        assert kept == told(files=True) == told(files=False)
        before.add(repr(kept))
    assert len(before) > 10
    monkeypatch.setattr(SearchEngine, "stacks", None)
    album.library.set_setting("a", 99)
    assert told(files=True) == kept, "of a setting they do not depend"
