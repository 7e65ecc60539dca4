"""Groups to persons: by confirmed faces, with a margin over the runner-up, never against a birth date."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from photos_ml.people.faces import FaceSet, Grouping, Ids, SaidOfPersons
from photos_ml.types import FloatMatrix

GROUP_DISTANCE = 0.56
"""Root mean squared distance of a group to a person's confirmed faces up to which it is that person's."""
FACE_DISTANCE = 0.50
"""Distance of a face to the mean of a group up to which it joins it."""
WEAK_FACE_DISTANCE = 0.46
"""The same of a face too poor to found a group: such faces look like one another."""
MARGIN = 0.04
"""By how much the next person, or group, must be farther."""
LEAST_GROUP = 2


def assign(faces: FaceSet, group: Ids, known: SaidOfPersons) -> Grouping:
    """Let groups be persons' where confirmed faces say so, and faces that are in none join the nearest."""
    person = faces.person.copy()
    group = group.copy()
    of_group = _persons_of_groups(faces, group, known)
    looks = _Looks(faces, group, of_group)
    _join(faces, group, person, looks, known)
    for label, who in looks.person_of.items():
        inside = np.nonzero((group == label) & (faces.person == 0))[0]
        allowed = inside[_allowed(faces, inside, who, known)]
        person[allowed] = who
        group[np.setdiff1d(inside, allowed)] = -1
    return Grouping(group, person)


def _persons_of_groups(faces: FaceSet, group: Ids, known: SaidOfPersons) -> dict[int, int]:
    """Group -> person: of its confirmed faces, or of those that are near enough."""
    found: dict[int, int] = {}
    confirmed = np.nonzero((faces.person > 0) & (group >= 0))[0]
    for index in confirmed.tolist():
        found[int(group[index])] = int(faces.person[index])
    persons = np.unique(faces.person[faces.person > 0])
    if not len(persons):
        return found
    seeds = [np.nonzero(faces.person == one)[0] for one in persons]
    mean = np.stack([faces.vectors[inside].mean(0) for inside in seeds])
    spread = np.array([_spread(faces.vectors[inside]) for inside in seeds])
    labels, inverse = np.unique(group[group >= 0], return_inverse=True)
    if not len(labels):
        return found
    means, spreads = _moments(faces.vectors[group >= 0], inverse, len(labels))
    apart = ((means[:, None] - mean[None]) ** 2).sum(2) + spreads[:, None] + spread[None]
    distance = np.sqrt(apart)
    order = np.argsort(distance, axis=1)
    for number, label in enumerate(labels.tolist()):
        if label in found:
            continue
        best = order[number, 0]
        clear = len(persons) == 1 or distance[number, order[number, 1]] - distance[number, best] >= MARGIN
        if distance[number, best] < GROUP_DISTANCE and clear:
            inside = np.nonzero(group == label)[0]
            who = int(persons[best])
            if not any((int(i), who) in known.denied for i in inside) and not _together(faces, inside, who):
                found[label] = who
    return found


class _Looks:
    """What the groups look like: a mean each, of a person's groups one together with the confirmed faces."""

    def __init__(self, faces: FaceSet, group: Ids, of_group: dict[int, int]) -> None:
        labels, inverse, size = np.unique(group[group >= 0], return_inverse=True, return_counts=True)
        means, _ = _moments(faces.vectors[group >= 0], inverse, len(labels))
        kept = size >= LEAST_GROUP
        self.labels: Ids = labels[kept]
        self.means: FloatMatrix = means[kept].astype(np.float32)
        self.person_of = of_group
        self.who = np.array([of_group.get(label, -label - 1) for label in self.labels.tolist()], np.int64)


def _join(faces: FaceSet, group: Ids, person: Ids, looks: _Looks, known: SaidOfPersons) -> None:
    """Faces in no group to the nearest, where another's is clearly farther."""
    single = np.nonzero((group < 0) & (faces.person == 0) & faces.measures.joiners)[0]
    if not len(single) or not len(looks.labels):
        return
    founders = faces.measures.founders
    present = {(int(c), int(g)) for c, g in zip(faces.contents, group, strict=True) if g >= 0}
    for start in range(0, len(single), 1024):
        block = single[start : start + 1024]
        squared = (
            (faces.vectors[block] ** 2).sum(1)[:, None]
            - 2 * faces.vectors[block] @ looks.means.T
            + (looks.means**2).sum(1)[None]
        )
        distance = np.sqrt(np.maximum(squared, 0))
        best = distance.argmin(1)
        for row, index in enumerate(block.tolist()):
            at = int(best[row])
            nearest = float(distance[row, at])
            most = FACE_DISTANCE if founders[index] else WEAK_FACE_DISTANCE
            others = distance[row][looks.who != looks.who[at]]
            label = int(looks.labels[at])
            taken = (int(faces.contents[index]), label) in present and not faces.video[index]
            if nearest < most and not taken and (not len(others) or float(others.min()) - nearest >= MARGIN):
                group[index] = label
                present.add((int(faces.contents[index]), label))


def _allowed(faces: FaceSet, inside: Ids, who: int, known: SaidOfPersons) -> npt.NDArray[np.bool_]:
    born = known.births.get(who, 0)
    too_early = (faces.last_day[inside] > 0) & (faces.last_day[inside] < born)
    denied = np.array([(int(index), who) in known.denied for index in inside], np.bool_)
    return ~too_early & ~denied


def _together(faces: FaceSet, inside: Ids, who: int) -> bool:
    """Whether a photo shows a confirmed face of a person beside one of these: then they are another's."""
    own = faces.contents[(faces.person == who) & ~faces.video]
    return bool(np.isin(faces.contents[inside], own).any())


def _moments(
    vectors: FloatMatrix, groups: npt.NDArray[np.intp], number: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and spread (mean squared distance from it) of each group."""
    count = np.maximum(np.bincount(groups, minlength=number), 1)
    sums = np.zeros((number, vectors.shape[1]))
    np.add.at(sums, groups, vectors)
    means = sums / count[:, None]
    off = ((vectors - means[groups]) ** 2).sum(1)
    return means, np.bincount(groups, off, minlength=number) / count


def _spread(vectors: FloatMatrix) -> float:
    return float(((vectors - vectors.mean(0)) ** 2).sum(1).mean())
