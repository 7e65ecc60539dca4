"""Photos in the order of their dates, the country most days were spent in, and the locks of a library."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.errors import LibraryBusyError
from photos_ml.store import Library, PhotoFilter
from photos_ml.store.database import Database
from photos_ml.types import DateSource, Metadata, Place, Position, Taken
from tests.store.conftest import Shelf

FIRST = datetime(2020, 1, 1, 12)
FRANCE = Place("Paris", "Île-de-France", "France", "FR")
CHILE = Place("Santiago", "Santiago Metropolitan", "Chile", "CL")


def on_day(number: int, place: Place | None = None, lat: float = 0.0) -> Metadata:
    taken = Taken(FIRST + timedelta(days=number), None, DateSource.EXIF)
    return Metadata(taken=taken, place=place, position=Position(lat, 2.0) if place else None)


@pytest.mark.parametrize("oldest", [False, True])
@settings(max_examples=15, deadline=None)
@given(days=st.lists(st.none() | st.integers(0, 3), max_size=12), data=st.data())
def test_photos_by_date_come_as_the_newest_do(
    days: list[int | None], data: st.DataObject, oldest: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        shelf = Shelf(library)
        ids = [shelf.add(f"{n}.jpg", None if day is None else on_day(day)) for n, day in enumerate(days)]
        expected = library.newest(PhotoFilter(), len(ids) + 1, 0, oldest=oldest)
        shuffled = data.draw(st.permutations(ids))
        assert library.photos.by_date(shuffled, oldest=oldest) == expected
        some = set(shuffled[: len(ids) // 2])
        assert library.photos.by_date(sorted(some), oldest=oldest) == [one for one in expected if one in some]


def test_more_photos_than_one_question_takes_are_one_list(shelf: Shelf) -> None:
    ids = [shelf.add(f"{n}.jpg", on_day(n % 7)) for n in range(9)]
    many = [*ids, *range(10_000, 12_000)]  # ids of no photo are left out
    assert shelf.library.photos.by_date(many) == shelf.library.newest(PhotoFilter(), 100, 0)


def test_home_is_where_most_days_were_not_most_photos(shelf: Shelf) -> None:
    assert shelf.library.busiest_country() == ("", False)
    for number in range(6):
        shelf.add(f"paris {number}.jpg", on_day(0, FRANCE, 48.9))
    assert shelf.library.busiest_country() == ("FR", False)
    for number in range(2):
        shelf.add(f"santiago {number}.jpg", on_day(number, CHILE, -33.4))
    assert shelf.library.busiest_country() == ("CL", True)


RIGHTS: list[Callable[[Database], AbstractContextManager[None]]] = [Database.indexing, Database.enriching]


@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_is_held_by_one_at_a_time(
    library: Library, right: Callable[[Database], AbstractContextManager[None]]
) -> None:
    with Library.open(library.database.folder) as other:
        with right(library.database), pytest.raises(LibraryBusyError), right(other.database):
            pass
        with right(other.database):
            assert other.newest_id() == 0


def test_steps_run_while_another_indexes(library: Library) -> None:
    here = library.database
    with Library.open(here.folder) as other, here.indexing(), other.database.enriching():
        assert other.newest_id() == 0
