"""Ways to find the nearest of a collection, each as quick as its package makes it: the index of this program,
numpy, plain FAISS, sqlite-vec. What a filter needs is prepared outside of the time for all but our own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.app.benchmarks.search.collection import Collection
from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Ids, IndexKey, Query
from photos_ml.vectors.cache import IndexCache

DEPTH = 10
GATHERED_SHARE = 0.1
"""numpy copies out the rows of a filter that lets less through, and looks at all rows otherwise."""

Search = Callable[[Query], list[int]]
"""Ids of the nearest DEPTH."""
Rival = Callable[[Ids | None], Search]
"""A filter, None for all -> the search inside it."""
Opened = AbstractContextManager[Rival]


@contextmanager
def ours(collection: Collection, dimension: int, folder: Path) -> Iterator[Rival]:
    """The index as a service finds it: mapped from its snapshot, with what is prepared in the background."""
    key = IndexKey("bench", "1", dimension)
    index = IndexCache(folder, key, collection).current()

    def within(allowed: Ids | None) -> Search:
        return lambda query: [hit for hit, _ in index.search(query, DEPTH, allowed)]

    yield within


def prepare_ours(collection: Collection, dimension: int, folder: Path) -> None:
    """Write what `ours` opens."""
    cache = IndexCache(folder, IndexKey("bench", "1", dimension), collection)
    cache.current()
    cache.save()
    cache.prepare()


@contextmanager
def brute_force(collection: Collection, dimension: int) -> Iterator[Rival]:
    """numpy over float32: the truth the others are measured by."""
    rows = floats(collection, dimension)

    def within(allowed: Ids | None) -> Search:
        places = None if allowed is None else allowed - 1
        if places is not None and len(places) < GATHERED_SHARE * len(rows):
            return lambda query: _top(rows[places] @ query, places)
        closed = np.zeros(len(rows), np.float32)
        if places is not None:
            closed -= 9
            closed[places] = 0
        return lambda query: _top(rows @ query + closed, None)

    yield within


@contextmanager
def faiss_flat(collection: Collection, dimension: int) -> Iterator[Rival]:
    """A flat float16 scan on all cores, with a bitmap of what is allowed."""
    from photos_ml.vectors.engine import faiss as engine

    faiss = engine()
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for _, rows in collection.rows():
        index.add(rows.astype(np.float32))

    def within(allowed: Ids | None) -> Search:
        if allowed is None:
            return lambda query: (index.search(query[None], DEPTH)[1][0] + 1).tolist()
        mask = np.zeros(collection.count(), bool)
        mask[allowed - 1] = True
        bits = np.packbits(mask, bitorder="little")

        def search(query: Query) -> list[int]:
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
            found = index.search(query[None], DEPTH, params=chosen)[1][0]
            return [int(place) + 1 for place in found if place >= 0]

        return search

    yield within


@contextmanager
def sqlite_vec(collection: Collection, dimension: int) -> Iterator[Rival]:
    """sqlite-vec's vec0 table in memory, float32; filters as `rowid IN`."""
    execute = _sqlite_with_vec()
    execute(f"CREATE VIRTUAL TABLE vectors USING vec0(vector float[{dimension}] distance_metric=cosine)", ())
    execute("CREATE TEMP TABLE allowed (id INTEGER PRIMARY KEY)", ())
    execute("BEGIN", ())
    for ids, rows in collection.rows():
        for key, row in zip(ids.tolist(), rows.astype(np.float32), strict=True):
            execute("INSERT INTO vectors (rowid, vector) VALUES (?, ?)", (key, row.tobytes()))
    execute("COMMIT", ())
    nearest = f"SELECT rowid FROM vectors WHERE vector MATCH ? AND k = {DEPTH}"

    def within(allowed: Ids | None) -> Search:
        sql = nearest
        if allowed is not None:
            execute("DELETE FROM allowed", ())
            for key in allowed.tolist():
                execute("INSERT INTO allowed VALUES (?)", (key,))
            sql += " AND rowid IN (SELECT id FROM allowed)"
        return lambda query: [row[0] for row in execute(sql, (query.tobytes(),))]

    yield within


def has_sqlite_vec() -> bool:
    """Whether sqlite-vec is installed and some SQLite here can load it."""
    try:
        _sqlite_with_vec()
    except (ImportError, AttributeError):
        return False
    return True


def floats(collection: Collection, dimension: int) -> FloatMatrix:
    """All vectors, float32 (n, d)."""
    matrix = np.empty((collection.count(), dimension), np.float32)
    for ids, rows in collection.rows():
        matrix[ids - 1] = rows
    return matrix


def _top(scores: FloatMatrix, places: Ids | None) -> list[int]:
    best = np.argpartition(-scores, DEPTH)[:DEPTH] if len(scores) > DEPTH else np.arange(len(scores))
    ids: list[int] = ((best if places is None else places[best]) + 1).tolist()
    return ids


def _sqlite_with_vec() -> Callable[[str, Sequence[Any]], list[Any]]:
    """An empty database with sqlite-vec: by apsw, for Python's own SQLite is often built without loading."""
    import sqlite_vec

    try:
        import apsw
    except ImportError:
        database = sqlite3.connect(":memory:", isolation_level=None)
        database.enable_load_extension(True)
        sqlite_vec.load(database)
        return lambda sql, values: database.execute(sql, values).fetchall()
    connection = apsw.Connection(":memory:")
    connection.enable_load_extension(True)
    connection.load_extension(sqlite_vec.loadable_path())
    return lambda sql, values: connection.execute(sql, values).fetchall()
