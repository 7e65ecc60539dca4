"""The tagger: from vectors to words, over a small one whose answers are known, and over the shipped one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.encoders import tagger as module
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import Tagger, log_odds, tagger_for
from photos_ml.types import FloatMatrix, TaggerInfo

INFO = ModelInfo("small", "r1", 4, 8)
WORDS = ("dog", "animal", "cat", "beach", "never")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Axis 0 is a pug, 1 a beagle, 2 a tabby; 'beach' is learnt as axis 3."""
    (tmp_path / "vocabulary.tsv").write_text("".join(f"{word}\tobject\n" for word in WORDS), "utf-8")
    things = "pug, pug-dog\tanimal, dog\nbeagle\tanimal, dog\ntabby, tabby cat\tanimal, cat\n"
    (tmp_path / "things.tsv").write_text(things, "utf-8")
    np.savez(
        tmp_path / "tags.npz",
        model=np.array("small"),
        revision=np.array("r1"),
        version=np.array("v1"),
        threshold=np.array(0.8, np.float32),
        things=(20 * np.eye(4)[:3]).astype(np.float16),
        thing_curve=np.array([1.0, 0.0], np.float32),
        places=np.array([3]),
        rows=(20 * np.eye(4)[3:]).astype(np.float16),
        offsets=np.array([-10.0], np.float32),
    )
    return tmp_path


def rows(*axes: tuple[float, float, float, float]) -> FloatMatrix:
    found = np.array(axes, np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def small(folder: Path) -> Tagger:
    found = tagger_for(INFO, folder)
    assert found is not None
    return found


def words(tagger: Tagger, matrix: FloatMatrix) -> list[list[str]]:
    return [[tag.word for tag in tags] for tags in tagger.tags(matrix)]


def test_the_thing_that_a_vector_is_nearest_to(small: Tagger) -> None:
    found = small.nearest_thing(rows((1, 0, 0, 0), (3, 4, 0, 0), (0, 0, 0, 1)))
    assert found.tolist() == pytest.approx([1.0, 0.8, 0.0], abs=1e-3), "the last row is no thing"
    dogs = frozenset({"dog"})
    assert small.nearest_thing(rows((3, 4, 0, 0), (1, 0, 2, 0)), dogs).tolist() == pytest.approx(
        [0.0, 0.894], abs=1e-3
    ), "a breed is what is asked, and no other thing"
    assert small.nearest_thing(rows((3, 4, 0, 0)), frozenset({"animal"})).tolist() == [-1.0]


def test_a_thing_has_its_own_words_and_those_of_its_groups(small: Tagger) -> None:
    found = words(small, rows((1, 0, 0, 0), (0, 0, 1, 0)))
    assert [set(tags) for tags in found] == [{"dog", "animal"}, {"cat", "animal"}]


def test_where_the_breed_is_unsure_the_dog_is_not(small: Tagger) -> None:
    likely = small.probabilities(rows((1, 1, 0, 0)))[0]
    assert likely[WORDS.index("dog")] > 0.99
    assert set(words(small, rows((1, 1, 0, 0)))[0]) == {"dog", "animal"}


def test_where_the_animal_is_unsure_it_is_still_an_animal(small: Tagger) -> None:
    assert words(small, rows((1, 0, 1, 0))) == [["animal"]]


def test_a_word_learnt_from_captions_needs_no_thing(small: Tagger) -> None:
    tags = small.tags(rows((0, 0, 0, 1)))[0]
    assert "beach" in [tag.word for tag in tags]
    likely = dict(zip(WORDS, small.probabilities(rows((0, 0, 0, 1)))[0].tolist(), strict=True))
    assert likely["beach"] == pytest.approx(1 / (1 + np.exp(-10)), abs=1e-4)
    assert likely["never"] == 0.0


def test_the_surest_come_first_and_no_more_than_promised(
    small: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = rows((1, 0, 0, 1))
    chances = [tag.probability for tag in small.tags(matrix)[0]]
    assert chances == sorted(chances, reverse=True)
    monkeypatch.setattr(module, "MOST_TAGS", 1)
    assert len(small.tags(matrix)[0]) == 1


def test_no_photo_no_tags(small: Tagger) -> None:
    assert small.tags(np.empty((0, 4), np.float32)) == []


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), count=st.integers(1, 40), block=st.integers(1, 7))
def test_blocks_change_nothing(seed: int, count: int, block: int) -> None:
    whole = builtin_tagger()
    matrix = np.random.default_rng(seed).standard_normal((count, builtin_encoder().info.dimension))
    matrix = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    parts = np.concatenate([whole.probabilities(matrix[i : i + block]) for i in range(0, count, block)])
    np.testing.assert_allclose(parts, whole.probabilities(matrix), atol=1e-4)
    assert ((parts >= 0) & (parts <= 1)).all()


@pytest.mark.parametrize("other", [{"id": "large"}, {"revision": "r2"}])
def test_another_model_has_no_tagger(folder: Path, other: dict[str, str]) -> None:
    assert tagger_for(replace(INFO, **other), folder) is None  # type: ignore[arg-type]


def test_a_folder_without_a_tagger_or_with_an_older_one_has_none(folder: Path, tmp_path: Path) -> None:
    assert tagger_for(INFO, tmp_path / "nowhere") is None
    np.savez(folder / "tags.npz", rows=np.eye(2), revision=np.array("r1"))
    assert tagger_for(INFO, folder) is None


def test_log_odds_stay_finite() -> None:
    assert np.isfinite(log_odds(np.array([0.0, 0.5, 1.0], np.float32))).all()


def builtin_tagger() -> Tagger:
    found = tagger_for(builtin_encoder().info)
    assert found is not None, "run models/recipes/builtin/tags.py: the shipped tags are of other weights"
    return found


def test_the_shipped_tagger_is_of_the_shipped_model() -> None:
    tagger, info = builtin_tagger(), builtin_encoder().info
    assert tagger.info == TaggerInfo(info.id, info.revision, tagger.info.version)
    assert 0.5 <= tagger.threshold < 1


def test_the_names_of_things_are_tagged_as_what_they_are() -> None:
    """A text's row stands in for a picture of it."""
    tagger = builtin_tagger()
    found = tagger.tags(builtin_encoder().encode_texts(["a photo of a beagle", "a photo of a fire engine"]))
    assert "dog" in [tag.word for tag in found[0]]
    assert "truck" in [tag.word for tag in found[1]]
