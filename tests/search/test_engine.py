"""The search engine over a library whose answers are known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.search.engine import Evidence
from photos_ml.store import Status
from photos_ml.types import DateSource, Metadata, PersonTag, Place, Taken

Album = Any
"""See conftest."""


def taken(day: str) -> Metadata:
    return Metadata(taken=Taken(datetime.fromisoformat(f"{day}T12:00:00"), None, DateSource.EXIF))


def test_the_photo_that_shows_it_comes_first_and_matches_well(album: Album) -> None:
    album.fill(60)
    dog = album.add("a.jpg", "dog beach")
    album.add("b.jpg", "cat tree")
    result = album.ask(text="dog beach")
    assert result.hits[0].photo.id == dog
    assert result.good >= 1
    assert result.hits[1].score < 0.9 < result.confidence
    assert "looks like 'dog beach'" in result.hits[0].why[0]


def test_nothing_matches_well_but_the_nearest_are_offered(album: Album) -> None:
    album.fill(60)
    result = album.ask(text="car")
    assert result.good == 0
    assert result.confidence < 0.5
    assert len(result.hits) == 20


def test_an_empty_library_answers_nothing(album: Album) -> None:
    assert album.ask(text="dog").hits == ()
    assert album.ask().total == 0


def test_a_filter_is_applied_before_the_nearest_are_chosen(album: Album) -> None:
    """With 700 better matches elsewhere, more than any pool, the filtered one must still be found."""
    for i in range(700):
        album.add(f"many/{i}.jpg", "dog", taken("2020-01-01"))
    wanted = album.add("one.jpg", "dog tree", taken("2021-06-01"))
    result = album.ask(text="dog", taken=[{"from": "2021-01-01", "to": "2021-12-31"}])
    assert [hit.photo.id for hit in result.hits] == [wanted]
    assert result.total == 1
    assert "taken on 1 June 2021 at 12:00" in result.hits[0].why


def test_only_filters_list_by_date(album: Album) -> None:
    days = ["2021-05-01", "2021-07-01", "2020-01-01", "2021-06-01"]
    first, second, _, third = (album.add(f"{day}.jpg", "dog", taken(day)) for day in days)
    undated = album.add("x.jpg", "dog")
    result = album.ask(taken=[{"from": "2021-01-01", "to": None}])
    assert [hit.photo.id for hit in result.hits] == [second, third, first]
    oldest = album.ask(order="oldest")
    assert oldest.hits[-1].photo.id == undated
    assert oldest.total == 5


def test_what_is_written_finds_what_is_not_seen(album: Album) -> None:
    album.fill(60)
    captioned = album.add("a.jpg", "tree", Metadata(caption="our old dog Rex"))
    named = album.add("IMG_4711.jpg", "tree")
    assert album.ids(text="rex") == [captioned]
    assert album.ids(text="IMG_4711") == [named]


def test_seen_and_written_together_beat_either(album: Album) -> None:
    album.fill(60)
    seen = album.add("a.jpg", "dog")
    both = album.add("b.jpg", "dog", Metadata(keywords=("dog",)))
    written = album.add("c.jpg", "tree", Metadata(keywords=("dog",)))
    scores = {hit.photo.id: hit.score for hit in album.ask(text="dog").hits}
    assert scores[both] >= max(scores[seen], scores[written])
    assert min(scores[seen], scores[written]) >= 0.5


def test_without_pushes_down_what_shows_it(album: Album) -> None:
    album.fill(60)
    crowded = album.add("a.jpg", "beach people")
    empty = album.add("b.jpg", "beach")
    assert album.ids(text="beach", without=["people"]) == [empty]
    assert set(album.ids(text="beach")) == {crowded, empty}


def test_quotes_must_stand_word_for_word(album: Album) -> None:
    album.fill(10)
    photo = album.add("a.jpg", "tree", Metadata(caption="Happy New Year"))
    album.add("b.jpg", "tree", Metadata(caption="a new and happy year"))
    assert [hit.photo.id for hit in album.ask(exact=["happy new year"]).hits] == [photo]
    assert [hit.photo.id for hit in album.ask(text="tree", exact=["happy new year"]).hits] == [photo]
    assert album.ask(text="tree", exact=["nowhere"]).hits == ()


def test_people_and_places(album: Album) -> None:
    bergen = Place("Bergen", "Vestland", "Norway", "NO")
    anna = album.add("a.jpg", "dog", Metadata(people=(PersonTag("Anna"),), place=bergen))
    both = album.add("b.jpg", "dog", Metadata(people=(PersonTag("Anna"), PersonTag("Ben"))))
    assert {hit.photo.id for hit in album.ask(people={"all": ["Anna"]}).hits} == {anna, both}
    assert [hit.photo.id for hit in album.ask(people={"all": ["Anna"], "none": ["Ben"]}).hits] == [anna]
    for place in ("Norway", "bergen", "Europe", "Vestland"):
        assert [hit.photo.id for hit in album.ask(places=[place]).hits] == [anna], place
    assert album.ask(places=["Sweden"]).hits == ()


def test_the_same_bytes_twice_are_one_hit_with_a_copy(album: Album) -> None:
    album.fill(30)
    first, copy = album.add("a.jpg", "dog", content="same"), album.add("copy/a.jpg", "dog", content="same")
    assert album.vectors.count() == 31
    hit = album.ask(text="dog").hits[0]
    assert (hit.photo.id, hit.similar) == (first, (copy,))
    alone = album.ask(text="dog", evidence=Evidence(folding=False))
    assert [(hit.photo.id, hit.similar) for hit in alone.hits[:2]] == [(first, ()), (copy, ())]


def test_gone_and_missing_photos_are_not_shown(album: Album) -> None:
    album.fill(30)
    gone, missing, here = (album.add(f"{i}.jpg", "dog", Metadata(caption="dog")) for i in range(3))
    album.library.set_status([gone], Status.GONE)
    album.library.set_status([missing], Status.MISSING)
    assert album.ids(text="dog") == [here]
    assert album.ask().total == 31


def test_a_photo_added_later_is_found_at_once(album: Album) -> None:
    album.fill(30)
    assert album.ids(text="dog") == []
    photo = album.add("new.jpg", "dog")
    assert album.ids(text="dog") == [photo]


def test_order_by_date_keeps_to_the_good_hits(album: Album) -> None:
    album.fill(60)
    new = album.add("a.jpg", "dog", taken("2024-01-01"))
    old = album.add("b.jpg", "dog", taken("2020-01-01"))
    album.add("c.jpg", "tree", taken("2025-01-01"))
    assert [hit.photo.id for hit in album.ask(text="dog", order="newest").hits] == [new, old]
    assert [hit.photo.id for hit in album.ask(text="dog", order="oldest").hits] == [old, new]


def test_the_plan_limits_all_pages_together(album: Album) -> None:
    album.fill(30)
    result = album.ask(text="dog", limit=10)
    assert len(result.hits) == 10
    planned = {"text": "dog", "limit": 20}
    assert len(album.engine.search(_planned({**planned, "limit": 3}), limit=10).hits) == 3
    assert len(album.engine.search(_planned({**planned, "limit": 3}), limit=2, offset=2).hits) == 1
    assert album.engine.search(_planned({**planned, "limit": 3}), limit=2, offset=5).hits == ()


def test_beside_a_filter_a_trip_is_no_picture(album: Album) -> None:
    album.add("a.jpg", "dog", taken("2024-01-01"))
    assert album.ask(text="trip", taken=[{"from": "2024-01-01", "to": None}]).good == 1
    assert album.encoder.texts == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limits=st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_pages_of_any_size_are_one_list(album: Album, limits: list[int]) -> None:
    if album.library.photos.count() == 0:
        album.fill(25)
    whole = [hit.photo.id for hit in album.ask(text="dog", limit=100).hits]
    pages: list[int] = []
    for limit in limits:
        result = album.engine.search(_planned({"text": "dog"}), limit=limit, offset=len(pages))
        pages += [hit.photo.id for hit in result.hits]
    assert pages == whole[: len(pages)]


def test_similar_leaves_out_the_photo_itself(album: Album) -> None:
    album.fill(10)
    photo, twin = album.add("a.jpg", "dog"), album.add("b.jpg", "dog")
    hits, total = album.engine.similar(album.vectors.get("a.jpg"), exclude=frozenset([photo]), limit=3)
    assert hits[0].photo.id == twin
    assert total == 11
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def _planned(fields: dict[str, Any]) -> Any:
    from photos_ml.planner.context import PlannedQuery
    from photos_ml.planner.plan import QueryPlan

    return PlannedQuery(QueryPlan.from_dict(fields), "test")


@pytest.mark.parametrize("text", ["", " ", "🎉", "x" * 5000])
def test_odd_texts_are_answered(album: Album, text: str) -> None:
    album.fill(5)
    assert len(album.ask(text=text).hits) == 5


def test_a_doubtful_filter_ranks_what_is_not_known_lower(album: Album) -> None:
    """'street at night': the picture may say it where no date does; a date by day says it is not."""
    album.fill(60)
    night = Metadata(taken=Taken(datetime(2021, 6, 1, 23), None, DateSource.EXIF))
    undated, dark = album.add("a.jpg", "dog beach"), album.add("b.jpg", "dog beach", night)
    by_day = album.add("c.jpg", "dog beach", taken("2021-06-01"))
    hours = {"hours": [{"from": 22, "to": 5}]}
    result = album.ask(text="dog beach", recurring=hours, soft=["recurring"])
    found = [hit.photo.id for hit in result.hits]
    assert found[:2] == [dark, undated]
    assert by_day not in found
    assert "date not known, so lower down" in result.hits[1].why
    assert [hit.photo.id for hit in album.ask(text="dog beach", recurring=hours).hits] == [dark]


def test_what_must_not_be_there_leaves_out_only_what_is_known(album: Album) -> None:
    lisbon = Metadata(place=Place("Lisbon", "Lisboa", "Portugal", "PT"))
    rome = Metadata(place=Place("Rome", "Lazio", "Italy", "IT"))
    _, there, unknown = (
        album.add("a.jpg", "dog", lisbon),
        album.add("b.jpg", "dog", rome),
        album.add("c.jpg", "dog"),
    )
    assert sorted(album.ids(not_places=["Portugal"])) == [there, unknown]
