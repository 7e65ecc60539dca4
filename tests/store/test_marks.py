"""Favourites and hidden photos: the latest word stands, and no indexing undoes it."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.corrections import Correction
from photos_ml.favorites import LIKED
from photos_ml.store import Library, Mark, Month, PhotoFilter
from photos_ml.store.correcting import correct
from photos_ml.store.database import open_database
from photos_ml.store.schema import MIGRATIONS
from photos_ml.types import DateSource, Media, Metadata, Precision, Taken


def taken(day: str, source: DateSource = DateSource.EXIF, **more: Any) -> Metadata:
    return Metadata(taken=Taken(datetime.fromisoformat(day), None, source), **more)


def shown(library: Library) -> list[int]:
    return library.newest(PhotoFilter(), 100, 0)


def test_a_mark_is_what_was_said_last(shelf: Any, library: Library) -> None:
    photo = shelf.add()
    assert library.marks.said(photo, Mark.FAVORITE) is None
    for on in (True, False, True):
        library.marks.set(photo, Mark.FAVORITE, on)
        assert library.marks.said(photo, Mark.FAVORITE) is on
        assert library.photos.get([photo])[photo].metadata.favorite is on
        assert library.newest(PhotoFilter(favorite=True), 9, 0) == [photo] * on
    assert library.marks.said(photo, Mark.HIDE) is None


@pytest.mark.parametrize("heart", [None, False, True])
def test_stars_bring_a_heart_where_nobody_gave_or_took_it_and_take_it_with_them(
    shelf: Any, library: Library, heart: bool | None
) -> None:
    for stars in (None, *range(6)):
        photo = shelf.add(f"{stars}.jpg", Metadata(rating=stars, heart=heart))
        found = library.photos.get([photo])[photo].metadata
        shown = photo in library.photo_ids(PhotoFilter(favorite=True))
        column = library.database.scalar("SELECT favorite FROM photos WHERE id = ?", (photo,))
        assert shown is bool(column) is found.favorite is ((stars or 0) >= LIKED if heart is None else heart)
    if heart is None:
        for wanted in (5, 3, 4, 1):
            correct(library, [photo], Correction(rating=wanted))
            assert library.photos.get([photo])[photo].metadata.favorite is (wanted >= LIKED)


def test_a_library_of_before_keeps_its_hearts_and_stars_given_by_hand_bring_theirs(tmp_path: Path) -> None:
    before = [migration.__name__ for migration in MIGRATIONS].index("_0022_hearts")
    rows = ((1, None, None), (1, 5, None), (0, 5, None), (0, 5, "false"), (1, 2, "true"), (0, None, None))
    with closing(open_database(tmp_path, create=True, migrations=MIGRATIONS[:before])) as database:
        for photo, (favorite, stars, said) in enumerate(rows, start=1):
            database.execute("INSERT INTO contents (hash) VALUES (?)", (f"h{photo}",))
            database.execute(
                "INSERT INTO photos (content_id, media, favorite, rating, width, height, lens, title, "
                "caption, burst_id, added_at) VALUES (?, 'photo', ?, ?, 1, 1, '', '', '', '', '')",
                (photo, favorite, stars),
            )
            if said is not None:
                database.execute(
                    "INSERT INTO claims (photo_id, field, key, source, value, by_person, at) "
                    "VALUES (?, 'favorite', '', 'user', ?, 1, '')",
                    (photo, said),
                )
    with Library.open(tmp_path) as library:
        assert set(library.photo_ids(PhotoFilter(favorite=True))) == {1, 2, 3, 5}
        library.database.execute("UPDATE photos SET rating = 1")
        assert set(library.photo_ids(PhotoFilter(favorite=True))) == {1, 5}


@pytest.mark.parametrize("said", [True, False])
def test_indexing_again_keeps_the_users_word(shelf: Any, library: Library, said: bool) -> None:
    photo = shelf.add("a.jpg", Metadata(heart=not said))
    library.marks.set(photo, Mark.FAVORITE, said)
    shelf.add("a.jpg", Metadata(heart=not said), photo_id=photo)
    assert library.photos.get([photo])[photo].metadata.favorite is said


def test_indexing_again_takes_the_files_word_where_none_is_said(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", Metadata())
    shelf.add("a.jpg", Metadata(heart=True), photo_id=photo)
    assert library.photos.get([photo])[photo].metadata.favorite


def test_hidden_photos_are_in_no_filter_until_shown_again(shelf: Any, library: Library) -> None:
    first, second = shelf.add("a.jpg"), shelf.add("b.jpg")
    library.marks.set(first, Mark.HIDE, True)
    assert library.marks.hidden() == {first}
    assert shown(library) == [second]
    assert library.count_matching(PhotoFilter()) == 1
    library.marks.set(first, Mark.HIDE, False)
    assert library.marks.hidden() == frozenset()
    assert set(shown(library)) == {first, second}


def test_a_timeline_groups_by_month_newest_first_and_undated_last(shelf: Any, library: Library) -> None:
    undated = shelf.add("x.jpg", Metadata(width=100, height=200))
    copied = shelf.add("y.jpg", taken("2026-01-01T10:00:00", source=DateSource.MTIME))
    june = shelf.add("j.jpg", taken("2024-06-09T10:00:00", width=300, height=200))
    film = shelf.add("f.mp4", taken("2024-06-30T23:59:59", media=Media.VIDEO))
    july = shelf.add("k.jpg", taken("2024-07-01T00:00:00", width=200, height=200, heart=True))
    assert library.timeline() == [
        Month("2024-07", [july], [1], [100], [], [july]),
        Month("2024-06", [film, june], [30, 9], [100, 150], [film], []),
        Month("", [copied, undated], [0, 0], [100, 50], [], [], "pictures"),
    ]


def test_photos_without_a_date_are_told_apart_by_their_folders(shelf: Any, library: Library) -> None:
    scans = [shelf.add(f"Scans/{name}.jpg") for name in "ab"]
    letters = shelf.add("Grandma/letters/a.jpg")
    found = library.timeline()
    assert [(month.month, month.folder, month.ids) for month in found] == [
        ("", "Grandma/letters", [letters]),
        ("", "Scans", scans[::-1]),
    ]


def test_what_is_known_less_finely_stands_after_its_time_in_the_timeline(
    shelf: Any, library: Library
) -> None:
    def known_to(day: str, precision: Precision) -> int:
        date = Taken(datetime.fromisoformat(day), None, DateSource.XMP, precision)
        added: int = shelf.add(f"{day}-{precision}.jpg", Metadata(width=1, height=1, taken=date))
        return added

    decade = known_to("1985-07-06", Precision.DECADE)
    first = shelf.add("first.jpg", taken("1980-01-01T00:00:00", width=1, height=1))
    year = known_to("1985-07-06", Precision.YEAR)
    new_year = shelf.add("new_year.jpg", taken("1985-01-01T23:00:00", width=1, height=1))
    month = known_to("1985-07-06", Precision.MONTH)
    day = known_to("1985-07-06", Precision.DAY)
    found = [(m.month, m.ids, m.days) for m in library.timeline()]
    assert found == [
        ("1985-07", [day, month], [6, 0]),
        ("1985-01", [new_year], [1]),
        ("1985", [year], [0]),
        ("1980-01", [first], [1]),
        ("1980s", [decade], [0]),
    ]


def test_a_timeline_of_favourites_or_of_hidden_photos(shelf: Any, library: Library) -> None:
    plain, liked, away = (shelf.add(name, taken("2024-06-09T10:00:00")) for name in ("a", "b", "c"))
    library.marks.set(liked, Mark.FAVORITE, True)
    library.marks.set(away, Mark.FAVORITE, True)
    library.marks.set(away, Mark.HIDE, True)

    def ids(**options: Any) -> list[int]:
        return [i for month in library.timeline(**options) for i in month.ids]

    assert ids() == [liked, plain]
    assert ids(favorites=True) == [liked]
    assert ids(hidden=True) == [away]
    assert ids(favorites=True, hidden=True) == [away]


def test_a_timeline_that_was_read_follows_what_changes(shelf: Any, library: Library) -> None:
    first, second = (shelf.add(name, taken("2024-06-09T10:00:00", width=1, height=1)) for name in "ab")
    (before,) = library.timeline()
    assert (before.ids, before.favorites, before.ratios) == ([second, first], [], [100, 100])
    library.marks.set(first, Mark.FAVORITE, True)
    changed = taken("2024-07-01T10:00:00", width=3, height=2, media=Media.VIDEO)
    shelf.add("b", changed, photo_id=second)
    assert library.timeline() == [
        Month("2024-07", [second], [1], [150], [second], []),
        Month("2024-06", [first], [9], [100], [], [first]),
    ]


def test_a_photo_whose_file_is_not_known_stands_in_the_timeline(shelf: Any, library: Library) -> None:
    lost, here = shelf.add("a.jpg"), shelf.add("Scans/b.jpg")
    with library.database.transaction() as connection:
        connection.execute("DELETE FROM files WHERE photo_id = ?", (lost,))
    assert [(month.folder, month.ids) for month in library.timeline()] == [("", [lost]), ("Scans", [here])]
