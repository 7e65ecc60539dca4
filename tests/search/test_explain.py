"""Each hit says why it is one; a result says what it consists of."""

from __future__ import annotations

from datetime import datetime

import pytest

from photos_ml.types import Camera, DateSource, Kind, Metadata, PersonTag, Place, Taken
from tests.search.conftest import Album

BERGEN = Place("Bergen", "Vestland", "Norway", "NO")
OSLO = Place("Oslo", "Oslo", "Norway", "NO")


def metadata(year: int, source: DateSource = DateSource.EXIF, **more: object) -> Metadata:
    return Metadata(taken=Taken(datetime(year, 5, 1, 12), None, source), **more)  # type: ignore[arg-type]


def test_a_score_is_taken_apart(album: Album) -> None:
    album.fill(60)
    photo = album.add("dogs/a.jpg", "dog beach", metadata(2024, caption="at the beach"))
    plan = album.planned(
        text="dog beach", taken=[{"from": "2024-01-01", "to": None}], evidence={"taken": ["since 2024"]}
    )
    hit = album.engine.search(plan, explain=True).hits[0]
    why = hit.explanation
    assert hit.photo.id == photo and why is not None
    assert hit.score == pytest.approx(1 - (1 - why.visual_score) * (1 - why.text_score), abs=1e-3)
    assert why.words == {"beach": "text", "dog": "path"}
    assert why.asked == {"taken": ("since 2024",)}
    assert why.above is not None and why.above > 0.95
    assert why.similarity is not None and 0.5 < why.similarity <= 1.0


def test_what_plays_no_part_is_not_explained(album: Album) -> None:
    album.fill(5)
    album.add("a.jpg", "dog", Metadata(caption="quoted words"))
    assert album.ask(text="dog").hits[0].explanation is None
    why = album.engine.search(album.planned(exact=["quoted words"]), explain=True).hits[0].explanation
    assert why is not None
    assert (why.similarity, why.above, why.words) == (None, None, {})


def test_facets_count_the_good_hits_alone(album: Album) -> None:
    album.fill(60)
    album.add("a.jpg", "dog", metadata(2024, place=BERGEN, camera=Camera("Canon", "R6")))
    album.add("b.jpg", "dog", metadata(2024, place=OSLO, people=(PersonTag("Anna"),)))
    album.add("c.jpg", "dog", metadata(2019, kinds=frozenset({Kind.SELFIE})))
    album.add("d.jpg", "dog", metadata(2012, DateSource.MTIME))
    album.add("e.jpg", "cat", metadata(2001, place=BERGEN))
    result = album.engine.search(album.planned(text="dog"), facets=True)
    assert result.good == 4 and result.facets is not None
    assert result.facets.years == {"2024": 2, "2019": 1}
    assert result.facets.countries == {"Norway": 2}
    assert list(result.facets.cities) == ["Bergen", "Oslo"]
    assert result.facets.cameras == {"Canon R6": 1}
    assert result.facets.people == {"Anna": 1}
    assert result.facets.kinds == {"photo": 4, "selfie": 1}
    assert album.ask(text="dog").facets is None


def test_facets_of_a_filter_count_all_it_lets_through(album: Album) -> None:
    for year in (2020, 2021, 2021):
        album.add(f"{album.library.newest_id()}.jpg", "dog", metadata(year))
    plan = album.planned(taken=[{"from": "2021-01-01", "to": None}])
    result = album.engine.search(plan, limit=1, facets=True)
    assert result.facets is not None and result.facets.years == {"2021": 2}


def test_what_a_keyword_says_is_unwanted_is_no_hit_at_all(album: Album) -> None:
    album.fill(60)
    album.add("a.jpg", "beach", Metadata(keywords=("People",)))
    empty = album.add("b.jpg", "beach")
    ids = [hit.photo.id for hit in album.ask(limit=100, text="beach", without=["people"]).hits]
    assert ids[0] == empty
    assert len(ids) == 61


def test_a_date_that_is_only_the_files_own_stands_last_in_a_filtered_list(album: Album) -> None:
    copied = album.add("a.jpg", "dog", metadata(2024, DateSource.MTIME))
    taken = album.add("b.jpg", "dog", metadata(2023))
    undated = album.add("c.jpg", "dog", Metadata(heart=True))
    assert [hit.photo.id for hit in album.ask(recurring={"months": [5]}).hits] == [taken, copied]
    assert album.ask(favorite=True).hits[0].photo.id == undated
