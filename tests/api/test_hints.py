"""What is said where little was found: conditions that keep photos out, slips mended, words nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.app.service.hints import mended, slips

WORD = st.text("abcd", max_size=7)
KNOWN = [("umbrella", 3), ("elephant", 2), ("beach", 9), ("bench", 4), ("cat", 7)]


@given(WORD, WORD)
def test_slips_are_the_same_both_ways_and_none_for_the_same_word(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("typed", "meant", "number"),
    [("umbrela", "umbrella", 1), ("becah", "beach", 1), ("xy", "abcdef", 3), ("elefant", "elephant", 2)],
)
def test_a_slip_is_a_letter_dropped_added_changed_or_swapped(typed: str, meant: str, number: int) -> None:
    assert slips(typed, meant) == number


@pytest.mark.parametrize(
    ("query", "strange", "meant"),
    [
        ("Umbrela in rain", ["umbrela"], "umbrella in rain"),
        ("an elefant", ["elefant"], "an elephant"),
        ("becch", ["becch"], "beach"),  # the more frequent one
        ("cta", ["cta"], ""),  # too short to tell
        ("okapi", ["okapi"], ""),
        ("beach", [], ""),
    ],
)
def test_a_strange_word_is_put_as_the_known_one_it_is_a_slip_of(
    query: str, strange: list[str], meant: str
) -> None:
    assert mended(query, strange, KNOWN) == meant


def test_each_condition_says_what_its_removal_brings(client: Any) -> None:
    found = client.post("/api/search", {"query": "videos in may 2024"}).json
    assert (found["total"], found["lacking"]) == (0, ["video"])
    assert found["hints"] == {"gains": [{"label": "video", "photos": 1}]}
    (chip,) = [chip for chip in found["chips"] if chip["label"] == "video"]
    assert client.post("/api/search", {"query": "", "plan": chip["rest"]}).json["total"] == 1


def test_a_word_the_model_has_hardly_read_is_told_from_an_absent_thing(client: Any) -> None:
    assert client.post("/api/search", {"query": "okapi"}).json["hints"] == {"strange": ["okapi"]}
    assert "hints" not in client.post("/api/search", {"query": "submarine"}).json


def test_nothing_is_hinted_where_something_was_found(client: Any) -> None:
    assert "hints" not in client.post("/api/search", {"query": "may 2024"}).json


def test_words_of_captions_are_meant_too(client: Any) -> None:
    (photo, *_) = [hit["photo"] for hit in client.post("/api/search", {"query": ""}).json["hits"]]
    done = client.post("/api/corrections", {"photos": [photo], "caption": "The dahlia in the yard"}).json
    assert client.post("/api/search", {"query": "dahila"}).json["hints"]["meant"] == "dahlia"
    client.post("/api/undo", {"gesture": done["gesture"]})
    assert "meant" not in client.post("/api/search", {"query": "dahila"}).json["hints"]
