"""The figures of judged queries, on rankings whose value is known."""

from __future__ import annotations

import json
from datetime import datetime
from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.app.evaluation.search import (
    VARIANTS,
    JudgedQuery,
    evaluate_search,
    moment_ndcg,
    photo_ndcg,
    ranked_ndcg,
    read_labels,
)
from photos_ml.errors import UsageError
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.types import Metadata
from tests.search.conftest import Album

grades = st.lists(st.integers(0, 3), min_size=1, max_size=20)


def test_ndcg_by_hand() -> None:
    found = (2**1 - 1) / log2(2) + (2**3 - 1) / log2(4)
    best = (2**3 - 1) / log2(2) + (2**1 - 1) / log2(3)
    assert ranked_ndcg([1, 0, 3], [3, 1, 0]) == pytest.approx(found / best)
    assert ranked_ndcg([], [3]) == 0.0
    assert ranked_ndcg([0, 0], []) == 0.0
    assert ranked_ndcg([0] * 10 + [3], [3]) == 0.0


@given(grades)
def test_the_best_order_is_worth_one_and_no_order_more(found: list[int]) -> None:
    best = ranked_ndcg(sorted(found, reverse=True), found)
    assert best == pytest.approx(1.0 if any(found) else 0.0)
    assert ranked_ndcg(found, found) <= best + 1e-9


JUDGED = JudgedQuery("q", "visual", {"a": 3, "a2": 2, "b": 3})
MOMENT = {"a": "a", "a2": "a"}


def test_folded_shots_stand_behind_the_one_that_leads_them() -> None:
    assert photo_ndcg(JUDGED, [["a", "b"], ["a2"]]) == 1.0
    assert photo_ndcg(JUDGED, [["a", "x", "b", "a2"]]) < 1.0


def test_a_moment_counts_once() -> None:
    assert moment_ndcg(JUDGED, [["a", "a2"], ["b"]], MOMENT) == 1.0
    assert moment_ndcg(JUDGED, [["a2"], ["b"]], MOMENT) == 1.0
    again = moment_ndcg(JUDGED, [["a"], ["a2"], ["b"]], MOMENT)
    assert again == pytest.approx(moment_ndcg(JUDGED, [["a"], ["x"], ["b"]], MOMENT)) != 1.0


def labels_file(folder: Path, **changed: Any) -> Path:
    source: dict[str, Any] = {
        "now": "2026-11-21T12:00:00",
        "queries": [
            {"query": "dog", "tests": "visual", "relevant": {"a.jpg": 3}},
            {"query": "rex", "tests": "words", "relevant": {"b.jpg": 3}},
            {"query": "car", "tests": "nothing matches", "relevant": {}},
        ],
        "same_moment": {"a.jpg": ["c.jpg"]},
    }
    path = folder / "labels.json"
    path.write_text(json.dumps({**source, **changed}), encoding="utf-8")
    return path


def as_text(query: str, now: datetime) -> PlannedQuery:
    return PlannedQuery(QueryPlan(text=query), "test")


def test_a_library_whose_figures_are_known(album: Album, tmp_path: Path) -> None:
    album.fill(60)
    album.add("a.jpg", "dog")
    album.add("b.jpg", "tree", Metadata(caption="our Rex"))
    labels = read_labels(labels_file(tmp_path))
    found = evaluate_search(album.library, album.engine, as_text, labels, Path("/photos"))
    assert found["queries"] == 3
    assert set(found["ndcg10"]) == set(found["ndcg10_moments"]) == set(VARIANTS)
    assert found["ndcg10"]["fused"] == 1.0
    assert found["ndcg10"]["without seeing"] == pytest.approx(0.5)
    assert found["kinds"]["visual"] == {"fused": 1.0, "pictures alone": 1.0}
    assert found["kinds"]["words"]["pictures alone"] < 1.0
    assert (found["refused"], found["false_refusals"]) == (1.0, 0.0)


def test_labels_are_read_with_the_moment_of_each_path(tmp_path: Path) -> None:
    labels = read_labels(labels_file(tmp_path))
    assert [query.kind for query in labels.queries] == ["visual", "words", "nothing matches"]
    assert labels.moment == {"a.jpg": "a.jpg", "c.jpg": "a.jpg"}
    assert labels.now.tzinfo is not None


@pytest.mark.parametrize("changed", [{"queries": [{"query": "x"}]}, {"now": "soon"}, {"queries": 3}])
def test_labels_that_are_none_are_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="judged queries"):
        read_labels(labels_file(tmp_path, **changed))
    with pytest.raises(UsageError, match="judged queries"):
        read_labels(tmp_path / "nowhere.json")


def test_the_sample_library_is_judged(sample_library: Path) -> None:
    labels = read_labels(sample_library / "labels.json")
    assert len(labels.queries) == 30
    assert sum(not query.grades for query in labels.queries) == 2
