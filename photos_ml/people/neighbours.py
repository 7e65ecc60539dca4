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


def near_pairs(vectors: FloatMatrix, most: float, *, neighbours: int = NEIGHBOURS, threads: int = 1) -> Edges:
    """Pairs of (n, d) nearer than `most`, of each face and its nearest alone; the same for the same rows."""
    number = len(vectors)
    if number < 2:
        nothing = np.empty(0, np.int64)
        return Edges(nothing, nothing, np.empty(0, np.float32))
    squared, others = _search(vectors, min(neighbours + 1, number), threads)
    near = (squared < most * most) & (others >= 0)
    rows = np.repeat(np.arange(number), near.sum(1))
    found, distance = others[near], np.sqrt(np.maximum(squared[near], 0))
    pairs = np.minimum(rows, found) * number + np.maximum(rows, found)
    keys, first = np.unique(pairs[rows != found], return_index=True)
    return Edges(keys // number, keys % number, distance[rows != found][first])


def _search(vectors: FloatMatrix, neighbours: int, threads: int) -> tuple[Any, Any]:
    package = faiss()
    number, dimension = vectors.shape
    try:
        package.omp_set_num_threads(threads)
        if number <= EXACT_FACES:
            index = package.IndexFlatL2(dimension)
        else:
            cells = number // FACES_A_CELL
            index = package.IndexIVFFlat(package.IndexFlatL2(dimension), dimension, cells)
            index.nprobe, index.cp.niter, index.cp.seed = CELLS_LOOKED_AT, ROUNDS, SEED
            index.cp.max_points_per_centroid = TRAINING_FACES_A_CELL
            index.train(vectors)
        index.add(vectors)
        squared, others = index.search(vectors, neighbours)
        return squared, others
    finally:
        package.omp_set_num_threads(1)
