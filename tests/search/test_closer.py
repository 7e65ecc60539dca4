"""A closer look at the best photos: what it finds in a part, what it takes back, and when it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.search.calibrate import Calibration, Calibrations, CloserCalibration
from photos_ml.search.closer import LOOKED_AT, Closer, CloserLook, boxes, words_of
from photos_ml.search.engine import SearchEngine, SearchResult
from photos_ml.store import PhotoRow
from photos_ml.types import FloatMatrix, FloatVector
from tests.search.conftest import DIMENSION, direction

Album = Any
"""See conftest."""

NEITHER_NOR = Calibration(deviation=0.05, offset=-0.3)
"""Of names: everything is in doubt."""
NEAR = CloserCalibration(cosine=20.0, margin=0.0, photos=0.0, offset=-12.0)
"""Likely where the mean of the cosines with a photo and its best part is above 0.6."""


def nearest(rows: FloatMatrix, but: frozenset[str]) -> FloatVector:
    """No part is near to another thing, of which those that are called as asked are none."""
    assert but == {"dog"}
    return np.zeros(len(rows), np.float32)


class Looking:
    """Asks a name; a closer look sees in the photos of `shows` these words, and cannot see others."""

    def __init__(self, album: Album) -> None:
        self._album = album
        self.seen: list[list[int]] = []

    def __call__(self, shows: Mapping[int, str], *, closer: bool = True, **fields: Any) -> SearchResult:
        def parts(photos: Sequence[PhotoRow]) -> Mapping[int, FloatMatrix]:
            self.seen.append([photo.id for photo in photos])
            return {photo.id: in_a_part(shows[photo.id]) for photo in photos if photo.id in shows}

        engine = SearchEngine(
            self._album.library,
            self._album.encoder,
            self._album.index,
            calibrations=Calibrations(things=NEITHER_NOR, closer=NEAR),
            nouns=lambda: frozenset({"dog", "cat"}),
            closer=Closer(parts, nearest),
        )
        return engine.search(self._album.planned(**{"text": "dog", **fields}), closer=closer)


def in_a_part(shows: str) -> FloatMatrix:
    """Vectors of nine parts, of which one shows something."""
    parts = np.zeros((9, DIMENSION), np.float32)
    parts[4] = direction(shows.split())
    return parts


@pytest.fixture
def looking(album: Album) -> Looking:
    return Looking(album)


def test_what_is_small_in_a_photo_is_found_in_a_part_of_it(album: Album, looking: Looking) -> None:
    others = album.fill(30)
    small = album.add("a.jpg", "dog tree mountain")
    before = looking({}, closer=False)
    assert (before.good, before.doubtful, before.look) == (0, True, None)
    after = looking({small: "dog", **dict.fromkeys(others, "tree")})
    assert [hit.photo.id for hit in after.hits if hit.good] == [small]
    assert after.confidence > 0.5
    assert not after.doubtful
    assert after.look == CloserLook(LOOKED_AT, round(before.confidence, 4))


def test_what_a_closer_look_does_not_find_is_less_likely_in_all(album: Album, looking: Looking) -> None:
    photos = [*album.fill(30), album.add("a.jpg", "cat dog")]
    before = looking({}, closer=False)
    after = looking(dict.fromkeys(photos, "car"))
    assert after.good == 0
    assert after.confidence < 0.2 < before.confidence
    order = [[hit.photo.id for hit in result.hits] for result in (before, after)]
    unseen = [i for i in order[0] if i not in order[0][:LOOKED_AT]]
    assert [i for i in order[1] if i in unseen] == [i for i in unseen if i in order[1]], (
        "these keep their order"
    )


def test_what_cannot_be_seen_keeps_what_the_first_look_said(album: Album, looking: Looking) -> None:
    album.fill(30)
    album.add("a.jpg", "dog tree mountain")
    before, after = looking({}, closer=False), looking({})
    assert after.look == CloserLook(0, round(before.confidence, 4))
    assert [hit.score for hit in after.hits] == [hit.score for hit in before.hits]


@pytest.mark.parametrize(
    "fields", [{"text": "a dog and a cat on a tree"}, {"without": ["cat"]}, {"text": ""}]
)
def test_only_names_of_things_in_doubt_are_looked_at(
    album: Album, looking: Looking, fields: dict[str, Any]
) -> None:
    album.fill(30)
    result = looking({}, **fields)
    assert looking.seen == []
    assert (result.doubtful, result.look) == (False, None)


def test_only_the_best_are_looked_at(album: Album, looking: Looking) -> None:
    album.fill(30)
    before = looking({}, closer=False)
    looking({})
    assert looking.seen == [[hit.photo.id for hit in before.hits[:LOOKED_AT]]]


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_nine_parts_cover_a_picture(width: int, height: int) -> None:
    parts = boxes(width, height)
    assert len(parts) == 9
    for x, y, right, bottom in parts:
        assert 0 <= x < right <= width
        assert 0 <= y < bottom <= height
    assert {min(p[0] for p in parts), min(p[1] for p in parts)} == {0}
    assert max(p[2] for p in parts) == width
    assert max(p[3] for p in parts) == height


def test_what_is_asked_is_no_other_thing_for_one_and_for_several() -> None:
    assert words_of("Dogs") == {"dogs", "dog"}
    assert words_of("baseball bats") == {"baseball bats", "baseball bat"}
    assert words_of("") == {""}
