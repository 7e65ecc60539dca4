"""How finely a date is known: kept, read back, migrated, and never taken for more than it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.store import Library
from photos_ml.store.database import open_database
from photos_ml.store.dated import read_dated
from photos_ml.store.schema import MIGRATIONS
from photos_ml.types import DateSource, Metadata, Precision, Taken

MOMENT = datetime(1985, 7, 6, 14, 30, 15)
BEFORE_PRECISION = 4


def known_to(precision: Precision, local: datetime = MOMENT) -> Taken:
    return Taken(local, None, DateSource.XMP, precision)


@pytest.mark.parametrize(
    ("precision", "local", "last", "text"),
    [
        (Precision.SECOND, MOMENT, date(1985, 7, 6), "1985-07-06 14:30"),
        (Precision.MINUTE, MOMENT, date(1985, 7, 6), "1985-07-06 14:30"),
        (Precision.DAY, datetime(1985, 7, 6, 12), date(1985, 7, 6), "1985-07-06"),
        (Precision.MONTH, datetime(1985, 7, 1, 12), date(1985, 7, 31), "1985-07"),
        (Precision.YEAR, datetime(1985, 1, 1, 12), date(1985, 12, 31), "1985"),
        (Precision.DECADE, datetime(1980, 1, 1, 12), date(1989, 12, 31), "1980s"),
    ],
)
def test_a_date_says_as_much_as_is_known(
    precision: Precision, local: datetime, last: date, text: str
) -> None:
    taken = known_to(precision)
    assert (taken.local, taken.last_day, str(taken)) == (local, last, text)


@given(st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)), st.sampled_from(Precision))
def test_all_that_a_date_may_be_is_one_date(local: datetime, precision: Precision) -> None:
    """Any moment of the span gives the same span, the days beside it another."""
    taken = known_to(precision, local)
    assert taken.day <= local.date() <= taken.last_day
    assert known_to(precision, taken.local) == taken
    last = datetime.combine(taken.last_day, local.time())
    assert known_to(precision, last).day == taken.day
    if taken.last_day < date.max:
        assert known_to(precision, last + timedelta(days=1)).day > taken.last_day


@pytest.mark.parametrize("precision", Precision)
def test_the_library_keeps_it(shelf: Any, library: Library, precision: Precision) -> None:
    taken = known_to(precision)
    photo = shelf.add("a.jpg", Metadata(taken=taken))
    assert library.photos.get([photo])[photo].metadata.taken == taken


def test_memories_are_made_of_known_days_alone(shelf: Any, library: Library) -> None:
    ids = {p: shelf.add(f"{p}.jpg", Metadata(taken=known_to(p))) for p in Precision}
    found = {photo.id: photo.has_time for photo in read_dated(library.database)}
    assert found == {ids[Precision.SECOND]: True, ids[Precision.MINUTE]: True, ids[Precision.DAY]: False}


def test_what_is_not_known_to_the_day_is_no_shot_of_a_moment_and_no_year(
    shelf: Any, library: Library
) -> None:
    ids = {p: shelf.add(f"{p}.jpg", Metadata(taken=known_to(p))) for p in Precision}
    moments = library.photos.moments(list(ids.values()))
    assert [p for p, photo in ids.items() if moments[photo].local is None] == [
        Precision.MONTH,
        Precision.YEAR,
        Precision.DECADE,
    ]
    facets = library.facets(np.array(list(ids.values()), np.int64))
    assert facets.years == {"1985": len(Precision) - 1}


def test_an_older_library_tells_days_from_times(tmp_path: Path) -> None:
    """Its days without a time were at noon; of file names also at midnight."""
    dates = {
        ("exif", "2019-07-04T12:00:00.000"): Precision.SECOND,
        ("exif", "2019-07-04T00:00:00.000"): Precision.SECOND,
        ("xmp", "2019-07-04T12:00:00.000"): Precision.DAY,
        ("xmp", "2019-07-04T12:00:01.000"): Precision.SECOND,
        ("iptc", "2019-07-04T12:00:00.000"): Precision.DAY,
        ("filename", "2019-07-04T12:00:00.000"): Precision.DAY,
        ("filename", "2019-07-04T00:00:00.000"): Precision.DAY,
        ("filename", "2019-07-04T09:00:00.000"): Precision.SECOND,
        ("mtime", "2019-07-04T12:00:00.000"): Precision.SECOND,
    }
    (tmp_path / "old").mkdir()
    old = open_database(tmp_path / "old", create=True, migrations=MIGRATIONS[:BEFORE_PRECISION])
    with old.transaction() as connection:
        connection.execute("INSERT INTO contents (id, hash) VALUES (1, 'x')")
        connection.execute("INSERT INTO roots (id, path, key) VALUES (1, '/p', 'p')")
        connection.execute("INSERT INTO folders (id, root_id, path, key) VALUES (1, 1, '', '')")
        for photo, (source, taken) in enumerate(dates, start=1):
            connection.execute(
                "INSERT INTO photos (id, content_id, media, taken, date_source, date_trust, width, height, "
                "lens, title, caption, burst_id, added_at) "
                "VALUES (?, 1, 'photo', ?, ?, ?, 0, 0, '', '', '', '', '')",
                (photo, taken, source, DateSource(source).trust),
            )
            connection.execute(
                "INSERT INTO files (photo_id, role, folder_id, name, size, mtime_ns) "
                "VALUES (?, 'primary', 1, ?, 1, 1)",
                (photo, f"{photo}.jpg"),
            )
    old.close()
    with Library.open(tmp_path / "old") as library:
        photos = library.photos.get(list(range(1, len(dates) + 1)))
    found = [photos[photo].metadata.taken for photo in sorted(photos)]
    assert [when.precision for when in found if when] == list(dates.values())
    assert {when.local for when in found if when and when.precision is Precision.DAY} == {
        datetime(2019, 7, 4, 12)
    }
