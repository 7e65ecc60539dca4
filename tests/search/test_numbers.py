"""One and several ask for the same photos."""

from __future__ import annotations

import pytest

from photos_ml.planner.lang import default
from photos_ml.search.numbers import both_numbers
from tests.search.conftest import Album

NOUNS = frozenset(
    "dog beach berry bus woman glass glasses jeans running grass child leaf people wolf toy".split()
)


@pytest.mark.parametrize(
    ("one", "several"),
    [("dog", "dogs"), ("red berry", "red berries"), ("sandy beach", "sandy beaches"), ("bus", "buses"),
     ("old woman", "old women"), ("child", "children"), ("leaf", "leaves"), ("toy", "toys")],
)  # fmt: skip
def test_a_thing_is_asked_for_as_one_and_as_several(one: str, several: str) -> None:
    assert both_numbers(one, NOUNS) == both_numbers(several, NOUNS) == (one, several)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "glass",
        "glasses",
        "jeans",
        "running",
        "a dog runs after two dogs",
        "gazebos",
        "people",
        "in",
        "hunde",
    ],
)
def test_what_names_no_thing_that_is_counted_stays(text: str) -> None:
    assert both_numbers(text, NOUNS) == (text,)


@pytest.mark.parametrize("noun", sorted(NOUNS - {"glasses", "jeans", "people", "running"}))
def test_the_singular_of_a_plural_is_the_noun(noun: str) -> None:
    several = default().plural(noun)
    assert noun in (default().singular(several), default().tag_words.get(several, noun))


def test_one_and_several_find_the_same_photos(album: Album) -> None:
    for number in range(3):
        album.add(f"{number}.jpg", "dog")
    album.fill(30)
    engine = type(album.engine)(album.library, album.encoder, album.index, nouns=lambda: NOUNS)
    one, several = (engine.search(album.planned(text=text)).hits for text in ("dog", "dogs"))
    assert [(hit.photo.id, hit.score) for hit in one] == [(hit.photo.id, hit.score) for hit in several]
    assert album.encoder.texts == ["dog", "dogs"] * 2
