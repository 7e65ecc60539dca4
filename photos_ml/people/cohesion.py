"""Whether a face belongs to its group: none that is far from all the rest of it, and whether a group is one:
none that hangs together by a chain alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from photos_ml.people.faces import FaceSet, Ids
from photos_ml.types import FloatMatrix

LEAST_JUDGED = 5
"""The mean of fewer faces says little."""
NEAR = 0.51
"""Distance of two faces that are likely one person's."""
LEAST_NEAR = 0.3
"""Share of its pairs that are so near in a group that is one person: at least a third are in real ones, a
seventh where strangers hang together by their likest."""
FEW, LEAST_NEAR_OF_FEW = 16, 0.4
"""Of fewer good faces than that more must be near: among many strangers some are by chance."""
LOOSE = 0.52
"""Root mean square of the distances in a group from which its pairs are looked at."""
SAMPLE = 512
"""Faces of a group that each of it is compared with."""


def cohesive(faces: FaceSet, group: Ids, far: float) -> Ids:
    """The groups without the faces that are farther than that from the mean of the rest of theirs, those that
    were confirmed excepted; and of those that are but a chain what is no chain. A group is called by the
    index of a face in it, or -1."""
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
    _unchain(faces, group)
    kept = np.nonzero(group >= 0)[0]
    first, inverse = np.unique(group[kept], return_index=True, return_inverse=True)[1:]
    group[kept] = kept[first][inverse]
    return group


def _unchain(faces: FaceSet, group: Ids) -> None:
    """Groups of which nobody said whose they are lose the faces that few of theirs are near to, until they
    hang together."""
    inside = np.nonzero(group >= 0)[0]
    if not len(inside):
        return
    inverse, size = np.unique(group[inside], return_inverse=True, return_counts=True)[1:]
    _, spread = moments(faces.vectors[inside], inverse, len(size))
    scale = np.bincount(inverse, faces.scale[inside]) / size
    said = np.bincount(inverse, faces.person[inside] > 0) > 0
    loose = (size >= LEAST_JUDGED) & (2 * spread > (LOOSE * scale) ** 2) & ~said
    founders = faces.measures.founders
    order = np.argsort(inverse, kind="stable")
    ends = np.cumsum(size)
    for number in np.nonzero(loose)[0].tolist():
        own = inside[order[ends[number] - size[number] : ends[number]]]
        while len(own) >= LEAST_JUDGED:
            share = _near_share(faces, own)
            many = founders[own].sum() >= FEW
            if share.mean() >= (LEAST_NEAR if many else LEAST_NEAR_OF_FEW):
                break
            worst = np.argsort(share, kind="stable")[: max(1, len(own) // 8)]
            group[own[worst]] = -1
            own = np.delete(own, worst)


def _near_share(faces: FaceSet, inside: Ids) -> npt.NDArray[np.float64]:
    """Of the other faces of a group, how many are near to each."""
    some = inside[:: -(-len(inside) // SAMPLE)]
    vectors, others = faces.vectors[inside], faces.vectors[some]
    squared = (vectors**2).sum(1)[:, None] - 2 * vectors @ others.T + (others**2).sum(1)[None]
    near = squared < NEAR**2 * faces.scale[inside][:, None] * faces.scale[some][None]
    itself = np.isin(inside, some)
    share: npt.NDArray[np.float64] = (near.sum(1) - itself) / np.maximum(len(some) - itself, 1)
    return share


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
