"""Why nothing was found: the conditions that no photo fits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from photos_ml.planner.plan import QueryPlan
from photos_ml.search.lacking import lacking
from photos_ml.types import DateSource, Metadata, PersonTag, Taken
from tests.search.conftest import Album


def of_day(text: str) -> Metadata:
    return Metadata(taken=Taken(datetime.fromisoformat(text), None, DateSource.EXIF))


JUNE: dict[str, Any] = {"taken": [{"from": "2024-06-01", "to": "2024-06-30"}]}
YEAR_2019: dict[str, Any] = {"taken": [{"from": "2019-01-01", "to": "2019-12-31"}]}


@pytest.mark.parametrize("text", ["", "dog"])
def test_the_condition_that_no_photo_fits_is_named(album: Album, text: str) -> None:
    album.add("a.jpg", "dog", of_day("2024-06-09T10:00:00"))
    result = album.ask(text=text, media=["video"], **JUNE)
    assert (result.total, result.lacking) == (0, ("video",))
    assert album.ask(text=text, media=["video"], **YEAR_2019).lacking == ("2019", "video")


def test_conditions_that_photos_fit_but_none_fits_all(album: Album) -> None:
    album.add("Rome/a.jpg", "dog", of_day("2024-06-09T10:00:00"))
    album.add("Bern/b.jpg", "dog", of_day("2019-06-09T10:00:00"))
    result = album.ask(folders=["Rome"], **YEAR_2019)
    assert (result.total, result.lacking) == (0, ())


def test_nothing_is_lacking_where_something_was_found(album: Album) -> None:
    album.add("a.jpg", "dog", of_day("2024-06-09T10:00:00"))
    assert album.ask(text="dog", **JUNE).lacking == ()


def test_words_and_orders_are_no_conditions() -> None:
    plan = QueryPlan.from_dict(
        {"text": "dog", "without": ["cat"], "exact": ["IMG_1"], "order": "oldest", "limit": 3}
    )
    assert lacking(plan, lambda _: 0) == ()


def test_people_who_are_in_no_photo_together_are_not_said_to_be_in_none(album: Album) -> None:
    album.add("a.jpg", metadata=Metadata(people=(PersonTag("Ann"),)))
    album.add("b.jpg", metadata=Metadata(people=(PersonTag("Ben"),)))
    assert album.ask(people={"all": ["Ann", "Ben"]}).lacking == ("Ann and Ben together",)
    assert album.ask(people={"all": ["Ann", "Carl"]}).lacking == ("Carl",)


def test_facts_that_no_photo_lacks_together(album: Album) -> None:
    album.add("a.jpg", metadata=Metadata(rating=3))
    album.add("b.jpg", metadata=Metadata(caption="x"))
    assert album.ask(lacks=["rating", "caption"]).lacking == ("not rated and no caption together",)
