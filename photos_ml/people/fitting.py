"""What distances by another describer mean, measured on the user's own faces: pairs that are two people for
sure are as seldom near by it as by the program's own, whose thresholds are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.people.distances import TEN_THOUSAND, distances
from photos_ml.people.faces import Ids
from photos_ml.people.grouping import SAME_PICTURE
from photos_ml.types import FloatMatrix

OWN_SAME_PERSON = 0.6
"""Up to which dlib's makers take two faces for one person's (99.38 % of LFW): other makers publish theirs."""
MOST_PAIRS = 20_000
SURE_PAIRS = 50
"""So many pairs that are two people for sure weigh as much as what all pairs say in the middle."""
STRANGERS = 0.6
"""Distance by the own describer from which two faces count as two people's where nobody says so."""
LEAST_STRANGERS = 200
"""Pairs, of which the middle is looked at; of fewer what is published counts."""
LEAST_SHARE, LEAST_PAIRS = 0.01, 5
"""Of the pairs that are looked at, the nearest; in number at least."""
OF_A_PERSON = 20
"""Confirmed faces of each that are looked at."""
SEED = 20_261


@dataclass(frozen=True, slots=True)
class FittedDescriber:
    """By what vectors of length 1 are multiplied, so that distances mean what those of the own one do."""

    scale: float
    two_people: int
    """Pairs of two people that it was measured on."""
    one_person: int
    """Pairs that the user said to be one person's."""
    near_before: float
    near_after: float
    """Of those, the share that is near enough for one by each describer; 0 where there are none."""


def fitted_describer(
    vectors: FloatMatrix,
    own: FloatMatrix,
    contents: Ids,
    person: Ids,
    usable: npt.NDArray[np.bool_],
    published: float,
) -> FittedDescriber:
    """Faces as another describer has them, (n, d) of length 1, and as the own one has, (n, 128). `contents`:
    two faces of one are two people, so those of videos are not `usable`; `person`: whose they are said to be,
    0 for nobody. `published`: the distance up to which its makers take two for one."""
    rows = np.flatnonzero(usable)
    one, other = _two_people(rows, contents, person)
    before, after = _apart(own, one, other), _apart(vectors, one, other)
    differ = before >= SAME_PICTURE  # else a mirror, or a picture in the picture
    before, after = before[differ], after[differ]
    prior = _by_strangers(rows, vectors, own) or OWN_SAME_PERSON / published
    scale, weight = prior, len(before)
    if weight:
        least = max(LEAST_SHARE, LEAST_PAIRS / weight)
        shares = np.minimum([least, 2 * least, 4 * least], 1.0)
        ratio = np.quantile(before, shares) / np.maximum(np.quantile(after, shares), 1e-6)
        logs = weight * float(np.log(ratio).mean()) + SURE_PAIRS * float(np.log(prior))
        scale = float(np.exp(logs / (weight + SURE_PAIRS)))
    same_one, same_other = _one_person(rows, person)
    near = distances(TEN_THOUSAND).whisper
    return FittedDescriber(
        scale,
        weight,
        len(same_one),
        _share(_apart(own, same_one, same_other) < near),
        _share(_apart(vectors, same_one, same_other) * scale < near),
    )


def _by_strangers(rows: Ids, vectors: FloatMatrix, own: FloatMatrix) -> float:
    """The scale at which faces that the own describer takes for two people's are as far apart in the middle;
    0 where there are too few. Makers' thresholds stand in another space than the one that faces of a library
    fill: where they were wrong by half, everybody became one person."""
    if len(rows) < 2:
        return 0.0
    one, other = np.random.default_rng(SEED).choice(rows, (2, MOST_PAIRS))
    before, after = _apart(own, one, other), _apart(vectors, one, other)
    far = before >= STRANGERS
    if np.count_nonzero(far) < LEAST_STRANGERS:
        return 0.0
    return float(np.median(before[far]) / max(np.median(after[far]), 1e-6))


def _two_people(rows: Ids, contents: Ids, person: Ids) -> tuple[Ids, Ids]:
    """Pairs in one picture, and confirmed ones of two persons."""
    order = rows[np.argsort(contents[rows], kind="stable")]
    found: list[npt.NDArray[np.int64]] = []
    for step in range(1, 8):  # neighbours in the order share a picture
        first, second = order[:-step], order[step:]
        together = contents[first] == contents[second]
        if not together.any():
            break
        found.append(np.stack([first[together], second[together]], 1))
    said = _said(rows, person)
    one, other = np.triu_indices(len(said), 1)
    apart = person[said[one]] != person[said[other]]
    found.append(np.stack([said[one[apart]], said[other[apart]]], 1))
    pairs = np.concatenate(found)
    same = (person[pairs[:, 0]] == person[pairs[:, 1]]) & (person[pairs[:, 0]] > 0)
    return _some(pairs[~same])


def _one_person(rows: Ids, person: Ids) -> tuple[Ids, Ids]:
    said = _said(rows, person)
    one, other = np.triu_indices(len(said), 1)
    same = person[said[one]] == person[said[other]]
    return _some(np.stack([said[one[same]], said[other[same]]], 1))


def _said(rows: Ids, person: Ids) -> Ids:
    """A few confirmed faces of each person, of 50 persons at most."""
    persons = np.unique(person[rows][person[rows] > 0])[:50]
    few = [rows[person[rows] == one][:OF_A_PERSON] for one in persons.tolist()]
    return np.concatenate([np.empty(0, np.int64), *few])


def _some(pairs: npt.NDArray[np.int64]) -> tuple[Ids, Ids]:
    if len(pairs) > MOST_PAIRS:
        chosen = np.random.default_rng(SEED).choice(len(pairs), MOST_PAIRS, replace=False)
        pairs = pairs[np.sort(chosen)]
    return pairs[:, 0], pairs[:, 1]


def _apart(vectors: FloatMatrix, one: Ids, other: Ids) -> npt.NDArray[np.float64]:
    return np.asarray(np.linalg.norm(vectors[one] - vectors[other], axis=1), np.float64)


def _share(near: npt.NDArray[np.bool_]) -> float:
    return float(near.mean()) if len(near) else 0.0
