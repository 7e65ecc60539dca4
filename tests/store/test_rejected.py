"""A picture that another program marked to be thrown away: kept and found, in no memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from photos_ml.provenance import Field
from photos_ml.store import Library, Mark, PhotoFilter
from photos_ml.store.acts import Act
from photos_ml.store.dated import read_dated
from photos_ml.types import DateSource, Metadata, Taken

TAKEN = Taken(datetime(2020, 5, 6, 7, 8), None, DateSource.EXIF)


def dated(library: Library) -> list[int]:
    return [photo.id for photo in read_dated(library.database)]


def test_it_is_kept_and_in_no_memory(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", Metadata(taken=TAKEN, rejected=True, caption="blurred"))
    other = shelf.add("b.jpg", Metadata(taken=TAKEN))
    assert library.photos.get([photo])[photo].metadata.rejected
    assert not library.photos.get([other])[other].metadata.rejected
    assert dated(library) == [other]
    assert library.photo_ids(PhotoFilter()).tolist() == [photo, other]
    assert library.photo_ids(PhotoFilter(rejected=True)).tolist() == [photo]
    assert library.match_ids("blurred").tolist() == [photo]


def test_whoever_rates_or_likes_it_here_wants_it(shelf: Any, library: Library) -> None:
    rated, liked, left = (
        shelf.add(f"{name}.jpg", Metadata(taken=TAKEN, rejected=True)) for name in ("rated", "liked", "left")
    )
    library.acts.do([Act(Field.RATING, "3", rated)])
    library.marks.set(liked, Mark.FAVORITE, True)
    assert dated(library) == [rated, liked]
    library.marks.set(liked, Mark.FAVORITE, False)
    assert dated(library) == [rated]
    shelf.add("left.jpg", Metadata(taken=TAKEN), photo_id=left)
    assert dated(library) == [rated, left]
