"""All faces into groups, and groups to the persons of whom some faces are confirmed. Nothing that was said is
changed: a confirmed face stays that person's, and a denied one is never."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from photos_ml.people.distances import distances
from photos_ml.people.faces import FaceSet, Grouping, Ids, SaidOfPersons
from photos_ml.people.linkage import Linkage
from photos_ml.people.neighbours import Edges, near_pairs
from photos_ml.people.persons import assign
from photos_ml.people.whispers import whispered

LEAST_GROUP = 3
"""Smaller groups are not joined by their mean: strangers would come in."""
SAME_PICTURE = 0.25
"""Two faces of one photo this near are one person: in a mirror, or in a picture within the picture."""
VERSION = "7"


def regrouped(faces: FaceSet, known: SaidOfPersons, *, threads: int = 1) -> Grouping:
    """Group all faces from nothing. The outcome does not depend on the order in which they were indexed as
    long as that of `faces` does not."""
    founders = np.nonzero(faces.measures.founders | (faces.person > 0))[0]
    group = np.full(len(faces), -1, np.int64)
    if len(founders):
        labels = _groups(faces, founders, known, threads)
        first = np.unique(labels, return_index=True)[1]
        size = np.bincount(labels)
        group[founders] = np.where(size[labels] > 1, founders[first][labels], -1)
    return assign(faces, group, known, threads=threads)


def brought_up(faces: FaceSet, before: Ids, known: SaidOfPersons, *, threads: int = 1) -> Grouping:
    """The groups there are (`before`: a label each, -1 for none) after faces came or something was said: only
    what is in no group is grouped anew, and persons are told again."""
    group = np.full(len(faces), -1, np.int64)
    inside = np.nonzero(before >= 0)[0]
    if len(inside):
        labels = np.unique(before[inside], return_inverse=True)[1].astype(np.int64)
        labels = _split(faces, inside, labels, faces.vectors[inside])
        group[inside] = inside[np.unique(labels, return_index=True)[1]][labels]
    group = assign(faces, group, known, threads=threads).group
    free = np.nonzero((group < 0) & (faces.measures.founders | (faces.person > 0)))[0]
    if len(free):
        labels = _groups(faces, free, known, threads)
        size = np.bincount(labels)
        group[free] = np.where(size[labels] > 1, free[np.unique(labels, return_index=True)[1]][labels], -1)
    return assign(faces, group, known, threads=threads)


def _groups(faces: FaceSet, founders: Ids, known: SaidOfPersons, threads: int) -> Ids:
    """A label, 0 to k-1, for each founder."""
    least = distances(len(founders))
    vectors = np.ascontiguousarray(faces.vectors[founders])
    scale = faces.scale[founders]
    near = near_pairs(vectors, scale, least.look, threads=threads)
    close = near.distance < least.whisper
    allowed = close & _may_be_one(faces, founders, near, known)
    labels = whispered(len(founders), Edges(near.one[allowed], near.other[allowed], near.distance[allowed]))
    labels = _split(faces, founders, labels, vectors)
    size = np.bincount(labels)
    large = size[labels] >= LEAST_GROUP
    if not large.any():
        return labels
    number, compact = np.unique(labels[large], return_inverse=True)
    place = np.full(len(size), -1, np.int64)
    place[number] = np.arange(len(number))
    linkage = Linkage(vectors[large], scale[large], compact)
    linkage.forbid(_forbidden(faces, founders[large], compact, known))
    pairs = np.stack([place[labels[near.one]], place[labels[near.other]]], 1)
    pairs = pairs[(pairs >= 0).all(1) & (pairs[:, 0] != pairs[:, 1])]
    joined = linkage.join(pairs, least.join)
    labels = labels.copy()
    labels[large] = number[joined[compact]]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _may_be_one(faces: FaceSet, founders: Ids, near: Edges, known: SaidOfPersons) -> npt.NDArray[np.bool_]:
    """Pairs that nothing forbids: not of one picture, and not said to be of two persons."""
    one, other = founders[near.one], founders[near.other]
    same_picture = (faces.contents[one] == faces.contents[other]) & ~faces.video[one]
    two = (faces.person[one] != faces.person[other]) & (faces.person[one] > 0) & (faces.person[other] > 0)
    allowed: npt.NDArray[np.bool_] = ~(same_picture & (near.distance >= SAME_PICTURE)) & ~two
    if known.denied:
        faces_denied, persons = map(np.array, zip(*sorted(known.denied), strict=True))
        marks = set(zip(faces_denied.tolist(), persons.tolist(), strict=True))
        involved = np.isin(one, faces_denied) | np.isin(other, faces_denied)
        for number in np.nonzero(allowed & involved)[0].tolist():
            i, j = int(one[number]), int(other[number])
            if (i, int(faces.person[j])) in marks or (j, int(faces.person[i])) in marks:
                allowed[number] = False
    return allowed


def _split(faces: FaceSet, founders: Ids, labels: Ids, vectors: npt.NDArray[np.float32]) -> Ids:
    """A group that holds confirmed faces of several persons falls apart: each face to the nearest of those.
    Of several faces of one photo, that nearest to the middle stays."""
    labels = labels.copy()
    following = int(labels.max()) + 1 if len(labels) else 0
    person = faces.person[founders]
    confirmed = person > 0
    pairs = np.unique(np.stack([labels[confirmed], person[confirmed]], 1), axis=0)
    crowded, count = np.unique(pairs[:, 0], return_counts=True)
    for label in crowded[count > 1].tolist():
        inside = np.nonzero(labels == label)[0]
        seeds = inside[confirmed[inside]]
        apart = ((vectors[inside][:, None] - vectors[seeds][None]) ** 2).sum(2)
        whose = np.where(confirmed[inside], person[inside], person[seeds][apart.argmin(1)])
        for one in np.unique(whose)[1:].tolist():
            labels[inside[whose == one]] = following
            following += 1
    for inside in _of_one_picture(faces, founders, labels):
        middle = vectors[labels == labels[inside[0]]].mean(0)
        apart = ((vectors[inside] - middle) ** 2).sum(1) - 10.0 * (person[inside] > 0)
        best = inside[int(apart.argmin())]
        for index in inside.tolist():
            near = float(((vectors[index] - vectors[best]) ** 2).sum()) < SAME_PICTURE**2
            if index != best and not near and not person[index]:
                labels[index] = following
                following += 1
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _of_one_picture(faces: FaceSet, founders: Ids, labels: Ids) -> Iterator[Ids]:
    """Founders of one photo in one group, where there are several."""
    still = np.nonzero(~faces.video[founders])[0]
    keys = labels[still] * (int(faces.contents.max()) + 1) + faces.contents[founders[still]]
    order = np.argsort(keys, kind="stable")
    starts = np.nonzero(np.diff(keys[order], prepend=-1))[0]
    for inside in np.split(still[order], starts[1:]):
        if len(inside) > 1:
            yield inside


def _forbidden(faces: FaceSet, founders: Ids, groups: Ids, known: SaidOfPersons) -> set[tuple[int, int]]:
    """Groups that are two people: a photo shows both, or confirmed faces say so."""
    found: set[tuple[int, int]] = set()
    still = ~faces.video[founders]
    pairs = np.unique(np.stack([faces.contents[founders][still], groups[still]], 1), axis=0)
    starts = np.nonzero(np.diff(pairs[:, 0], prepend=-1))[0]
    for together in np.split(pairs[:, 1], starts[1:]) if len(pairs) else ():
        found.update((int(a), int(b)) for k, a in enumerate(together) for b in together[k + 1 :])
    person = faces.person[founders]
    of_group = np.unique(np.stack([groups[person > 0], person[person > 0]], 1), axis=0)
    for k, (group, one) in enumerate(of_group.tolist()):
        found.update((group, g) for g, other in of_group[k + 1 :].tolist() if g != group and other != one)
    index = {int(face): number for number, face in enumerate(founders)}
    groups_of: dict[int, set[int]] = {}
    for group, one in of_group.tolist():
        groups_of.setdefault(one, set()).add(group)
    for face, one in known.denied:
        if face in index:
            mine = int(groups[index[face]])
            found.update((mine, group) for group in groups_of.get(one, ()) if group != mine)
    return found
