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


def test_every_route_fits_the_vectors_and_the_words(
    words: list[tuple[str, str]], tags: dict[str, NDArray[Any]]
) -> None:
    dimension, learnt = builtin_encoder().info.dimension, len(tags["places"])
    assert tags["things"].shape == (1000, dimension)
    assert tags["rows"].shape == (learnt, dimension)
    assert tags["offsets"].shape == (learnt,)
    assert len(set(tags["places"].tolist())) == learnt >= 100
    assert tags["places"].max() < len(words)
    assert all(np.isfinite(tags[name].astype(np.float32)).all() for name in ("things", "rows", "offsets"))


def test_the_rows_of_things_are_of_one_length(tags: dict[str, NDArray[Any]]) -> None:
    lengths = np.linalg.norm(tags["things"].astype(np.float32), axis=1)
    np.testing.assert_allclose(lengths, lengths[0], rtol=2e-3)


def test_tags_belong_to_the_shipped_weights(tags: dict[str, NDArray[Any]]) -> None:
    manifest = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    assert (str(tags["model"]), str(tags["revision"])) == (manifest["id"], manifest["revision"])
    assert str(tags["version"])


def test_things_are_named_in_words_of_the_vocabulary(words: list[tuple[str, str]]) -> None:
    lines = (FOLDER / "things.tsv").read_text(encoding="utf-8").splitlines()
    held = [set(line.partition("\t")[2].split(", ")) - {""} for line in lines]
    assert len(lines) == 1000
    assert set().union(*held) <= {word for word, _ in words}
    assert sum(map(bool, held)) >= 990
    whole = {line.partition("\t")[0].split(", ")[0]: own for line, own in zip(lines, held, strict=True)}
    assert {"dog", "animal"} <= whole["beagle"]
    assert "bird" in whole["kite"] and "kite" not in whole["kite"], "a kite in an album is a toy"


def test_a_thousand_words_can_be_given(words: list[tuple[str, str]], tags: dict[str, NDArray[Any]]) -> None:
    lines = (FOLDER / "things.tsv").read_text(encoding="utf-8").splitlines()
    held = {word for line in lines for word in line.partition("\t")[2].split(", ") if word}
    assert len(held | {words[place][0] for place in tags["places"]}) >= 1000
