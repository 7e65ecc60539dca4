"""The shape of a library: what it consists of, what stands apart in it, a few photos that stand for it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.search.alike import spread
from photos_ml.search.coverage import core_set, likeness_to
from photos_ml.search.folding import base_likeness
from photos_ml.types import FloatMatrix
from photos_ml.vectors import engine

Places = npt.NDArray[np.int64]
"""int64 (n,): rows of the matrix of vectors, not ids."""

ROUNDS, STARTS, ROWS_A_CLUSTER = 20, 8, 256
"""Of k-means; of its starts the best counts. Rows a cluster is learnt from: FAISS's own default."""
MOST_CLUSTERS = 60
NEIGHBOURS = 5
"""A photo is as novel as its nearest few are unlike it (Ramaswamy, Rastogi & Shim, SIGMOD 2000)."""
DOUBTFUL = 8
"""So many times the outliers that are asked for are looked at beyond their own cluster."""
EXAMPLES = 4
NAME_WORDS = 3
WORD_SHARE = 0.2
"""Of a cluster's photos that have any words: a word of fewer does not name it."""
BASE_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class VisualCluster:
    """Photos that look alike. `photo_ids`: the most typical first; `likeness`: of them to their middle."""

    name: str
    size: int
    likeness: float
    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a few photos stand for all: likeness, 0 to 1, of the photos to the nearest of the few."""

    mean: float
    median: float
    worst: float
    mean_of_random: float
    """The same for as many photos picked at random."""
    clusters: float
    """Share of the clusters that one of the few is in."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """`outliers`: (photo, novelty 0 to 1), the most novel first; `core`: (photo, how many it stands for), in
    the order in which they add most."""

    photos: int
    clusters: tuple[VisualCluster, ...]
    outliers: tuple[tuple[int, float], ...]
    core: tuple[tuple[int, int], ...]
    coverage: Coverage


def explore(
    ids: Sequence[int],
    rows: FloatMatrix,
    words: Mapping[int, Sequence[str]],
    *,
    clusters: int | None = None,
    outliers: int = 10,
    core: int = 20,
) -> Exploration:
    """Of photos by id, their unit vectors (n, d), n > 0, and what is said of them; the same every time.

    Likeness is (cosine - base) / (1 - base), base that of two photos that have nothing to do with each other.
    """
    base = base_likeness(spread(rows, BASE_SAMPLE))
    centres, member = grouped(rows, clusters or natural_number(len(rows)))
    typical = [_typical(rows, centre, np.flatnonzero(member == n)) for n, centre in enumerate(centres)]
    found = _clusters(ids, rows, words, centres, typical, base)
    chosen = core_set(rows, min(core, len(rows)), [places[0] for places in typical if len(places)])
    nearest, owner = likeness_to(rows, chosen)
    at_random, _ = likeness_to(rows, np.random.default_rng(0).permutation(len(rows))[: len(chosen)])
    like, random_like = ((cosine - base) / (1.0 - base) for cosine in (nearest, at_random))
    stands_for = np.bincount(owner, minlength=len(chosen)).tolist()
    return Exploration(
        photos=len(ids),
        clusters=tuple(found),
        outliers=tuple((ids[place], value) for place, value in novel(rows, member, outliers, base)),
        core=tuple((ids[place], number) for place, number in zip(chosen.tolist(), stands_for, strict=True)),
        coverage=Coverage(
            mean=_figure(like.mean()),
            median=_figure(np.median(like)),
            worst=_figure(like.min()),
            mean_of_random=_figure(random_like.mean()),
            clusters=_figure(len(np.unique(member[chosen])) / len(np.unique(member))),
        ),
    )


def natural_number(photos: int) -> int:
    """sqrt(n / 2), the usual rule of thumb (Mardia, Kent & Bibby 1979), as far as a person will read."""
    return max(1, min(round(math.sqrt(photos / 2)), MOST_CLUSTERS))


def grouped(rows: FloatMatrix, number: int) -> tuple[FloatMatrix, Places]:
    """Spherical k-means: unit centres (k, d), and the cluster of each row (n,)."""
    faiss = engine.faiss()
    means = faiss.Kmeans(
        rows.shape[1],
        min(number, len(rows)),
        niter=ROUNDS,
        nredo=STARTS,
        spherical=True,
        seed=1,
        min_points_per_centroid=1,
        max_points_per_centroid=ROWS_A_CLUSTER,
    )
    means.train(np.ascontiguousarray(rows))
    centres: FloatMatrix = means.centroids
    return centres, (rows @ centres.T).argmax(axis=1)


def novel(rows: FloatMatrix, member: Places, number: int, base: float) -> list[tuple[int, float]]:
    """The rows least like their nearest NEIGHBOURS, and 1 less that mean likeness. They are looked for in a
    row's own cluster first, which cannot make it less novel than it is, then everywhere for the doubtful."""
    if len(rows) <= NEIGHBOURS:
        return []
    inside = np.full(len(rows), -1.0, np.float32)
    for one in np.unique(member):
        places = np.flatnonzero(member == one)
        if len(places) > NEIGHBOURS:
            inside[places] = _to_neighbours(rows[places], rows[places])
    doubtful = np.argsort(inside, kind="stable")[: max(DOUBTFUL * number, 1)]
    novelty = 1.0 - (_to_neighbours(rows[doubtful], rows) - base) / (1.0 - base)
    best = np.argsort(-novelty, kind="stable")[:number]
    return [(int(doubtful[row]), _figure(min(max(novelty[row], 0.0), 1.0))) for row in best]


def name_of(inside: Sequence[Sequence[str]], everywhere: Counter[str], total: int) -> str:
    """The words that say most of these photos against all: share x log lift, none below WORD_SHARE."""
    tagged = [set(words) for words in inside if words]
    counts = Counter(word for words in tagged for word in words)
    worth = {
        word: number / len(tagged) * math.log((number / len(tagged)) / (everywhere[word] / total))
        for word, number in counts.items()
        if number >= WORD_SHARE * len(tagged) and number / len(tagged) > everywhere[word] / total
    }
    best = sorted(worth, key=lambda word: (-worth[word], word))[:NAME_WORDS]
    return ", ".join(best)


def _clusters(
    ids: Sequence[int],
    rows: FloatMatrix,
    words: Mapping[int, Sequence[str]],
    centres: FloatMatrix,
    typical: Sequence[Places],
    base: float,
) -> list[VisualCluster]:
    """The largest first."""
    everywhere = Counter(word for photo_id in ids for word in set(words.get(photo_id, ())))
    tagged = sum(bool(words.get(photo_id)) for photo_id in ids)
    found = []
    for centre, places in zip(centres, typical, strict=True):
        if not len(places):
            continue
        members = [ids[place] for place in places.tolist()]
        name = name_of([words.get(photo_id, ()) for photo_id in members], everywhere, tagged)
        like = (float((rows[places] @ centre).mean()) - base) / (1.0 - base)
        found.append(VisualCluster(name, len(members), _figure(like), tuple(members[:EXAMPLES])))
    return sorted(found, key=lambda cluster: (-cluster.size, cluster.photo_ids))


def _typical(rows: FloatMatrix, centre: npt.NDArray[np.float32], places: Places) -> Places:
    """These rows, the nearest to the centre first."""
    return places[np.argsort(-(rows[places] @ centre), kind="stable")]


def _to_neighbours(some: FloatMatrix, rows: FloatMatrix) -> npt.NDArray[np.float32]:
    """Mean cosine of each of some rows to its NEIGHBOURS nearest among `rows`, which hold it too."""
    result = np.empty(len(some), np.float32)
    block = max(1, 8_000_000 // len(rows))
    for start in range(0, len(some), block):
        cosine = some[start : start + block] @ rows.T
        nearest = np.partition(cosine, -NEIGHBOURS - 1, axis=1)[:, -NEIGHBOURS - 1 :]
        result[start : start + block] = (nearest.sum(axis=1) - nearest.max(axis=1)) / NEIGHBOURS
    return result


def _figure(value: float | np.floating) -> float:
    return round(float(value), 4)
