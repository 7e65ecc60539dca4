"""More like these, less like those."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photos_ml.search.arithmetic import DISLIKED_WEIGHT, LIKED_WEIGHT, combine, rocchio

Album = Any
"""See conftest."""

DIMENSION = 6
NONE = np.empty((0, DIMENSION), np.float32)
rows = st.integers(1, 5).flatmap(
    lambda n: arrays(np.float32, (n, DIMENSION), elements=st.floats(-1, 1, width=16))
)


def unit(matrix: Any) -> Any:
    norms = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return (matrix / np.where(norms > 0, norms, 1)).astype(np.float32)


AXES = np.eye(DIMENSION, dtype=np.float32)


def test_constants_are_those_of_the_book() -> None:
    moved = rocchio(AXES[0], AXES[1:2], AXES[2:3])
    assert moved[1] / moved[0] == pytest.approx(0.75)
    assert moved[2] / moved[0] == pytest.approx(-0.15)
    assert (LIKED_WEIGHT, DISLIKED_WEIGHT) == (0.75, 0.15)


def test_without_marks_a_query_is_itself_and_one_photo_too() -> None:
    assert np.allclose(rocchio(AXES[3], NONE, NONE), AXES[3])
    assert np.allclose(rocchio(None, AXES[3:4], NONE), AXES[3])


def test_marks_that_cancel_out_leave_no_direction() -> None:
    assert not rocchio(None, np.stack([AXES[0], -AXES[0]]), NONE).any()
    assert not rocchio(None, NONE, NONE).any()


@given(rows, rows)
def test_the_answer_is_a_unit_vector_whatever_the_order(liked: Any, disliked: Any) -> None:
    liked, disliked = unit(liked), unit(disliked)
    moved = rocchio(AXES[0], liked, disliked)
    assert moved.dtype == np.float32
    assert np.linalg.norm(moved) == pytest.approx(1, abs=1e-4) or not moved.any()
    assert np.allclose(moved, rocchio(AXES[0], liked[::-1], disliked[::-1]), atol=1e-4)


@given(rows)
def test_likes_pull_and_dislikes_push(marked: Any) -> None:
    marked = unit(marked)
    middle = marked.mean(axis=0)
    towards, away = rocchio(AXES[0], marked, NONE), rocchio(AXES[0], NONE, marked)
    assert towards @ middle >= AXES[0] @ middle - 1e-4
    assert away @ middle <= AXES[0] @ middle + 1e-4


def test_words_are_added_to_what_the_marks_say() -> None:
    words = combine(rocchio(None, AXES[:1], NONE), AXES[1:2], AXES[2:3])
    assert words[0] > words[1] > 0 > words[2]


def test_the_marked_sense_of_a_word_comes_first(album: Album) -> None:
    """'tree' is beside a car in some photos and in snow in others; two marks say which was meant."""
    album.fill(40)
    snowy = [album.add(f"s{i}.jpg", "tree snow") for i in range(6)]
    parked = [album.add(f"c{i}.jpg", "tree car") for i in range(6)]
    tree = album.encoder.encode_texts(["tree"])[0]
    liked = np.stack([album.vectors.get(f"s{i}.jpg") for i in range(2)])
    disliked = np.stack([album.vectors.get(f"c{i}.jpg") for i in range(2)])
    marked = frozenset([*snowy[:2], *parked[:2]])

    def in_order(query: Any) -> float:
        """Share of the pairs of a snowy and a parked tree in which the snowy one comes first."""
        hits, _ = album.engine.similar(query, exclude=marked, limit=100)
        place = {hit.photo.id: number for number, hit in enumerate(hits)}
        pairs = [place[one] < place[two] for one in snowy[2:] for two in parked[2:]]
        return sum(pairs) / len(pairs)

    assert 0.2 < in_order(tree) < 0.8, "the word alone finds both"
    assert in_order(rocchio(tree, liked, disliked)) >= 0.9
    assert in_order(rocchio(None, liked, disliked)) >= 0.9
    assert in_order(rocchio(tree, disliked, liked)) <= 0.1


def test_what_was_marked_is_no_answer(album: Album) -> None:
    album.fill(5)
    photo = album.add("a.jpg", "dog")
    hits, total = album.engine.similar(album.vectors.get("a.jpg"), exclude=frozenset([photo]))
    assert photo not in {hit.photo.id for hit in hits}
    assert total == 5
