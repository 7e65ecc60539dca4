"""A source of vectors that is a plain list, and brute force to compare with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from photos_ml.vectors.base import Halves, Hit, Ids, IndexKey, Query

Brute = Callable[..., list[Hit]]


class ListSource:
    """Implements VectorSource over arrays; ids ascend, blocks are small so that there are several."""

    def __init__(self, dimension: int, block: int = 7) -> None:
        self.state: tuple[Ids, Halves] = (np.zeros(0, np.int64), np.zeros((0, dimension), np.float16))
        """Replaced whole, as a transaction would be."""
        self.block = block
        self.rows_read = 0
        self.next_id = 1

    @property
    def ids(self) -> Ids:
        return self.state[0]

    @property
    def vectors(self) -> Halves:
        return self.state[1]

    def append(self, vectors: Halves, gap: int = 1) -> Ids:
        ids = np.arange(len(vectors), dtype=np.int64) * gap + self.next_id
        self.state = (
            np.concatenate([self.ids, ids]),
            np.concatenate([self.vectors, vectors.astype(np.float16)]),
        )
        self.next_id = int(ids[-1]) + 1 if len(ids) else self.next_id
        return ids

    def drop(self, ids: Ids) -> None:
        keep = ~np.isin(self.ids, ids)
        self.state = (self.ids[keep], self.vectors[keep])

    def generation(self) -> int:
        return int(self.ids[-1]) if len(self.ids) else 0

    def count(self) -> int:
        return len(self.ids)

    def keys(self) -> Ids:
        return self.ids

    def rows(self, after_id: int | None = None) -> Iterator[tuple[Ids, Halves]]:
        ids, vectors = self.state
        start = int(np.searchsorted(ids, after_id or 0, side="right"))
        while start < len(ids):
            part = slice(start, start + self.block)
            self.rows_read += len(ids[part])
            yield ids[part], vectors[part]
            start += self.block


def brute_force(ids: Ids, vectors: Halves, query: Query, k: int, allowed: Ids | None = None) -> list[Hit]:
    """Score descending, then id, one row at a time."""
    chosen = set(ids.tolist()) if allowed is None else set(ids.tolist()) & set(np.asarray(allowed).tolist())
    scored = [
        (int(key), float(np.float32(np.dot(row.astype(np.float64), query.astype(np.float64)))))
        for key, row in zip(ids, vectors, strict=True)
        if int(key) in chosen
    ]
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:k]


def unit_rows(seed: int, n: int, dimension: int) -> Halves:
    rows = np.random.default_rng(seed).standard_normal((n, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture
def brute() -> Brute:
    return brute_force


@pytest.fixture
def units() -> Callable[[int, int, int], Halves]:
    return unit_rows


@pytest.fixture
def list_source() -> Callable[..., ListSource]:
    return ListSource


@pytest.fixture
def key() -> IndexKey:
    return IndexKey("builtin", "r1", 16)
