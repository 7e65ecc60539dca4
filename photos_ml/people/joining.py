"""Faces that are new join what there is, without a look at all the others: a photo at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.people.distances import distances
from photos_ml.people.faces import FaceSet, Grouping, Ids, SaidOfPersons
from photos_ml.people.persons import MARGIN, WEAK, may_be
from photos_ml.types import FloatMatrix

LEAST_GROUP = 3


@dataclass(frozen=True, slots=True)
class Groups:
    """What groups look like, (k,) each."""

    labels: Ids
    person: Ids
    """0 for a group that is nobody's."""
    means: FloatMatrix
    squares: npt.NDArray[np.float32]
    """Of the lengths of the means."""
    scale: npt.NDArray[np.float32]
    near: float
    """Distance to the mean of a group up to which a face joins it."""

    @classmethod
    def of(cls, faces: FaceSet, grouping: Grouping) -> Groups:
        """Those that are large enough to be joined."""
        inside = np.nonzero(grouping.group >= 0)[0]
        labels, inverse, size = np.unique(grouping.group[inside], return_inverse=True, return_counts=True)
        sums = np.zeros((len(labels), faces.vectors.shape[1]), np.float32)
        np.add.at(sums, inverse, faces.vectors[inside])
        scale = np.bincount(inverse, faces.scale[inside], minlength=len(labels)) / np.maximum(size, 1)
        person = np.zeros(len(labels), np.int64)
        np.maximum.at(person, inverse, grouping.person[inside])
        large = (size >= LEAST_GROUP) | (person > 0)
        means = (sums[large] / size[large][:, None]).astype(np.float32)
        return cls(
            labels[large],
            person[large],
            means,
            (means**2).sum(1),
            scale[large].astype(np.float32),
            distances(len(inside)).mean,
        )


def joined(faces: FaceSet, groups: Groups, known: SaidOfPersons) -> Grouping:
    """The group that each new face is nearest to, where it is near and no other person's is nearly as near;
    two faces of one photo never join one."""
    group = np.full(len(faces), -1, np.int64)
    person = faces.person.copy()
    if not len(groups.labels) or not len(faces):
        return Grouping(group, person)
    squared = (faces.vectors**2).sum(1)[:, None] - 2 * faces.vectors @ groups.means.T + groups.squares[None]
    distance = np.sqrt(np.maximum(squared, 0) / (faces.scale[:, None] * groups.scale[None]))
    who = np.where(groups.person > 0, groups.person, -groups.labels - 1)
    taken: set[tuple[int, int]] = set()
    for index in np.argsort(distance.min(1), kind="stable").tolist():
        best = int(distance[index].argmin())
        most = groups.near * (1.0 if faces.measures.founders[index] else WEAK)
        others = distance[index][who != who[best]]
        clear = not len(others) or float(others.min() - distance[index, best]) >= MARGIN * groups.near
        content = int(faces.contents[index])
        free = (content, int(who[best])) not in taken or bool(faces.video[index])
        if faces.person[index] or not faces.measures.joiners[index] or not (clear and free):
            continue
        if distance[index, best] < most and may_be(faces, index, int(groups.person[best]), known):
            group[index], person[index] = groups.labels[best], groups.person[best]
            taken.add((content, int(who[best])))
    return Grouping(group, person)
