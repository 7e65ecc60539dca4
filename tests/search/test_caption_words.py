"""What captions teach of words: which texts lean, where to, and what stays as it was for the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.search.caption_words import FILE_NAME, CaptionWords, caption_words_for, folded, unfolded
from photos_ml.search.engine import SearchEngine
from photos_ml.search.visual import LEANS_FROM
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
    return SearchEngine(album.library, album.encoder, album.index, lean=lambda text: row)


def test_photos_are_told_apart_by_what_captions_teach(album: Album) -> None:
    album.fill(LEANS_FROM)
    snow, beach = album.add("a.jpg", "dog cat snow"), album.add("b.jpg", "dog cat beach")
    for towards, order in (("snow", [snow, beach]), ("beach", [beach, snow])):
        found = leaning(album, towards).search(album.planned(text="dog"), limit=100).hits
        assert [hit.photo.id for hit in found if hit.photo.id in order] == order


def test_a_library_too_small_to_tell_a_spread_asks_as_before(album: Album) -> None:
    album.fill(LEANS_FROM - 3)
    album.add("a.jpg", "dog snow"), album.add("b.jpg", "dog")
    plain, leant = (
        engine.search(album.planned(text="dog"))
        for engine in (SearchEngine(album.library, album.encoder, album.index), leaning(album, "snow"))
    )
    assert [(hit.photo.id, hit.score) for hit in plain.hits] == [
        (hit.photo.id, hit.score) for hit in leant.hits
    ]


def test_the_middle_and_the_spread_of_the_library_stay(album: Album) -> None:
    """So that what is likely is told by the curves that were fitted without."""
    album.fill(300)
    vision, plain = leaning(album, "snow")._vision, album.engine._vision
    leant, before = (one.sight("dog", ()) for one in (vision, plain))
    assert leant and before and leant.curve and before.curve
    assert not np.allclose(leant.query, before.query, atol=0.1)
    for share in (0.25, 0.5, 0.75):
        chances = [one.curve(np.quantile(one.others, [share]).astype(np.float32)) for one in (leant, before)]
        assert chances[0] == pytest.approx(chances[1], rel=0.25)
    middles = [one.curve(np.quantile(one.others, [0.5]).astype(np.float32)) for one in (leant, before)]
    assert middles[0] == pytest.approx(middles[1], rel=1e-3)


def test_what_is_explained_is_true(album: Album) -> None:
    """The cosine is that of text and picture; what stands above is what is shown above."""
    album.fill(LEANS_FROM)
    shown = album.add("a.jpg", "dog snow")
    engine = leaning(album, "snow")
    hits = engine.search(album.planned(text="dog"), explain=True, limit=LEANS_FROM).hits
    row = engine._vision.rows(np.array([1 + LEANS_FROM], np.int64))[0]
    assert hits[0].photo.id == shown
    told = [hit.explanation for hit in hits]
    assert told[0] and told[0].similarity == pytest.approx(float(row @ direction(["dog"])), abs=1e-3)
    above = [one.above for one in told if one and one.above is not None]
    assert above == sorted(above, reverse=True)


def test_pages_fit_together(album: Album) -> None:
    album.fill(90)
    engine, asked = leaning(album, "snow"), album.planned(text="dog")
    whole = engine.search(asked, limit=60)
    ids = [hit.photo.id for hit in whole.hits]
    paged = []
    for offset in range(0, 60, 20):
        page = engine.search(asked, limit=20, offset=offset, as_of=whole.as_of)
        paged += [hit.photo.id for hit in page.hits]
        album.fill(3)
    assert paged == ids


def test_the_shipped_words_are_of_the_shipped_model() -> None:
    words = caption_words_for(builtin_encoder().info, models_dir() / BUILTIN_NAME)
    assert words
    dog, bench = words.lean("dogs"), words.lean("bench")
    assert dog is not None and np.allclose(dog, words.lean("a dog"))
    assert bench is not None and bench.shape == dog.shape == (builtin_encoder().info.dimension,)
    assert words.lean("backpack") is None
    assert words.lean("xylograph") is None
