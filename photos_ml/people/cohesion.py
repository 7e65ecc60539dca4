"""Whether a face belongs to its group: none that is far from all the rest of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from photos_ml.people.faces import FaceSet, Ids
from photos_ml.types import FloatMatrix

LEAST_JUDGED = 5
"""The mean of fewer faces says little."""


def cohesive(faces: FaceSet, group: Ids, far: float) -> Ids:
    """The groups without the faces that are farther than that from the mean of the rest of theirs, those that
    were confirmed excepted. A group is called by the index of a face in it, or -1."""
    group = group.copy()
    inside = np.nonzero(group >= 0)[0]
    if not len(inside):
        return group
    inverse, size = np.unique(group[inside], return_inverse=True, return_counts=True)[1:]
    means, _ = moments(faces.vectors[inside], inverse, len(size))
    scale = faces.scale[inside]
    scales = np.bincount(inverse, scale) / size
    rest = size[inverse] / np.maximum(size[inverse] - 1, 1)
    off = np.sqrt(apart(faces.vectors[inside], means, inverse) / (scale * scales[inverse])) * rest
    judged = (size[inverse] >= LEAST_JUDGED) & (faces.person[inside] == 0)
    group[inside[judged & (off > far)]] = -1
    kept = np.nonzero(group >= 0)[0]
    first, inverse = np.unique(group[kept], return_index=True, return_inverse=True)[1:]
    group[kept] = kept[first][inverse]
    return group


def moments(
    vectors: FloatMatrix, groups: npt.NDArray[np.intp], number: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and spread (mean squared distance from it) of each group."""
    count = np.maximum(np.bincount(groups, minlength=number), 1)
    sums = np.zeros((number, vectors.shape[1]))
    np.add.at(sums, groups, vectors)
    means = sums / count[:, None]
    return means, np.bincount(groups, apart(vectors, means, groups), minlength=number) / count


def apart(
    vectors: FloatMatrix, means: npt.NDArray[np.float64], groups: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """Squared distance of each row from the mean of its group."""
    squared: npt.NDArray[np.float32] = ((vectors - means.astype(np.float32)[groups]) ** 2).sum(1)
    return squared
