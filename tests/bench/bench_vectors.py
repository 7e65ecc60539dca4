"""Search time against the number of vectors and the filter: `python tests/bench/bench_vectors.py [N...]`.

Per row: p50 and p95 in milliseconds and recall@10 of the index, and in the same run numpy brute force, plain
FAISS float16 scan, and sqlite-vec where it is installed. Vectors are synthetic: unequal clusters of lower
dimension, with queries a little off them, as texts are.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from photos_ml.vectors.base import Ids
from photos_ml.vectors.scaled import ScaledIndex
from photos_ml.vectors.segment import Segment
from photos_ml.vectors.storage import Storage

INNER_DIMENSION = 96
CENTRES = 3_000
BLOCK = 50_000
SHARES = (1.0, 0.5, 0.1, 0.01, 0.001, 0.0001)


class Sheet:
    """A seeded source of clustered unit rows."""

    def __init__(self, dimension: int, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        scale = INNER_DIMENSION**-0.5
        self.basis = scale * self.rng.standard_normal((INNER_DIMENSION, dimension), dtype=np.float32)
        self.centres = self.rng.standard_normal((CENTRES, INNER_DIMENSION), dtype=np.float32)
        weights = np.arange(1, CENTRES + 1) ** -0.8
        self.weights = weights / weights.sum()

    def rows(self, n: int, spread: float, noise: float) -> Any:
        chosen = self.centres[self.rng.choice(CENTRES, n, p=self.weights)]
        inner = chosen + spread * self.rng.standard_normal(chosen.shape, dtype=np.float32)
        rows = inner @ self.basis
        rows += noise * self.rng.standard_normal(rows.shape, dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def collection(n: int, dimension: int) -> tuple[Segment, Any]:
    sheet, storage = Sheet(dimension), Storage.empty(n, dimension)
    for start in range(0, n, BLOCK):
        storage.write(start, sheet.rows(min(BLOCK, n - start), 0.8, 0.15).astype(np.float16))
    return Segment(np.arange(1, n + 1, dtype=np.int64), storage), sheet.rows(40, 1.2, 0.3)


CLOCKS = {"wall": time.perf_counter, "cpu": time.thread_time}
"""'cpu' is the searching thread's own time: what a machine that does nothing else would take."""


class Stopwatch:
    """Milliseconds of each query after a first that does not count."""

    clock: Callable[[], float] = time.perf_counter

    @classmethod
    def milliseconds(cls, work: Callable[[Any], Any], queries: Any) -> list[float]:
        work(queries[0])
        spent = []
        for query in queries:
            started = cls.clock()
            work(query)
            spent.append((cls.clock() - started) * 1000)
        return spent


milliseconds = Stopwatch.milliseconds


def measured(segment: Segment, queries: Any, share: float, index: ScaledIndex) -> dict[str, Any]:
    n = len(segment.ids)
    chosen = np.random.default_rng(1).random(n) < share
    allowed: Ids | None = None if share == 1 else segment.ids[chosen]
    exact = ScaledIndex(index.dimension, [segment])
    spent = milliseconds(lambda query: index.search(query, 10, allowed), queries)
    plain = milliseconds(lambda query: exact.search(query, 10, allowed), queries[:10])
    found = [{hit for hit, _ in index.search(query, 10, allowed)} for query in queries]
    truth = [{hit for hit, _ in exact.search(query, 10, allowed)} for query in queries]
    recall = statistics.fmean(len(a & b) / max(1, len(b)) for a, b in zip(found, truth, strict=True))
    return {
        "vectors": n,
        "share": share,
        "p50_ms": round(statistics.median(spent), 2),
        "p95_ms": round(sorted(spent)[int(0.95 * len(spent))], 2),
        "recall_at_10": round(recall, 4),
        "faiss_flat_ms": round(statistics.median(plain), 2),
    }


def numpy_ms(segment: Segment, queries: Any) -> float:
    """Brute force over float32, which takes twice the memory."""
    rows = segment.vectors.astype(np.float32)
    return statistics.median(
        milliseconds(lambda query: np.argpartition(-(rows @ query), 10)[:10], queries[:10])
    )


def sqlite_vec_ms(segment: Segment, queries: Any) -> float | None:
    """sqlite-vec's vec0 table in memory; None where it cannot be loaded."""
    try:
        import sqlite_vec
    except ImportError:
        return None
    database = sqlite3.connect(":memory:")
    if not hasattr(database, "enable_load_extension"):  # a Python built without it
        return None
    database.enable_load_extension(True)
    sqlite_vec.load(database)
    database.execute(
        f"CREATE VIRTUAL TABLE v USING vec0(e float[{segment.vectors.shape[1]}] distance_metric=cosine)"
    )
    for start in range(0, len(segment.ids), BLOCK):
        rows = segment.vectors[start : start + BLOCK].astype(np.float32)
        pairs = ((start + place, row.tobytes()) for place, row in enumerate(rows))
        database.executemany("INSERT INTO v(rowid, e) VALUES (?, ?)", pairs)
    sql = "SELECT rowid FROM v WHERE e MATCH ? AND k = 10"
    return statistics.median(
        milliseconds(lambda query: database.execute(sql, (query.tobytes(),)).fetchall(), queries[:5])
    )


def run(sizes: Sequence[int], dimension: int) -> dict[str, Any]:
    rows, peers = [], []
    for n in sizes:
        segment, queries = collection(n, dimension)
        index = ScaledIndex(dimension, [segment])
        started = time.perf_counter()
        built = index.build()
        build_s = time.perf_counter() - started if built else 0.0
        rows += [measured(segment, queries, share, index) for share in SHARES]
        sqlite_vec = sqlite_vec_ms(segment, queries) if n <= 100_000 else None
        peers.append(
            {
                "vectors": n,
                "build_s": round(build_s, 1),
                "numpy_float32_ms": round(numpy_ms(segment, queries), 2),
                "sqlite_vec_ms": None if sqlite_vec is None else round(sqlite_vec, 2),
            }
        )
    whole = {row["vectors"]: row["p50_ms"] for row in rows if row["share"] == 1}
    ratios = {
        str(peer["vectors"]): {
            name.removesuffix("_ms"): round(peer[name] / whole[peer["vectors"]], 2)
            for name in ("numpy_float32_ms", "sqlite_vec_ms")
            if peer[name] is not None
        }
        for peer in peers
    }
    return {"dimension": dimension, "rows": rows, "peers": peers, "ratios": ratios}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--clock", choices=sorted(CLOCKS), default="wall")
    said = parser.parse_args()
    Stopwatch.clock = staticmethod(CLOCKS[said.clock])
    result = run(said.sizes or [10_000, 100_000, 1_000_000], said.dimension)
    if said.json:
        json.dump(result, sys.stdout, indent=2)
        return
    for row in [*result["rows"], *result["peers"]]:
        sys.stdout.write("  ".join(f"{name} {value}" for name, value in row.items()) + "\n")
    sys.stdout.write(f"times as long as this index: {result['ratios']}\n")


if __name__ == "__main__":
    main()
