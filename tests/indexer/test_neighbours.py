"""Undated photos are told about when they were taken by the photos beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.neighbours import LEAST_FOR_A_DAY, MOST_APART, guesses
from photos_ml.store.undated import FolderPhoto
from photos_ml.types import DateSource

JULY = date(2019, 7, 4)


def shots(*named: tuple[str, date | None], folder: str = "2019/DCIM") -> list[FolderPhoto]:
    return [FolderPhoto(number, folder, name, day) for number, (name, day) in enumerate(named)]


def told(found: list[FolderPhoto]) -> dict[str, str]:
    names = {shot.photo_id: shot.name for shot in found}
    return {names[photo_id]: str(taken) for photo_id, taken in guesses(found).items()}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (JULY, JULY, "about 2019-07-04"),
        (JULY, date(2019, 7, 9), "about 2019-07"),
        (JULY, date(2019, 9, 1), "about 2019"),
        (JULY, date(2020, 1, 2), None),
        (date(2019, 7, 9), JULY, None),
        (None, JULY, None),
        (JULY, None, None),
    ],
)
def test_a_number_between_two_dated_ones(
    before: date | None, after: date | None, expected: str | None
) -> None:
    found = told(shots(("IMG_0410.JPG", before), ("IMG_0412.JPG", None), ("IMG_0415.JPG", after)))
    assert found.get("IMG_0412.JPG") == expected


def test_a_guess_says_that_it_is_one() -> None:
    found = guesses(shots(("IMG_1.jpg", None), ("a001.jpg", JULY), ("a002.jpg", None), ("a003.jpg", JULY)))
    assert {taken.source for taken in found.values()} == {DateSource.GUESS}
    assert not any(taken.has_time for taken in found.values())


def test_numbers_far_apart_tell_nothing() -> None:
    near = shots(("a0001.jpg", JULY), ("a0002.jpg", None), (f"a{2 + MOST_APART:04}.jpg", JULY))
    far = shots(("a0001.jpg", JULY), ("a0002.jpg", None), (f"a{3 + MOST_APART:04}.jpg", JULY))
    assert (len(guesses(near)), len(guesses(far))) == (1, 0)


def test_another_series_tells_nothing() -> None:
    assert not told(shots(("DSC_0411.JPG", JULY), ("IMG_0412.JPG", None), ("DSC_0413.JPG", JULY)))
    assert not told(shots(("IMG_411.JPG", JULY), ("IMG_0412.JPG", None), ("IMG_413.JPG", JULY)))


def test_a_number_after_a_date_counts_within_that_day() -> None:
    assert not told(
        shots(("IMG-20190703-WA0001.jpg", JULY), ("x0002.jpg", None), ("IMG-20190705-WA0003.jpg", JULY))
    )


def test_a_counter_goes_on_in_the_next_folder() -> None:
    found = [
        FolderPhoto(1, "card/100CANON", "IMG_0999.JPG", JULY),
        FolderPhoto(2, "card/101CANON", "IMG_1000.JPG", None),
        FolderPhoto(3, "card/101CANON", "IMG_1001.JPG", JULY),
    ]
    assert told(found) == {"IMG_1000.JPG": "about 2019-07-04"}


def test_two_cameras_side_by_side_tell_nothing_of_each_other() -> None:
    found = [
        FolderPhoto(1, "Anna", "IMG_0001.JPG", date(2015, 1, 1)),
        FolderPhoto(2, "Anna", "IMG_0003.JPG", date(2015, 1, 1)),
        FolderPhoto(3, "Ben", "IMG_0001.JPG", date(2019, 1, 1)),
        FolderPhoto(4, "Ben", "IMG_0002.JPG", None),
        FolderPhoto(5, "Ben", "IMG_0003.JPG", date(2019, 1, 1)),
    ]
    assert told(found) == {"IMG_0002.JPG": "about 2019-01-01"}


def test_a_picture_and_its_clip_share_a_number() -> None:
    found = shots(
        ("IMG_0410.JPG", JULY), ("IMG_0410.MOV", None), ("IMG_0411.JPG", None), ("IMG_0412.JPG", JULY)
    )
    assert told(found)["IMG_0411.JPG"] == "about 2019-07-04"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([JULY] * 2, None),
        ([JULY] * 3, "about 2019-07"),
        ([JULY] * LEAST_FOR_A_DAY, "about 2019-07-04"),
        ([JULY, date(2019, 7, 20), date(2019, 7, 30)], "about 2019-07"),
        ([JULY, date(2019, 3, 1), date(2019, 12, 30)], "about 2019"),
        ([JULY, date(2018, 7, 4), JULY], None),
    ],
)
def test_a_folder_of_one_time(days: list[date], expected: str | None) -> None:
    named = [(f"{'abcdefg'[number]}.jpg", day) for number, day in enumerate(days)]
    assert told(shots(*named, ("scan.jpg", None))).get("scan.jpg") == expected


def test_the_counter_knows_better_than_the_folder() -> None:
    around = [(f"{letter}.jpg", JULY + timedelta(days=90)) for letter in "abc"]
    found = shots(
        *around, ("IMG_0001.JPG", JULY), ("IMG_0002.JPG", None), ("IMG_0003.JPG", JULY), ("z.jpg", None)
    )
    assert told(found) == {"IMG_0002.JPG": "about 2019-07-04", "z.jpg": "about 2019"}


days = st.none() | st.dates(date(2010, 1, 1), date(2012, 12, 31))


@given(
    st.lists(st.tuples(st.integers(0, 30), days), max_size=12, unique_by=lambda pair: pair[0]), st.randoms()
)
def test_order_does_not_matter_and_only_undated_ones_are_guessed(
    pairs: list[tuple[int, date | None]], random: object
) -> None:
    found = shots(*((f"a{number:03}.jpg", day) for number, day in pairs))
    turned = list(found)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert guesses(found) == guesses(turned)
    undated = {shot.photo_id for shot in found if shot.day is None}
    known = [shot.day for shot in found if shot.day]
    for photo_id, taken in guesses(found).items():
        assert photo_id in undated
        assert min(known) <= taken.last_day and taken.day <= max(known)
