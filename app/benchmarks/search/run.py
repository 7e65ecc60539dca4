"""Search time, recall and memory of the index and its rivals by number of vectors and by filter."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.app.benchmarks.search.collection import CLUSTERS, Collection
from photos_ml.app.benchmarks.search.memory import private_mb
from photos_ml.app.benchmarks.search.rivals import (
    Opened,
    Rival,
    brute_force,
    faiss_flat,
    has_sqlite_vec,
    ours,
    prepare_ours,
    sqlite_vec,
)
from photos_ml.types import FloatMatrix
from photos_ml.vectors import engine
from photos_ml.vectors.base import Ids

OURS, TRUTH = "photos-ml", "numpy float32"
SHARES = (1.0, 0.5, 0.1, 0.03, 0.01, 0.001, 0.0001)
CLUSTERED_SHARES = (0.5, 0.1, 0.03, 0.01)
ENOUGH_SECONDS, LEAST_QUERIES = 4.0, 5
"""A slow rival is asked no longer than this for one row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One engine over one collection inside one filter. `memory_mb`: all it needs, mapped files included."""

    engine: str
    vectors: int
    filter: str
    share: float
    p50_ms: float
    p95_ms: float
    recall_at_10: float
    memory_mb: float | None


@dataclass(frozen=True, slots=True)
class Filter:
    """`ids` ascending, None for all. A scattered filter is as a weekday's, a clustered one as a place's."""

    name: str
    share: float
    ids: Ids | None


def bench_search(
    sizes: Sequence[int], *, dimension: int = 512, queries: int = 40, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Rows of every engine, size and filter; ratios of a size: how many times as long as our
    index the others take without a filter, and its memory over that of the float16 vectors alone."""
    rows: list[Row] = []
    for size in sizes:
        rows += _of_size(size, dimension, queries, progress)
    return {
        "dimension": dimension,
        "queries": queries,
        "rows": [asdict(row) for row in rows],
        "ratios": {str(size): _ratios(rows, size, dimension) for size in sizes},
    }


def _of_size(size: int, dimension: int, queries: int, progress: Callable[[str], None]) -> list[Row]:
    collection = Collection(size, dimension)
    asked, filters = collection.queries(queries), list(_filters(collection))
    engine.faiss()  # its own memory is the same for any number of vectors
    measured: dict[str, _Measured] = {}
    with tempfile.TemporaryDirectory(prefix="photos-ml-bench-") as scratch:
        prepare_ours(collection, dimension, Path(scratch))
        for name, open_rival in _rivals(collection, dimension, Path(scratch)).items():
            progress(f"{name}, {size:,} vectors")
            measured[name] = _measured(open_rival, asked, filters)
    mapped_mb = {OURS: size * dimension * 2 / 1e6}  # the snapshot's rows
    truth = measured[TRUTH].answers
    return [
        Row(
            engine=name,
            vectors=size,
            filter=one.name,
            share=one.share,
            p50_ms=round(statistics.median(spent), 3),
            p95_ms=round(float(np.quantile(spent, 0.95)), 3),
            recall_at_10=round(recall(found, true), 4),
            memory_mb=None if of.memory_mb is None else round(of.memory_mb + mapped_mb.get(name, 0.0), 1),
        )
        for name, of in measured.items()
        for one, found, true, spent in zip(filters, of.answers, truth, of.spent_ms, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Measured:
    """What one engine answered, and in how many milliseconds, filter by filter and query by query."""

    answers: list[list[list[int]]]
    spent_ms: list[list[float]]
    memory_mb: float | None


def _measured(open_rival: Callable[[], Opened], asked: FloatMatrix, filters: Sequence[Filter]) -> _Measured:
    before = private_mb()
    with open_rival() as rival:
        rival(None)(asked[0])
        now = private_mb()
        memory_mb = None if before is None or now is None else max(now - before, 0.0)
        timed = [_timed(rival, one.ids, asked) for one in filters]
        return _Measured([found for found, _ in timed], [spent for _, spent in timed], memory_mb)


def _rivals(collection: Collection, dimension: int, folder: Path) -> dict[str, Callable[[], Opened]]:
    rivals: dict[str, Callable[[], Opened]] = {
        OURS: lambda: ours(collection, dimension, folder),
        TRUTH: lambda: brute_force(collection, dimension),
        "FAISS flat float16": lambda: faiss_flat(collection, dimension),
    }
    if has_sqlite_vec():
        rivals["sqlite-vec float32"] = lambda: sqlite_vec(collection, dimension)
    return rivals


def _filters(collection: Collection) -> Iterator[Filter]:
    rng = np.random.default_rng(1)
    number, group = rng.random(collection.count()), rng.random(CLUSTERS)[collection.clusters]
    for share in SHARES:
        ids = None if share == 1 else np.flatnonzero(number < share).astype(np.int64) + 1
        yield Filter("none" if share == 1 else "scattered", share, ids)
    for share in CLUSTERED_SHARES:
        yield Filter("clustered", share, np.flatnonzero(group < share).astype(np.int64) + 1)


def _timed(rival: Rival, allowed: Ids | None, queries: FloatMatrix) -> tuple[list[list[int]], list[float]]:
    """Answers and their milliseconds, after a first query that does not count."""
    search = rival(allowed)
    search(queries[0])
    found, spent = list[list[int]](), list[float]()
    for query in queries:
        started = time.perf_counter()
        found.append(search(query))
        spent.append((time.perf_counter() - started) * 1000)
        if sum(spent) > ENOUGH_SECONDS * 1000 and len(spent) >= LEAST_QUERIES:
            break
    return found, spent


def recall(found: Sequence[Sequence[int]], truth: Sequence[Sequence[int]]) -> float:
    """Mean share of the true nearest that were found, over the queries both answered."""
    pairs = [(set(a), set(b)) for a, b in zip(found, truth, strict=False) if b]
    return statistics.fmean(len(a & b) / len(b) for a, b in pairs) if pairs else 1.0


def _ratios(rows: Sequence[Row], size: int, dimension: int) -> dict[str, float]:
    whole = {row.engine: row for row in rows if row.vectors == size and row.share == 1}
    mine = whole[OURS]
    slower = {
        f"time of {name}": round(row.p50_ms / mine.p50_ms, 2) for name, row in whole.items() if name != OURS
    }
    if mine.memory_mb is None:
        return slower
    return slower | {"memory to vectors": round(mine.memory_mb / (size * dimension * 2 / 1e6), 3)}
