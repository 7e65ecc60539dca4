"""One and several ask for the same photos."""

from __future__ import annotations

import pytest

from photos_ml.planner.lang import default
from photos_ml.search.naming import ways_to_say
from tests.search.conftest import Album

NOUNS = frozenset(
    "dog beach berry bus woman glass glasses jeans running grass child leaf people wolf toy".split()
)


@pytest.mark.parametrize(
    ("one", "several"),
    [("dog", "dogs"), ("red berry", "red berries"), ("sandy beach", "sandy beaches"), ("bus", "buses"),
     ("old woman", "old women"), ("child", "children"), ("leaf", "leaves"), ("toy", "toys"),
     ("driving bus", "driving buses")],
)  # fmt: skip
def test_a_thing_is_asked_for_as_one_and_as_several(one: str, several: str) -> None:
    found = ways_to_say(one, NOUNS)
    assert found == ways_to_say(several, NOUNS)
    assert found[:2] == (one, several)
    assert len(found) == 2 + len(default().thing_captions)


@pytest.mark.parametrize(
    "text", ["", "running", "boy running", "dog on sofa", "a dog runs after two dogs", "in"]
)
def test_what_names_no_thing_stays(text: str) -> None:
    assert ways_to_say(text, NOUNS) == (text,)


@pytest.mark.parametrize("text", ["glass", "glasses", "jeans", "gazebos", "people", "old sheep"])
def test_what_is_not_counted_is_said_as_captions_tell_of_it(text: str) -> None:
    assert ways_to_say(text, NOUNS) == (text, f"{text} in the picture", f"a person with {text}")


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
    assert album.encoder.texts == [*ways_to_say("dog", NOUNS)] * 2
