"""Features and weights are known by their names: those of a version before serve this one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.learning.feedback import NAMES as FROZEN
from photos_ml.ranker.learning.feedback import (
    FeatureNames,
    Feedback,
    FrozenMemory,
    readable,
)
from photos_ml.ranker.learning.in_use import WhichRanker, ranker_in_use
from photos_ml.ranker.learning.personal import as_document, read_document
from photos_ml.ranker.ranking.by_name import arranged
from photos_ml.ranker.ranking.score import KIND_COLUMNS, KIND_FEATURES, kind_features
from photos_ml.ranker.ranking.taste import NAMES, OF_MEMORIES
from photos_ml.store import Library

DAY = date(2026, 11, 21)
BEFORE = "87db3ca7dfabe756"
"""The signature of features that had a column for each kind."""


@given(st.permutations("abcdef"), st.permutations("abcdef"), st.integers(0, 6))
def test_columns_go_where_their_names_are(have: list[str], want: list[str], count: int) -> None:
    values = dict(zip("abcdef", range(6), strict=True))
    there = have[:count]
    rows = np.array([[values[name] for name in there]], np.float32)
    (found,) = arranged(rows, there, want, {"a": -1.0})
    for name, value in zip(want, found.tolist(), strict=True):
        if name in there:
            assert value == values[name]
        else:
            assert value == -1.0 if name == "a" else np.isnan(value)


def test_features_of_kinds_by_name_are_read_as_their_attributes(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        feedback = Feedback(library.database)
        names = feedback.feature_names()[BEFORE]
        trip = tuple(
            float(name == "kind_trip") if name.startswith("kind_") else 0.25 for name in names.memory
        )
        feedback.freeze(
            [
                FrozenMemory("old", DAY, 0, "trip", "trip:1", BEFORE, trip),
                FrozenMemory("gone", DAY, 1, "no such kind", "s", BEFORE, trip),
            ],
            names,
        )
        old, gone = readable(feedback)
    found = dict(zip(FROZEN.memory, old.features, strict=True))
    assert tuple(found.pop(name) for name in KIND_COLUMNS) == pytest.approx(kind_features(KINDS["trip"]))
    assert {*found.values()} == {0.25} and not {*found} - {*names.memory}
    assert np.isnan([value for value in gone.features if value != 0.25]).sum() == len(KIND_COLUMNS)


def test_features_that_have_no_names_teach_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        feedback = Feedback(library.database)
        unnamed = FrozenMemory("m", DAY, 0, "trip", "t", "unheard of", (1.0,))
        feedback.freeze([unnamed], FeatureNames("known", ("best",), ("sharpness",)))
        assert {*feedback.feature_names()} == {BEFORE, "known"}
        assert not list(readable(feedback))


def test_weights_of_kinds_by_name_say_the_same_of_each_kind() -> None:
    named = (
        *("holiday", "on_this_day", "month", "season", "year", "recent", "trip", "day_out", "first_time"),
        *("then_and_now", "person", "together", "theme"),
    )  # all there were when models named kinds
    said = dict(zip(named, np.linspace(-0.3, 0.3, len(named)), strict=True))
    weights = {"theme_snow": 0.5, **{f"memory_kind_{name}": value for name, value in said.items()}}
    found = read_document(_document(weights))
    assert found is not None and found[NAMES.index("theme_snow")] == 0.5
    at = [NAMES.index(f"memory_{name}") for name in KIND_FEATURES]
    units = np.array([OF_MEMORIES[name] for name in KIND_FEATURES])
    for name in named:
        kind = KINDS[name]
        moved = (np.array(kind_features(kind)[1:]) / units) @ found[at]
        assert moved == pytest.approx(said[name] / 0.3, abs=0.15), name


def test_what_is_not_known_any_more_is_left_out_and_what_is_new_weighs_nothing() -> None:
    found = read_document(_document({"theme_snow": 0.5, "theme_fog": 9.0}))
    assert found is not None
    assert found[NAMES.index("theme_snow")] == 0.5 and np.count_nonzero(found) == 1


def test_the_ranker_in_use_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    document = as_document(np.zeros(len(NAMES)), datetime(2026, 1, 1, tzinfo=UTC))
    assert str(ranker_in_use()) == "shipped ranker: nothing was learnt on this machine yet"
    assert ranker_in_use(document).which is WhichRanker.PERSONAL
    damaged = ranker_in_use(document[:-9])
    assert damaged.which is WhichRanker.SHIPPED and "cannot be read" in damaged.why
    monkeypatch.setattr("photos_ml.config.models_dir", lambda: tmp_path)
    by_hand = ranker_in_use()
    assert by_hand.which is WhichRanker.HAND and "shipped rankers" in by_hand.why
    assert "set by hand" in ranker_in_use(document).why


def _document(weights: dict[str, float]) -> bytes:
    return json.dumps({"version": 1, "until": "2026-01-01T00:00:00+00:00", "weights": weights}).encode()
