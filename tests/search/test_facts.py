"""What is asked by statements and what is asked by arrays is the same, whatever was done meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from photos_ml.search.facts import PhotoFacts, StoredFacts
from photos_ml.search.kept_facts import FactKeeper, KeptFacts
from photos_ml.store import Mark, PhotoFilter, Status
from photos_ml.types import DateSource, Metadata, Precision, Taken
from tests.search.conftest import Album

NOON = datetime(2024, 6, 1, 12)
SUMMER = PhotoFilter(months=(6,))


def taken(seconds: float, source: DateSource = DateSource.EXIF, **more: Any) -> Metadata:
    return Metadata(taken=Taken(NOON + timedelta(seconds=seconds), None, source, **more))


@pytest.fixture
def filled(album: Album) -> Album:
    """Copies, bursts, dates of all kinds, a photo that is gone, and one without a vector."""
    album.add("a.jpg", "dog", taken(0.25), content="one")
    album.add("b.jpg", "dog", taken(3), content="one")
    album.add("c.jpg", "cat", taken(5, DateSource.MTIME))
    album.add("d.jpg", "cat", taken(7, precision=Precision.MONTH))
    album.add("e.jpg", "sea", Metadata(burst_id="b1"))
    album.add("f.jpg", "sea", Metadata(burst_id="b1"))
    album.library.set_status([album.add("g.jpg", "dog", content="one")], Status.GONE)
    album.vectors = album.library.vectors("words", "1", album.vectors.dimension)
    return album


def seen(facts: PhotoFacts, album: Album) -> dict[str, Any]:
    """Everything that can be asked."""
    every = np.arange(1, album.library.newest_id() + 3)
    ids, shots = facts.shots(every)
    owners, places = facts.owners(every[::-1])
    through = facts.through(SUMMER)
    return {
        "shots": (ids.tolist(), shots.contents.tolist(), np.nan_to_num(shots.seconds, nan=-1).tolist()),
        "bursts": (shots.bursts[:, None] == shots.bursts[None, :]).tolist(),
        "in a burst": (shots.bursts >= 0).tolist(),
        "owners": (owners.tolist(), places.tolist()),
        "vectors": facts.vectors_of(every).tolist(),
        "through": (through.photo_ids().tolist(), through.vector_ids().tolist(), through.count()),
    }


def date_again(album: Album) -> None:
    with album.library.database.transaction() as connection:
        connection.execute("UPDATE photos SET taken = '2020-06-03T00:00:00.000' WHERE id = 1")


def forget_one(album: Album) -> None:
    with album.library.database.transaction() as connection:
        connection.execute("DELETE FROM photos WHERE id = 2")


@pytest.mark.parametrize(
    "act",
    [
        lambda album: None,
        lambda album: album.add("new.jpg", "dog", taken(9), content="one"),
        lambda album: album.library.marks.set(1, Mark.HIDE, True),
        lambda album: album.library.marks.set(1, Mark.FAVORITE, True),
        lambda album: album.library.set_status([2, 7], Status.GONE),
        lambda album: album.library.set_status([7], Status.PRESENT),
        date_again,
        forget_one,
    ],
)
def test_both_say_the_same_after(filled: Album, act: Callable[[Album], None]) -> None:
    facts = FactKeeper(filled.library, filled.vectors)
    facts.read()
    before = facts.current()
    act(filled)
    now, stored = facts.current(), StoredFacts(filled.library, filled.vectors)
    assert isinstance(before, KeptFacts)
    assert isinstance(now, KeptFacts)
    found, expected = seen(now, filled), seen(stored, filled)
    if act is forget_one:  # what tells its shots is still there; nobody asks for it
        for name in ("shots", "bursts", "in a burst", "vectors"):
            found.pop(name), expected.pop(name)
    assert found == expected


def test_a_photo_that_is_put_back_has_its_number_again(filled: Album) -> None:
    """As what was private is; the arrays were read while it was away, and once before it ever came."""
    facts, later = FactKeeper(filled.library, filled.vectors), FactKeeper(filled.library, filled.vectors)
    database = filled.library.database
    facts.read()
    columns = ", ".join(row["name"] for row in database.query("SELECT name FROM pragma_table_info('photos')"))
    with database.transaction() as connection:
        connection.execute(f"CREATE TEMP TABLE away AS SELECT {columns} FROM photos WHERE id = 2")
        connection.execute("DELETE FROM photos WHERE id = 2")
    facts.read()
    later.read()
    with database.transaction() as connection:
        connection.execute(f"INSERT INTO photos ({columns}) SELECT {columns} FROM away")
    expected = seen(StoredFacts(filled.library, filled.vectors), filled)
    for one in (facts, later):
        assert seen(one.current(), filled) == expected


def test_what_did_not_change_is_not_read_again(filled: Album) -> None:
    facts = FactKeeper(filled.library, filled.vectors)
    facts.read()
    first = facts.current()
    filled.library.set_setting("anything", 1)
    second = facts.current()
    assert isinstance(first, KeptFacts)
    assert isinstance(second, KeptFacts)
    assert first.photos is second.photos


def test_the_first_search_of_a_process_reads_no_arrays(filled: Album) -> None:
    facts = FactKeeper(filled.library, filled.vectors)
    assert isinstance(facts.current(), StoredFacts)
    assert isinstance(facts.current(), KeptFacts)


def test_a_library_without_photos_has_facts(album: Album) -> None:
    facts = FactKeeper(album.library, album.vectors)
    facts.read()
    assert seen(facts.current(), album) == seen(StoredFacts(album.library, album.vectors), album)
