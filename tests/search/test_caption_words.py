"""What captions teach of words: which texts lean, where to, and what stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.search.candidates import Candidates, fused
from photos_ml.search.caption_words import FILE_NAME, CaptionWords, caption_words_for, folded, unfolded
from photos_ml.search.engine import Evidence, SearchEngine, SearchResult
from photos_ml.search.reordering import REORDERED, reordered
from photos_ml.types import Metadata
from photos_ml.vectors.base import Query
from tests.search.conftest import DIMENSION, direction

Album = Any
"""See conftest."""

WORDS = ("dog", "cat", "beach", "van", "moving")


@pytest.fixture
def taught(tmp_path: Path) -> CaptionWords:
    """Each word leans towards an axis of its own, and 'moving van' is known by name."""
    own, shared = (folded(np.eye(len(WORDS), size, dtype=np.float32)) for size in (len(WORDS), DIMENSION))
    path = tmp_path / FILE_NAME
    np.savez(
        path,
        revision=np.array("1"),
        words=np.array("\n".join(WORDS)),
        names=np.array("moving van\nminivan"),
        own=own[0],
        own_scales=own[1],
        shared=shared[0],
        shared_scales=shared[1],
    )
    found = caption_words_for(ModelInfo("words", "1", DIMENSION, 32), tmp_path)
    assert found
    return found


def axes(*words: str) -> Query:
    """Where these words lean to, together as long as one."""
    row = np.zeros(DIMENSION, np.float32)
    row[[WORDS.index(word) for word in words]] = 1
    return np.asarray(row / np.linalg.norm(row), np.float32)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dog", ["dog"]),
        ("Dogs", ["dog"]),
        ("a dog and a cat", ["dog", "cat"]),
        ("a photo of two cats on the beach", None),  # 'two' is a word that nobody taught it: 2 of 3 are known
        ("dog cat beach van zeppelin", ["dog", "cat", "beach", "van"]),
        ("dog zeppelin", None),
        ("zeppelin", None),
        ("moving van", None),
        ("a moving van", None),
        ("van", ["van"]),
        ("a dog in a moving van", ["dog", "van", "moving"]),
        ("", None),
        ("ein Hund am Strand", None),
    ],
)
def test_a_text_leans_where_its_words_do(taught: CaptionWords, text: str, words: list[str] | None) -> None:
    lean = taught.lean(text)
    if words is None:
        assert lean is None
        return
    said = 5 if "zeppelin" in text else len(words)
    assert lean is not None
    assert np.allclose(lean, axes(*words) * np.sqrt(len(words) / said), atol=0.01)


def test_another_revision_and_a_broken_file_teach_nothing(taught: CaptionWords, tmp_path: Path) -> None:
    assert taught
    assert caption_words_for(ModelInfo("words", "2", DIMENSION, 32), tmp_path) is None
    (tmp_path / FILE_NAME).write_bytes(b"cut")
    assert caption_words_for(ModelInfo("words", "1", DIMENSION, 32), tmp_path) is None
    assert caption_words_for(ModelInfo("words", "1", DIMENSION, 32), tmp_path / "nowhere") is None


def test_eight_bits_are_near_enough() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 30)).astype(np.float32) * np.arange(1, 41)[:, None]
    back = unfolded(*folded(rows))
    assert np.abs(back - rows).max(axis=1).max() <= np.abs(rows).max() / 254
    assert not unfolded(*folded(np.zeros((2, 3), np.float32))).any()


def leaning(album: Album, towards: str, weight: float = 2.0) -> SearchEngine:
    """An engine in which every text leans towards what shows this."""
    row = np.asarray(weight * direction(towards.split()), np.float32)
    return SearchEngine(album.library, album.encoder, album.index, tags=album.tags, lean=lambda text: row)


def order(result: SearchResult) -> list[int]:
    return [hit.photo.id for hit in result.hits]


def test_photos_are_told_apart_by_what_captions_teach(album: Album) -> None:
    album.fill(30)
    snow, beach = album.add("a.jpg", "dog cat snow"), album.add("b.jpg", "dog cat beach")
    for towards, wanted in (("snow", [snow, beach]), ("beach", [beach, snow])):
        found = order(leaning(album, towards).search(album.planned(text="dog"), limit=100))
        assert [photo_id for photo_id in found if photo_id in wanted] == wanted


def test_how_likely_the_best_are_stays(album: Album) -> None:
    """Whether anything matches is told as before, and how many do."""
    album.fill(30)
    for number in range(10):
        album.add(f"{number}.jpg", "dog snow" if number % 2 else "dog")
    plain, leant = (
        engine.search(album.planned(text="dog"), limit=100)
        for engine in (album.engine, leaning(album, "snow"))
    )
    assert order(plain) != order(leant)
    assert [hit.score for hit in plain.hits] == [hit.score for hit in leant.hits]
    assert (plain.confidence, plain.good, plain.total) == (leant.confidence, leant.good, leant.total)


def test_it_is_left_out_where_something_is_unwanted_or_it_is_to_be_measured(album: Album) -> None:
    album.fill(30)
    for number in range(6):
        album.add(f"{number}.jpg", "dog snow" if number % 2 else "dog")
    engine = leaning(album, "snow")
    for asked, evidence in (
        (album.planned(text="dog", without=["cat"]), Evidence()),
        (album.planned(text="dog"), Evidence(captions=False)),
    ):
        plain, leant = (one.search(asked, limit=50, evidence=evidence) for one in (album.engine, engine))
        assert order(plain) == order(leant)


def test_what_is_written_of_a_photo_counts_as_before(album: Album) -> None:
    album.fill(30)
    album.add("a.jpg", "dog snow")
    described = album.add("b.jpg", "tree", Metadata(caption="dog"))
    result = leaning(album, "snow").search(album.planned(text="dog"))
    assert result.hits[0].photo.id == described
    assert any("described" in why for why in result.hits[0].why)


def test_what_is_explained_is_true(album: Album) -> None:
    """The cosine is that of text and picture."""
    album.fill(30)
    shown = album.add("a.jpg", "dog snow")
    engine = leaning(album, "snow")
    first = engine.search(album.planned(text="dog"), explain=True).hits[0]
    row = album.index().rows(np.array([31], np.int64))[0]
    assert first.photo.id == shown
    assert first.explanation
    assert first.explanation.similarity == pytest.approx(float(row @ direction(["dog"])), abs=1e-3)
    assert first.score == pytest.approx(first.explanation.visual_score, abs=1e-3)


def test_pages_fit_together_beyond_what_is_put_in_order(album: Album) -> None:
    album.fill(REORDERED + 60)
    engine, asked = leaning(album, "snow"), album.planned(text="dog")
    whole = engine.search(asked, limit=REORDERED + 50)
    paged, size = list[int](), 40
    for offset in range(0, len(whole.hits), size):
        paged += order(engine.search(asked, limit=size, offset=offset, as_of=whole.as_of))
        album.fill(3)
    assert paged[: len(whole.hits)] == order(whole)
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)


def candidates(visual: list[float], text: list[float]) -> Candidates:
    return fused(np.arange(1, len(visual) + 1), *(np.array(one, np.float32) for one in (visual, text)))


def test_photos_without_a_vector_and_those_set_apart_keep_their_place() -> None:
    found = candidates([0.9, 0.8, 0.7, 0.6, 0.1], [0.0] * 5)
    rows = np.array([[0.1], [0.0], [0.3], [0.4]], np.float32)
    after = reordered(found, rows, np.ones(1, np.float32), np.array([3]))
    chances = dict(zip(after.ids.tolist(), after.visual_score.tolist(), strict=True))
    assert chances == pytest.approx({1: 0.6, 2: 0.8, 3: 0.7, 4: 0.9, 5: 0.1})
    assert after.ids.tolist() == [4, 2, 3, 1, 5]


@given(
    visual=st.lists(st.floats(0, 1, width=32), min_size=1, max_size=30),
    seed=st.integers(0, 1000),
    first=st.integers(0, 30),
)
def test_chances_change_places_and_nothing_else(visual: list[float], seed: int, first: int) -> None:
    random = np.random.default_rng(seed)
    found = candidates(visual, random.random(len(visual)).tolist())
    rows = random.normal(size=(min(first, len(found)), 3)).astype(np.float32)
    after = reordered(found, rows, np.ones(3, np.float32))
    assert sorted(after.ids.tolist()) == sorted(found.ids.tolist())
    assert np.array_equal(np.sort(after.visual_score), np.sort(found.visual_score))
    by_id = np.argsort(after.ids)
    assert np.array_equal(after.text_score[by_id], found.text_score[np.argsort(found.ids)])
    assert (np.diff(after.score) <= 0).all()


def test_the_shipped_words_are_of_the_shipped_model() -> None:
    words = caption_words_for(builtin_encoder().info, models_dir() / BUILTIN_NAME)
    assert words
    dog, same, bench = words.lean("dogs"), words.lean("a dog"), words.lean("bench")
    assert dog is not None and same is not None and np.allclose(dog, same)
    assert bench is not None and bench.shape == dog.shape == (builtin_encoder().info.dimension,)
    assert words.lean("backpack") is None
    assert words.lean("xylograph") is None
