"""How a text is asked of an encoder that reads several languages, and of one that does not say."""

from __future__ import annotations

import pytest

from photos_ml.encoders.builtin import OnnxEncoder, builtin_encoder
from photos_ml.search.naming import ways_to_ask, ways_to_say
from tests.search.conftest import Album

NOUNS = frozenset("dog house hat hut".split())


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return builtin_encoder(threads=1)


@pytest.mark.parametrize("text", ["dog", "a dog runs after two dogs", "", "red house"])
def test_english_is_asked_as_it_was(text: str, encoder: OnnxEncoder) -> None:
    ways = ways_to_say(text, NOUNS)
    assert ways_to_ask(text, NOUNS, encoder) == (ways, len(ways) > 1)
    assert "languages" not in encoder.loaded, "nobody was woken for it"


@pytest.mark.parametrize("text", ["Hund", "los perros", "chiens"])
def test_a_name_of_another_language_is_asked_in_all_ways(text: str, encoder: OnnxEncoder) -> None:
    assert ways_to_ask(text, NOUNS, encoder) == ways_to_ask("dog", NOUNS, encoder)


def test_what_the_query_is_in_decides_between_two_meanings(encoder: OnnxEncoder) -> None:
    assert ways_to_ask("Hut", NOUNS, encoder)[0][0] == "hut"
    assert ways_to_ask("Hut", NOUNS, encoder, "de")[0][0] == "hat"


def test_what_is_not_english_is_asked_as_it_is(encoder: OnnxEncoder) -> None:
    sentence = "un perro negro corre por la playa"
    assert ways_to_ask(sentence, NOUNS, encoder) == ((sentence,), False)
    assert ways_to_ask("Bengel", NOUNS, encoder) == (("Bengel",), True)


def test_an_encoder_that_says_nothing_is_asked_as_ever(album: Album) -> None:
    assert ways_to_ask("dog", NOUNS, album.encoder) == (ways_to_say("dog", NOUNS), True)
