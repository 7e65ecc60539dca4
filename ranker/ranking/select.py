"""Which photos of a candidate are told: one of each moment, the good, unlike each other, from all of its
span."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.candidates.by_subject import usual_look
from photos_ml.ranker.candidates.candidate import MemoryKind
from photos_ml.ranker.scene.scene import Scene
from photos_ml.types import FloatMatrix

SAME_SHOT_COSINE = 0.97
"""Copies, edits and re-encodings, whenever they were made."""
SAME_DAY_COSINE = 0.88
"""Pictures of a moment: the same day and as alike as this."""
BURST_SECONDS = 10
BURST_COSINE = 0.75
DIVERSITY = 0.25
"""Weight of likeness to what is chosen already, the lambda of maximal marginal relevance (Carbonell,
1998)."""
NEAREST = 3
ODD_COST = 0.5
"""What a picture of an event loses for each point of cosine that it is less like those most like it than the
middle one is: variety is no reward for what has nothing to do with it."""
FEWEST_WITH_ODD = 7
SPREAD = 0.04
"""Taken off for each photo chosen already from the same part of the span."""
MAX_PHOTOS = 24
MIN_ALL = 8
MOST_OF_ALL = 1 / 16
"""Of a library's photos, those of one memory."""
POOL = 240
SHORTLIST_PER_MOMENT = 2
SHORTLIST_FACTOR = 1.5


def wanted_length(moments: int, photos: int) -> int:
    """How many photos a memory of so many different moments tells: all of few, then ever fewer of more; of a
    library of few `photos` no more than leaves something for others."""
    most = min(MAX_PHOTOS, max(MIN_ALL, round(MOST_OF_ALL * photos)))
    return min(moments, most, max(MIN_ALL, round(MIN_ALL + 2.0 * math.sqrt(max(moments - MIN_ALL, 0)))))


def moments(scene: Scene, rows: Sequence[int]) -> list[list[int]]:
    """Rows grouped into moments: bursts, near-duplicates, copies and edits, transitively; in the order
    told."""
    ordered = sorted(rows, key=lambda row: scene.order[row])
    unit = scene.unit(ordered)
    cosine = unit @ unit.T
    seconds = np.array([scene.photos[row].local.timestamp() for row in ordered])
    days = np.array([scene.photos[row].local.toordinal() for row in ordered])
    timed = np.array([scene.photos[row].has_time for row in ordered], bool)
    apart = np.where(timed[:, None] & timed[None], np.abs(seconds[:, None] - seconds[None]), np.inf)
    same = cosine >= SAME_SHOT_COSINE
    same |= (cosine >= SAME_DAY_COSINE) & (np.abs(days[:, None] - days[None]) <= 1)
    same |= (cosine >= BURST_COSINE) & (apart <= BURST_SECONDS)
    _join_bursts(scene, ordered, same)
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(_components(same)):
        groups.setdefault(label, []).append(ordered[i])
    return list(groups.values())


def _join_bursts(scene: Scene, rows: Sequence[int], same: npt.NDArray[np.bool_]) -> None:
    """Photos the camera itself marks as one burst, and files with the same bytes."""
    keys: dict[object, int] = {}
    for i, row in enumerate(rows):
        photo = scene.photos[row]
        for key in (("burst", photo.burst_id) if photo.burst_id else None, ("bytes", photo.content_id)):
            if key is not None:
                first = keys.setdefault(key, i)
                same[i, first] = same[first, i] = True


def _components(same: npt.NDArray[np.bool_]) -> list[int]:
    """Connected components of a symmetric relation, numbered by their first member."""
    labels = np.arange(len(same))
    while True:
        nearest = np.where(same, labels, len(same)).min(axis=1, initial=len(same))
        lower = np.minimum(labels, nearest)
        lower = lower[lower]  # as far as the member it names has come: chains take few rounds
        if np.array_equal(lower, labels):
            return list(labels.tolist())
        labels = lower


def thinned(scene: Scene, rows: Sequence[int], scores: FloatMatrix, limit: int = POOL) -> list[int]:
    """At most `limit` rows, the best of each of as many equal parts of the telling; order kept."""
    if len(rows) <= limit:
        return list(rows)
    by_order = sorted(range(len(rows)), key=lambda i: scene.order[rows[i]])
    parts = np.array_split(np.array(by_order), limit)
    return sorted(
        (rows[int(part[np.argmax(scores[part])])] for part in parts), key=lambda row: scene.order[row]
    )


def shortlist(scene: Scene, kind: MemoryKind, rows: Sequence[int], scores: dict[int, float]) -> list[int]:
    """The rows worth measuring: a few of each of the best moments, half as many again as will be told."""
    groups = [
        sorted(group, key=lambda row: -scores[row])[:SHORTLIST_PER_MOMENT] for group in moments(scene, rows)
    ]
    heads = [group[0] for group in groups]
    chosen = set(
        choose(
            scene, kind, heads, scores, round(SHORTLIST_FACTOR * wanted_length(len(heads), len(scene.photos)))
        )
    )
    return [row for group in groups if group[0] in chosen for row in group]


def typical_of(scene: Scene, rows: Sequence[int]) -> FloatMatrix:
    """How like each of the rows is to those most like it, less what all photos of the library share, (n,)."""
    looks = scene.unit(rows) - usual_look(scene)
    looks /= np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6)
    alike = np.sort(looks @ looks.T, axis=1)[:, ::-1][:, 1 : NEAREST + 1]
    found: FloatMatrix = alike.mean(axis=1) if alike.shape[1] else np.ones(len(rows), np.float32)
    return found


def choose(
    scene: Scene, kind: MemoryKind, rows: Sequence[int], scores: dict[int, float], length: int
) -> list[int]:
    """`length` of the rows by maximal marginal relevance, spread over years or days; in the order told."""
    left = sorted(rows, key=lambda row: (-scores[row], row))
    if not left:
        return []
    unit = scene.unit(left)
    relevance = np.array([scores[row] for row in left], np.float32)
    if kind.attributes.occasion and len(left) > max(length, FEWEST_WITH_ODD):
        typical = typical_of(scene, left)
        relevance -= ODD_COST * np.maximum(np.median(typical) - typical, 0.0)
    names = [kind.part(scene, row) for row in left]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    parts = np.array([numbers[name] for name in names])
    likeness, crowded = np.zeros(len(left), np.float32), np.zeros(len(left), np.float32)
    free = np.ones(len(left), bool)
    chosen: list[int] = []
    while len(chosen) < length and free.any():
        value = (1 - DIVERSITY) * relevance - DIVERSITY * likeness - SPREAD * np.minimum(crowded, 4)
        best = int(np.argmax(np.where(free, value, -np.inf)))
        free[best] = False
        crowded += parts == parts[best]
        chosen.append(left[best])
        likeness = np.maximum(likeness, unit @ unit[best])
    return sorted(chosen, key=lambda row: scene.order[row])
