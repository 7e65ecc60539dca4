"""A run guesses the dates of undated photos, and whatever is known better holds against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.provenance import USER, Claim, Field
from photos_ml.store import PhotoFilter
from photos_ml.store.dated import read_dated
from photos_ml.store.facts import date_value
from photos_ml.types import DateSource, Taken

Paint = Callable[..., Path]


def dated(day: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"{day.replace('-', ':')} 12:00:00"
    return exif


@pytest.fixture
def card(studio: Any, painter: Paint) -> Any:
    """Numbers 10 and 12 of one day with dates, 11 between them without."""
    for number, exif in ((10, dated("2019-07-04")), (11, None), (12, dated("2019-07-04"))):
        painter(studio.photos / f"card/DSC_00{number}.jpg", number, exif=exif)
    studio.index()
    return studio


def when(studio: Any, name: str = "card/DSC_0011.jpg") -> str:
    return str(studio.at(name).metadata.taken)


def test_an_undated_photo_is_about_as_old_as_its_neighbours(card: Any) -> None:
    assert when(card) == "about 2019-07-04"
    assert card.at("card/DSC_0011.jpg").metadata.taken.source is DateSource.GUESS


def test_it_is_found_by_the_date_and_as_one_that_has_none(card: Any) -> None:
    photo = card.at("card/DSC_0011.jpg").id
    library = card.library
    assert photo in library.photo_ids(PhotoFilter(days=(("2019-07-04", "2019-07-04"),)))
    assert library.photo_ids(PhotoFilter(lacks=("date",))).tolist() == [photo]
    assert [month.month for month in library.timeline()] == ["2019-07"]


def test_no_memory_is_made_of_a_guess(card: Any) -> None:
    assert card.at("card/DSC_0011.jpg").id not in {one.id for one in read_dated(card.library.database)}


def test_the_user_knows_better_and_a_later_run_changes_nothing(card: Any, painter: Paint) -> None:
    photo, said = card.at("card/DSC_0011.jpg").id, Taken(datetime(2011, 1, 2, 3), None, DateSource.USER)
    card.library.claims.say([(photo, Claim((Field.DATE, ""), USER, date_value(said), "2026-01-01T00:00:00"))])
    painter(card.photos / "card/DSC_0013.jpg", 13)
    card.index()
    assert when(card) == str(said)


def test_a_file_that_gets_a_date_is_believed(card: Any, painter: Paint) -> None:
    painter(card.photos / "card/DSC_0011.jpg", 14, exif=dated("2012-02-03"))
    card.index()
    assert when(card) == "2012-02-03 12:00"


def test_what_neighbours_told_goes_with_them(card: Any) -> None:
    (card.photos / "card/DSC_0012.jpg").unlink()
    card.index()
    assert card.at("card/DSC_0011.jpg").metadata.taken.source is DateSource.MTIME


def test_a_run_that_finds_nothing_new_keeps_the_guess(card: Any) -> None:
    before = card.library.claims.of(card.at("card/DSC_0011.jpg").id)
    card.index()
    assert card.library.claims.of(card.at("card/DSC_0011.jpg").id) == before
    assert when(card) == "about 2019-07-04"


def test_the_guess_stays_when_the_file_is_read_again(card: Any, painter: Paint) -> None:
    painter(card.photos / "card/DSC_0011.jpg", 15)
    card.index()
    assert when(card) == "about 2019-07-04"
