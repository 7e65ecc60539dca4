"""Tags in search: what a query speaks of, filters, evidence, negation, facets and reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.app.service.suggestions import Name, suggest
from photos_ml.corrections import Correction
from photos_ml.errors import UsageError
from photos_ml.provenance import Field
from photos_ml.search.engine import Evidence, SearchEngine
from photos_ml.search.hits import GOOD
from photos_ml.search.tagged import find_by_tags, spoken_of, with_any
from photos_ml.store import TagRow
from photos_ml.store.correcting import correct
from photos_ml.store.tags import NO_TAGGER
from photos_ml.types import Tag
from tests.search.conftest import Album

NAMES = ("dog", "beach", "birthday party", "people", "child", "riding a bicycle", "glass", "berry", "party")


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("dogs", ("dog",), True),
        ("a dog on the beach", ("dog", "beach"), True),
        ("brown dog", ("dog",), False),
        ("birthday parties", ("birthday party",), True),
        ("party", ("party",), True),
        ("two kids at a birthday party", ("child", "birthday party"), False),
        ("a person", ("people",), True),
        ("riding a bicycle", ("riding a bicycle",), True),
        ("glass", ("glass",), True),
        ("beaches and berries", ("beach", "berry"), True),
        ("dog dogs DOG", ("dog",), True),
        ("a photo of nothing", (), False),
        ("", (), False),
    ],
)
def test_tags_a_text_speaks_of(text: str, found: tuple[str, ...], whole: bool) -> None:
    assert spoken_of(text, NAMES) == (found, whole)


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    found, whole = spoken_of(text, NAMES)
    assert set(found) <= set(NAMES)
    assert found or not whole


@given(st.sampled_from(NAMES))
def test_every_tag_is_found_by_its_own_name(name: str) -> None:
    assert spoken_of(name, NAMES) == ((name,), True)


def test_photos_need_all_tags_and_are_as_sure_as_the_least(album: Album) -> None:
    both = album.tag(album.add("a.jpg"), dog=0.9, beach=0.85)
    album.tag(album.add("b.jpg"), dog=0.95)
    found = find_by_tags(album.tags, "dog on the beach")
    assert found.ids.tolist() == [both]
    assert found.chances.tolist() == pytest.approx([0.85])
    assert find_by_tags(album.tags, "mountain").ids.size == 0
    assert find_by_tags(None, "dog").ids.size == 0


def test_tags_filter_and_combine(album: Album) -> None:
    album.fill(30)
    both = album.tag(album.add("a.jpg", "dog"), dog=0.9, beach=0.9)
    one = album.tag(album.add("b.jpg", "tree"), dog=0.9)
    listed = album.engine.search(album.planned(), tags=("dogs",))
    assert {hit.photo.id for hit in listed.hits} == {both, one} and listed.total == 2
    assert all("recognised: dog (90%)" in hit.why for hit in listed.hits)
    found = album.engine.search(album.planned(text="dog"), tags=("dog", "beach"))
    assert [hit.photo.id for hit in found.hits] == [both]
    assert album.engine.search(album.planned(), tags=("violin",)).total == 0


def test_a_model_that_gives_no_tags_says_so(album: Album) -> None:
    engine = SearchEngine(album.library, album.encoder, album.index)
    album.fill(3)
    with pytest.raises(UsageError, match="gives no tags"):
        engine.search(album.planned(), tags=("dog",))
    assert engine.search(album.planned(text="dog", without=["people"])).total == 3


def test_a_tag_adds_to_what_is_seen_of_its_own_photo_alone(album: Album) -> None:
    album.fill(60)
    plain, other = album.add("a.jpg", "dog"), album.add("b.jpg", "dog")
    before = {hit.photo.id: hit.score for hit in album.ask(text="dog", evidence=Evidence(tags=False)).hits}
    behind = min((plain, other), key=lambda photo: before[photo])
    album.tag(behind, dog=0.99)
    scores = {hit.photo.id: hit.score for hit in album.ask(text="dog").hits}
    assert scores[behind] > before[behind]
    assert scores[plain + other - behind] == before[plain + other - behind]


def test_a_tag_alone_makes_no_good_hit(album: Album) -> None:
    album.fill(60)
    tagged = album.tag(album.add("a.jpg", "tree"), dog=1.0)
    assert tagged not in album.ids(text="dog")


def test_a_tag_that_is_part_of_the_query_is_a_reason_but_no_evidence(album: Album) -> None:
    album.fill(60)
    photo = album.tag(album.add("a.jpg", "dog tree"), dog=0.93)
    with_tags, without = (album.ask(text="odd dog", evidence=Evidence(tags=on)) for on in (True, False))
    assert [hit.score for hit in with_tags.hits] == [hit.score for hit in without.hits]
    why = next(hit.why for hit in with_tags.hits if hit.photo.id == photo)
    assert "recognised: dog (93%)" in why


def test_what_a_tag_says_is_unwanted_is_no_hit(album: Album) -> None:
    album.fill(60)
    crowded = album.tag(album.add("a.jpg", "beach"), people=0.9)
    empty = album.add("b.jpg", "beach")
    assert with_any(album.tags, ["persons", "xyz"]).tolist() == [crowded]
    ids = [hit.photo.id for hit in album.ask(limit=100, text="beach", without=["people"]).hits]
    assert empty in ids and crowded not in ids
    kept = album.ask(limit=100, text="beach", without=["people"], evidence=Evidence(tags=False))
    assert crowded in [hit.photo.id for hit in kept.hits]


def test_facets_count_tags(album: Album) -> None:
    album.fill(60)
    for number in range(3):
        album.tag(album.add(f"{number}.jpg", "dog"), dog=0.9, **({"beach": 0.9} if number else {}))
    result = album.engine.search(album.planned(text="dog"), facets=True)
    assert result.facets is not None
    assert result.facets.tags == {"dog": 3, "beach": 2}
    listed = album.engine.search(album.planned(), tags=("beach",), facets=True)
    assert listed.facets is not None and listed.facets.tags == {"beach": 2, "dog": 2}


def test_a_hidden_photo_is_counted_and_found_by_no_tag(album: Album) -> None:
    from photos_ml.store import Mark

    album.fill(5)
    shown, hidden = (album.tag(album.add(f"{i}.jpg", "dog"), dog=0.9 + i / 20) for i in range(2))
    album.library.marks.set(hidden, Mark.HIDE, True)
    counts = album.tags.counts()
    assert [(each.word, each.photos, each.cover) for each in counts] == [("dog", 1, shown)]
    assert [hit.photo.id for hit in album.engine.search(album.planned(), tags=("dog",)).hits] == [shown]


def test_pages_of_a_tag_join(album: Album) -> None:
    ids = [album.tag(album.add(f"{i}.jpg", "dog tree"[: 3 + i % 2 * 5]), dog=0.9) for i in range(9)]
    plan = album.planned(text="dog")
    whole = [hit.photo.id for hit in album.engine.search(plan, tags=("dog",), folding=False).hits]
    pages = [
        hit.photo.id
        for offset in range(0, 9, 2)
        for hit in album.engine.search(plan, tags=("dog",), folding=False, limit=2, offset=offset).hits
    ]
    assert pages == whole
    assert sorted(whole) == sorted(ids)


def test_a_query_goes_on_to_what_a_photo_shows_with_the_things_before(album: Album) -> None:
    album.tag(album.add("1.jpg"), dog=0.9, bed=0.9)
    album.tag(album.add("2.jpg"), bee=0.9)
    album.tag(album.add("3.jpg"), bee=0.9)
    names = [Name("bed", "thing", 1), Name("bee", "thing", 2), Name("Bea", "person", 1)]
    assert [one.name for one in suggest("be", names, album.tags)] == ["bee", "bed", "Bea"]
    found = suggest("dog on the be", names, album.tags)
    assert [(one.query, one.photos) for one in found] == [("dog on the bed", 1), ("dog on the Bea", 1)]
    assert len(suggest("picture of a be", names, album.tags)) == len(names), "no thing was named before"


def test_what_the_user_says_of_tags_holds_in_lists_facets_filters_and_search(album: Album) -> None:
    album.fill(60)
    wrong, right, lacks = (album.add(f"{i}.jpg", shown) for i, shown in enumerate(("dog", "dog", "tree")))
    album.tag(wrong, dog=0.99)
    album.tag(right, dog=0.8, beach=0.9)
    gesture, _ = correct(album.library, [wrong], Correction(no_tags=("Dog",)))
    correct(album.library, [lacks, right], Correction(tags=("dog", "my boat")))
    said = {
        photo: [(tag.word, tag.by_hand) for tag in tags]
        for photo, tags in album.tags.of_photos([wrong, right, lacks]).items()
    }
    assert said == {
        right: [("dog", True), ("my boat", True), ("beach", False)],
        lacks: [("dog", True), ("my boat", True)],
    }
    assert album.tags.photos_with("dog")[0].tolist() == [right, lacks]
    counts = {each.word: (each.photos, each.cover) for each in album.tags.counts()}
    assert counts == {"dog": (2, lacks), "my boat": (2, lacks), "beach": (1, right)}
    assert album.tags.facet(np.array([wrong, right, lacks])) == {"dog": 2, "my boat": 2, "beach": 1}
    listed = album.engine.search(album.planned(), tags=("dogs",))
    assert {hit.photo.id for hit in listed.hits} == {right, lacks}
    assert all("by you: dog" in hit.why for hit in listed.hits)
    found = album.ask(limit=100, text="dog")
    assert wrong not in {hit.photo.id for hit in found.hits}, "not offered for the word that it is not"
    assert next(hit.score for hit in found.hits if hit.photo.id == lacks) >= GOOD, "the user's word is enough"
    assert wrong in {hit.photo.id for hit in album.ask(limit=100, text="odd dog").hits}
    album.library.acts.undo(gesture)
    assert album.tags.photos_with("dog")[0].tolist() == [wrong, right, lacks]


def test_what_the_user_says_of_tags_outlives_tagging_anew_and_another_tagger(album: Album) -> None:
    photo = album.tag(album.add("a.jpg", "dog"), dog=0.9)
    correct(album.library, [photo], Correction(tags=("boat",), no_tags=("dog",)))
    album.tag(photo, dog=0.95, tree=0.9)
    assert [tag.word for tag in album.tags.of_photos([photo])[photo]] == ["boat", "tree"]
    other = album.library.tags(replace(album.tags.info, version="another"))
    with album.library.database.transaction():
        other.add([TagRow(album.library.photos.content_of(photo), (Tag("dog", 1.0),))])
    assert [tag.word for tag in other.of_photos([photo])[photo]] == ["boat"]
    assert [tag.word for tag in album.library.tags(NO_TAGGER).of_photos([photo])[photo]] == ["boat"]
    claims = {(claim.fact, claim.source) for claim in album.library.claims.of(photo)}
    assert claims == {((Field.TAG, "boat"), "user"), ((Field.TAG, "dog"), "user")}
