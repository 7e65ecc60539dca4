"""What `bench search` says of the index is true: its answers are checked, and its rivals' too."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.benchmarks.search.collection import Collection
from photos_ml.app.benchmarks.search.plot import draw
from photos_ml.app.benchmarks.search.rivals import (
    Opened,
    brute_force,
    faiss_flat,
    floats,
    has_sqlite_vec,
    ours,
    prepare_ours,
    sqlite_vec,
)
from photos_ml.app.benchmarks.search.run import OURS, SHARES, TRUTH, bench_search, recall
from photos_ml.vectors.base import Ids

DIMENSION = 32


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return bench_search([200, 900], dimension=DIMENSION, queries=5, progress=lambda line: None)


def test_a_collection_is_the_same_for_the_same_seed_and_of_unit_length() -> None:
    one, two, other = (floats(Collection(500, DIMENSION, seed=seed), DIMENSION) for seed in (1, 1, 2))
    assert (one == two).all()
    assert not (one == other).all()
    assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-3)


def test_rows_after_an_id_are_those_of_the_whole() -> None:
    collection = Collection(300, DIMENSION)
    (ids, rows), *rest = collection.rows(after_id=120)
    assert not rest
    assert ids.tolist() == list(range(121, 301))
    assert (rows == floats(collection, DIMENSION).astype(np.float16)[120:]).all()


def test_vectors_of_a_cluster_lie_closer_than_others() -> None:
    collection = Collection(2000, DIMENSION)
    rows, clusters = floats(collection, DIMENSION), collection.clusters
    largest = clusters == np.bincount(clusters).argmax()
    assert (rows[largest] @ rows[largest].T).mean() > 0.3 + (rows[largest] @ rows[~largest].T).mean()


@pytest.mark.parametrize("name", ["ours", "faiss", "sqlite-vec"])
@pytest.mark.parametrize("share", [1.0, 0.4, 0.02])
def test_every_rival_finds_the_true_nearest(name: str, share: float, tmp_path: Path) -> None:
    if name == "sqlite-vec" and not has_sqlite_vec():
        pytest.skip("sqlite-vec is not installed")
    collection = Collection(1500, DIMENSION)
    chosen = np.flatnonzero(np.random.default_rng(3).random(1500) < share).astype(np.int64) + 1
    allowed: Ids | None = None if share == 1 else chosen
    if name == "ours":
        prepare_ours(collection, DIMENSION, tmp_path)
    opened: Callable[[], Opened] = {
        "ours": lambda: ours(collection, DIMENSION, tmp_path),
        "faiss": lambda: faiss_flat(collection, DIMENSION),
        "sqlite-vec": lambda: sqlite_vec(collection, DIMENSION),
    }[name]
    with opened() as rival, brute_force(collection, DIMENSION) as truth:
        for query in collection.queries(5):
            found, true = rival(allowed)(query), truth(allowed)(query)
            assert len(found) == 10
            assert len(set(found) & set(true)) >= 9, "float16 may swap two at the edge"
            assert allowed is None or set(found) <= set(chosen.tolist())


def test_every_engine_has_a_row_for_every_size_and_filter(result: dict[str, Any]) -> None:
    rows = result["rows"]
    engines = {row["engine"] for row in rows}
    assert {OURS, TRUTH, "FAISS flat float16"} <= engines
    assert ("sqlite-vec float32" in engines) == has_sqlite_vec()
    filters = {(row["filter"], row["share"]) for row in rows}
    assert {share for name, share in filters if name == "scattered"} == set(SHARES[1:])
    assert len(rows) == len(engines) * 2 * len(filters)
    assert all(0 < row["p50_ms"] <= row["p95_ms"] for row in rows)


def test_an_exact_index_recalls_everything(result: dict[str, Any]) -> None:
    assert {row["recall_at_10"] for row in result["rows"] if row["engine"] in (OURS, TRUTH)} == {1.0}


def test_ratios_compare_one_run(result: dict[str, Any]) -> None:
    whole = {row["engine"]: row for row in result["rows"] if row["vectors"] == 900 and row["share"] == 1}
    said = result["ratios"]["900"][f"time of {TRUTH}"]
    assert said == pytest.approx(whole[TRUTH]["p50_ms"] / whole[OURS]["p50_ms"], abs=0.01)
    assert set(result["ratios"]) == {"200", "900"}


def test_recall_counts_the_true_nearest_that_were_found() -> None:
    assert recall([[1, 2, 3, 4]], [[1, 2, 8, 9]]) == 0.5
    assert recall([[1], [2]], [[1], []]) == 1.0, "a query without an answer says nothing"
    assert recall([], []) == 1.0


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_the_plot_names_every_engine(result: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "growth.svg"
    draw(result, path)
    drawn = ElementTree.parse(path)
    comments = path.read_text(encoding="utf-8")
    assert drawn.getroot().tag.endswith("svg")
    assert all(engine in comments for engine in {row["engine"] for row in result["rows"]})
