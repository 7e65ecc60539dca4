"""The tagger's data: words, kinds, rows, thresholds."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photos_ml.config import models_dir
from photos_ml.encoders.builtin import builtin_encoder

FOLDER = models_dir() / "builtin"
KINDS = {"object", "scene", "activity", "event"}


@pytest.fixture(scope="module")
def words() -> list[tuple[str, str]]:
    lines = (FOLDER / "vocabulary.tsv").read_text(encoding="utf-8").splitlines()
    return [(word, kind) for word, kind in (line.split("\t") for line in lines)]


@pytest.fixture(scope="module")
def tags() -> dict[str, NDArray[Any]]:
    with np.load(FOLDER / "tags.npz") as stored:
        return dict(stored)


def test_a_thousand_words_of_every_kind(words: list[tuple[str, str]]) -> None:
    kinds = Counter(kind for _, kind in words)
    assert len(words) >= 1000
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 100


def test_words_are_plain_and_stand_once(words: list[tuple[str, str]]) -> None:
    names = [word for word, _ in words]
    assert len(set(names)) == len(names)
    assert all(word == word.strip().lower() and word for word in names)


def test_one_row_and_threshold_a_word(words: list[tuple[str, str]], tags: dict[str, NDArray[Any]]) -> None:
    assert tags["rows"].shape == (len(words), builtin_encoder().info.dimension)
    assert tags["threshold"].shape == tags["spread"].shape == (len(words),)
    assert (tags["spread"] > 0).all()
    assert ((tags["threshold"] > 0) & (tags["threshold"] < 1)).all()


def test_rows_have_unit_length(tags: dict[str, NDArray[Any]]) -> None:
    np.testing.assert_allclose(np.linalg.norm(tags["rows"].astype(np.float32), axis=1), 1, atol=2e-3)


def test_tags_belong_to_the_shipped_weights(tags: dict[str, NDArray[Any]]) -> None:
    manifest = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    assert str(tags["revision"]) == manifest["revision"]


def test_rows_are_near_the_words_own_texts(
    words: list[tuple[str, str]], tags: dict[str, NDArray[Any]]
) -> None:
    places = list(range(0, len(words), 200))
    rows = builtin_encoder().encode_texts([words[place][0] for place in places])
    likeness = rows @ tags["rows"][places].astype(np.float32).T
    assert (likeness.argmax(axis=1) == np.arange(len(places))).all()
