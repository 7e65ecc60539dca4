"""Corrections: one gesture over many photos, undone and redone, and rewritten by nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.corrections import Correction, Moved, Where
from photos_ml.store import Library, Mark, PhotoFilter
from photos_ml.store.correcting import correct, last_gesture
from photos_ml.types import DateSource, Metadata, PersonTag, Place, Position, Precision, Taken

LISBON = Place("Lisbon", "Lisboa", "Portugal", "PT")
FILE = Metadata(
    taken=Taken(datetime(2020, 5, 6, 7, 8, 9), 60, DateSource.EXIF),
    position=Position(1.0, 2.0),
    title="a title",
    caption="a caption",
    keywords=("sea", "boat"),
    people=(PersonTag("Anna", (0.1, 0.1, 0.2, 0.2)),),
    rating=2,
)
SAID = Correction(
    taken=Taken(datetime(1985, 1, 1, 12), None, DateSource.USER, Precision.YEAR),
    where=Where(Position(38.7, -9.1), LISBON),
    title="",
    caption="by hand",
    rating=5,
    favorite=True,
    keywords=("harbour",),
    no_keywords=("SEA",),
    people=(PersonTag("Ben"),),
    no_people=("anna",),
)


def now(library: Library, photo: int) -> Metadata:
    found = library.photos.get([photo])[photo].metadata
    return replace(found, people=tuple(sorted(found.people, key=lambda tag: tag.name)))


def test_all_of_it_is_one_gesture_undone_and_redone(shelf: Any, library: Library) -> None:
    photos = [shelf.add(f"{name}.jpg", FILE) for name in "abc"]
    before = now(library, photos[0])
    gesture, number = correct(library, photos[:2], SAID)
    assert number == 2
    assert last_gesture(library) == gesture
    corrected = now(library, photos[0])
    assert (corrected.taken, corrected.position, corrected.place) == (SAID.taken, *_where(SAID))
    assert (corrected.title, corrected.caption, corrected.rating) == ("", "by hand", 5)
    assert (corrected.keywords, [tag.name for tag in corrected.people]) == (("boat", "harbour"), ["Ben"])
    assert now(library, photos[2]) == before
    assert library.photo_ids(PhotoFilter(places=("Lisbon",), people_all=("Ben",))).tolist() == photos[:2]
    assert library.match_ids("harbour").tolist() == photos[:2]
    undone = library.acts.undo(gesture)
    assert [now(library, photo) for photo in photos] == [before] * 3
    library.acts.undo(undone)
    assert now(library, photos[1]) == corrected


def test_a_number_is_never_another_gesture_s(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", FILE)
    nothing = library.acts.do([])
    album, made = library.albums.make("Sea", [photo])
    again = library.albums.add(album, [photo])  # it is in it
    library.marks.set(photo, Mark.FAVORITE, True)
    assert len({nothing, made, again, last_gesture(library)}) == 4
    library.acts.undo(again)
    assert library.marks.said(photo, Mark.FAVORITE) is True


def _where(said: Correction) -> tuple[Position | None, Place | None]:
    assert said.where is not None
    return said.where.position, said.where.place


def test_a_file_read_again_rewrites_nothing(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", FILE)
    correct(library, [photo], SAID)
    said = now(library, photo)
    shelf.add("a.jpg", replace(FILE, caption="another", keywords=("sea", "snow"), rating=1), photo_id=photo)
    assert now(library, photo) == replace(said, keywords=("harbour", "snow"))


def test_nothing_is_said_of_a_photo_that_is_not_there(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", FILE)
    correct(library, [photo, 999], Correction(caption="x"))
    assert now(library, photo).caption == "x"


@pytest.mark.parametrize(
    ("moved", "local", "offset"),
    [
        (Moved(timedelta(hours=1)), "2020-05-06T08:08:09", 60),
        (Moved(-timedelta(days=1, seconds=9)), "2020-05-05T07:08:00", 60),
        (Moved(offset_minutes=540), "2020-05-06T15:08:09", 540),
        (Moved(timedelta(minutes=5), offset_minutes=0), "2020-05-06T06:13:09", 0),
    ],
)
def test_a_wrong_clock_and_a_wrong_zone(
    shelf: Any, library: Library, moved: Moved, local: str, offset: int
) -> None:
    photos = [shelf.add("a.jpg", FILE), shelf.add("b.jpg", replace(FILE, taken=None))]
    gesture, number = correct(library, photos, Correction(moved=moved))
    assert number == 1
    taken = now(library, photos[0]).taken
    assert taken == Taken(datetime.fromisoformat(local), offset, DateSource.USER)
    library.acts.undo(gesture)
    assert now(library, photos[0]).taken == FILE.taken


@pytest.mark.parametrize(
    "taken",
    [
        Taken(datetime(1985, 1, 1, 12), None, DateSource.XMP, Precision.YEAR),
        Taken(datetime(2020, 1, 1), None, DateSource.MTIME),
        Taken(datetime(9999, 12, 31, 23, 59), None, DateSource.EXIF),
    ],
)
def test_what_cannot_be_moved(taken: Taken) -> None:
    assert Moved(timedelta(hours=1)).of(taken) is None


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-(10**7), 10**7))
def test_moving_there_and_back(local: datetime, seconds: int) -> None:
    taken = Taken(local, None, DateSource.USER)
    there = Moved(timedelta(seconds=seconds)).of(taken)
    assert there is not None
    assert Moved(timedelta(seconds=-seconds)).of(there) == taken
