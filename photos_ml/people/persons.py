"""Groups to persons: by confirmed faces, with a margin over the runner-up, never against a birth date."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from photos_ml.people.cohesion import cohesive, moments
from photos_ml.people.distances import FAR, WEAK_FAR, Distances, distances
from photos_ml.people.faces import FaceSet, Grouping, Ids, SaidOfPersons
from photos_ml.people.neighbours import nearest
from photos_ml.types import FloatMatrix

NEAREST_FEW = 3
WEAK = 0.92
"""Distances are so much less for a face too poor to found a group: such faces look like one another."""
LEAST_FOUNDERS = 8
"""Of a group that is nobody's, that such a face may join: few good ones and many poor ones are no person."""
LOOKED_AT = 24
"""Nearest faces among which those few are."""
MARGIN = 0.1
"""By how much the next person's must be farther, in parts of these distances."""


def assign(faces: FaceSet, group: Ids, known: SaidOfPersons, *, threads: int = 1) -> Grouping:
    """Let groups be persons' where confirmed faces say so, and faces that are in none join the nearest."""
    person = faces.person.copy()
    near = distances(int((group >= 0).sum()))
    group = cohesive(faces, group, FAR)
    of_group = _persons_of_groups(faces, group, known, near.person)
    _join(faces, group, of_group, near, threads)
    group = np.where(cohesive(faces, group, FAR) >= 0, group, -1)
    for label, who in of_group.items():
        inside = np.nonzero((group == label) & (faces.person == 0))[0]
        allowed = _allowed(faces, inside, who, known)
        person[inside[allowed]] = who
        group[inside[~allowed]] = -1
    return Grouping(group, person)


def _persons_of_groups(faces: FaceSet, group: Ids, known: SaidOfPersons, near: float) -> dict[int, int]:
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
    means, spreads = moments(faces.vectors[group >= 0], inverse, len(labels))
    apart = ((means[:, None] - mean[None]) ** 2).sum(2) + spreads[:, None] + spread[None]
    scale = np.array([faces.scale[inside].mean() for inside in seeds])
    scales = np.bincount(inverse, faces.scale[group >= 0]) / np.bincount(inverse)
    distance = np.sqrt(apart / (scales[:, None] * scale[None]))
    order = np.argsort(distance, axis=1)
    for number, label in enumerate(labels.tolist()):
        if label in found:
            continue
        best = order[number, 0]
        clear = (
            len(persons) == 1 or distance[number, order[number, 1]] - distance[number, best] >= MARGIN * near
        )
        if distance[number, best] < near and clear:
            inside = np.nonzero(group == label)[0]
            who = int(persons[best])
            if not any((int(i), who) in known.denied for i in inside) and not _together(faces, inside, who):
                found[label] = who
    return found


def _join(faces: FaceSet, group: Ids, of_group: Mapping[int, int], near: Distances, threads: int) -> None:
    """Faces in no group, and those that are only two, to the group that is near, where another person's is
    clearly farther."""
    size = np.bincount(group[group >= 0], minlength=len(faces))
    few = (group < 0) | ((size[group] < NEAREST_FEW) & ~np.isin(group, np.fromiter(of_group, np.int64)))
    single = np.nonzero(few & (faces.person == 0) & faces.measures.joiners)[0]
    inside = np.nonzero(~few)[0]
    if not len(single) or not len(inside):
        return
    scale = faces.scale
    squared, found = nearest(faces.vectors[single], faces.vectors[inside], LOOKED_AT, threads=threads)
    distance = np.sqrt(squared / (scale[single][:, None] * scale[inside][found]))
    labels, inverse = np.unique(group[inside], return_inverse=True)
    means, _ = moments(faces.vectors[inside], inverse, len(labels))
    scales = np.bincount(inverse, scale[inside]) / np.bincount(inverse)
    weak = ~faces.measures.founders
    founders = np.bincount(group[inside][~weak[inside]], minlength=len(faces))[labels]
    sure = (founders >= LEAST_FOUNDERS) | np.isin(labels, np.fromiter(of_group, np.int64))
    present = set(zip(faces.contents[inside].tolist(), group[inside].tolist(), strict=True))
    joined: list[tuple[int, int]] = []
    for row, index in enumerate(single.tolist()):
        content = int(faces.contents[index])
        apart = _by_group(distance[row], inverse[found[row]], size[labels])
        for place in list(apart):
            squared_off = ((faces.vectors[index] - means[place]) ** 2).sum() / (scale[index] * scales[place])
            off = float(np.sqrt(squared_off))
            fits = off < (WEAK_FAR if weak[index] else FAR) and (sure[place] or not weak[index])
            apart[place] = min(apart[place] / near.few, off / near.mean) if fits else np.inf
        order = sorted((d, place) for place, d in apart.items())
        most = WEAK if weak[index] else 1.0
        free = [(d, p) for d, p in order if (content, int(labels[p])) not in present or faces.video[index]]
        if not free or free[0][0] >= most:
            continue
        best, place = free[0]
        label = int(labels[place])
        who = of_group.get(label, -label - 1)
        others = (d for d, p in order if p != place and of_group.get(int(labels[p]), -p - 1) != who)
        if all(d - best >= MARGIN for d in others):
            joined.append((index, label))
            present.add((content, label))
    for index, label in joined:
        group[index] = label


def _by_group(distance: npt.NDArray[np.float64], near: Ids, size: Ids) -> dict[int, float]:
    """Place of a group -> mean distance of its nearest few; of groups that have so many among the found."""
    found: dict[int, list[float]] = {}
    for d, place in zip(distance.tolist(), near.tolist(), strict=True):
        found.setdefault(place, []).append(d)
    return {
        place: sum(own[:NEAREST_FEW]) / min(len(own), NEAREST_FEW)
        for place, own in found.items()
        if len(own) >= min(NEAREST_FEW, int(size[place]))
    }


def _allowed(faces: FaceSet, inside: Ids, who: int, known: SaidOfPersons) -> npt.NDArray[np.bool_]:
    return np.array([may_be(faces, index, who, known) for index in inside.tolist()], np.bool_)


def may_be(faces: FaceSet, index: int, who: int, known: SaidOfPersons) -> bool:
    """Whether a face may be a person's: it was not denied, and the photo is not of before the birth."""
    last = int(faces.last_day[index])
    return (index, who) not in known.denied and not 0 < last < known.births.get(who, 0)


def _together(faces: FaceSet, inside: Ids, who: int) -> bool:
    """Whether a photo shows a confirmed face of a person beside one of these: then they are another's."""
    own = faces.contents[(faces.person == who) & ~faces.video]
    return bool(np.isin(faces.contents[inside], own).any())


def _spread(vectors: FloatMatrix) -> float:
    return float(((vectors - vectors.mean(0)) ** 2).sum(1).mean())
