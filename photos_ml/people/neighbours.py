"""The nearest faces of each face: exact for thousands, by cells for a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix
from photos_ml.vectors.engine import faiss

NEIGHBOURS = 32
EXACT_FACES = 20_000
"""Up to so many every pair is looked at."""
FACES_A_CELL = 100
CELLS_LOOKED_AT = 24
TRAINING_FACES_A_CELL = 40
ROUNDS = 8
SEED = 20_260

Labels: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of faces that are near, each once, `one` < `other`."""

    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    distance: npt.NDArray[np.float32]


def near_pairs(
    vectors: FloatMatrix,
    scale: npt.NDArray[np.float32],
    most: float,
    *,
    neighbours: int = NEIGHBOURS,
    threads: int = 1,
) -> Edges:
    """Pairs of (n, d) nearer than `most`, of each face and its nearest alone; the same for the same rows.
    Distances are divided by the root of both faces' `scale`, (n,)."""
    number = len(vectors)
    if number < 2:
        nothing = np.empty(0, np.int64)
        return Edges(nothing, nothing, np.empty(0, np.float32))
    squared, others = nearest(vectors, vectors, neighbours + 1, threads=threads)
    squared = squared / (scale[:, None] * scale[others])
    near = squared < most * most
    rows = np.repeat(np.arange(number), near.sum(1))
    found, distance = others[near], np.sqrt(squared[near])
    pairs = np.minimum(rows, found) * number + np.maximum(rows, found)
    keys, first = np.unique(pairs[rows != found], return_index=True)
    return Edges(keys // number, keys % number, distance[rows != found][first])


def nearest(
    asked: FloatMatrix, vectors: FloatMatrix, neighbours: int, *, threads: int = 1
) -> tuple[FloatMatrix, Labels]:
    """Squared distances and rows of the nearest `vectors` of each asked for, (m, k), the nearest first."""
    package = faiss()
    try:
        package.omp_set_num_threads(threads)
        index = _index(package, vectors)
        squared, found = index.search(np.ascontiguousarray(asked), min(neighbours, len(vectors)))
    finally:
        package.omp_set_num_threads(1)
    # Cells may hold fewer: what is missing is infinitely far.
    return np.where(found < 0, np.inf, np.maximum(squared, 0)), np.maximum(found, 0)


def _index(package: Any, vectors: FloatMatrix) -> Any:
    number, dimension = vectors.shape
    if number <= EXACT_FACES:
        index = package.IndexFlatL2(dimension)
    else:
        cells = number // FACES_A_CELL
        index = package.IndexIVFFlat(package.IndexFlatL2(dimension), dimension, cells)
        index.nprobe, index.cp.niter, index.cp.seed = CELLS_LOOKED_AT, ROUNDS, SEED
        index.cp.max_points_per_centroid = TRAINING_FACES_A_CELL
        index.train(vectors)
    index.add(np.ascontiguousarray(vectors))
    return index
