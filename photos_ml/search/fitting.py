"""Fits a model to a library: what its cosines mean, by what the built-in model, which is calibrated, says of
the same photos.

Nothing here knows the truth. Probabilities of the built-in model stand for it, so that where another model
sees more than they tell of, it is taken to be as unsure as they are: verdicts err towards saying less.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.search.calibrate import Background, Calibration, CloserCalibration
from photos_ml.search.folding import LIKENESS_WITHIN, SAME_PICTURE, LikenessLines
from photos_ml.types import FloatMatrix

FOLDS = 8
"""Parts of the sample that are led by what the other parts say. Of photos in a row: shots of a moment stay
together, or a twin would be its own teacher."""
RIDGES = (1e-3, 1e-2, 1e-1, 0.3, 1.0, 3.0, 10.0)
"""Of the mean eigenvalue."""
PRIOR_PHOTOS = 5.0
"""How many photos a word's own offset has to be worth before it counts half."""
MOST_OFFSET = 2.0
STEPS, SETTLED = 100, 1e-7
HELD = 1e-9
"""Of all that is learnt from, so that a feature that tells nothing gets no weight."""
LEAST_SLOPE = 1e-3
"""Of a calibration: what is nearer is never less likely."""
HAIR = 0.001
FEWEST_PAIRS = 20
"""Of photos alike: fewer say nothing of where a model's line between alike and not alike is."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bridge:
    """From one model's space into another's. `weights` (d + 1, e), the last row is added; `led` (n, e): the
    sample, each part by what the others say; `explained`: the share of the variance that this explains."""

    weights: FloatMatrix
    led: FloatMatrix
    explained: float


def fit_bridge(rows: FloatMatrix, wanted: FloatMatrix) -> Bridge:
    """Ridge regression of `wanted` (n, e) on `rows` (n, d), n >= FOLDS; how strongly it is held back is
    chosen by what is left unexplained of parts that it has not seen."""
    seen: Floats = rows.astype(np.float64)
    aims: Floats = wanted.astype(np.float64)
    parts = np.array_split(np.arange(len(seen)), FOLDS)
    guessed = np.empty((len(RIDGES), *aims.shape))
    for part in parts:
        rest = np.setdiff1d(np.arange(len(seen)), part)
        for number, weights in enumerate(_ridges(seen[rest], aims[rest], RIDGES)):
            guessed[number, part] = seen[part] @ weights[:-1] + weights[-1]
    left = ((guessed - aims) ** 2).sum(axis=(1, 2))
    best = int(left.argmin())
    (weights,) = _ridges(seen, aims, (RIDGES[best],))
    all_of_it = float(((aims - aims.mean(0)) ** 2).sum())
    led = guessed[best] / np.maximum(np.linalg.norm(guessed[best], axis=1, keepdims=True), 1e-6)
    explained = max(1.0 - float(left[best]) / max(all_of_it, 1e-12), 0.0)
    return Bridge(weights.astype(np.float32), led.astype(np.float32), explained)


def _ridges(rows: Floats, wanted: Floats, ridges: Sequence[float]) -> list[Floats]:
    middle, aim = rows.mean(0), wanted.mean(0)
    near = rows - middle
    values, directions = np.linalg.eigh(near.T @ near)
    values = np.maximum(values, 0.0)
    seen = directions.T @ (near.T @ (wanted - aim))
    found = []
    for ridge in ridges:
        weights = directions @ (seen / (values + ridge * max(values.mean(), 1e-9))[:, None])
        found.append(np.vstack([weights, aim - middle @ weights]))
    return found


def soft_logistic(features: Floats, likely: Floats, fixed: Floats | float = 0.0) -> Floats:
    """Weights (k,) so that sigmoid(features (n, k) @ weights + fixed) comes nearest to `likely` (n,), in
    cross entropy; Newton's method, held back where a feature tells nothing."""
    scale = np.maximum(np.abs(features).max(axis=0), 1e-9)
    scaled, weights = features / scale, np.zeros(features.shape[1])
    held = HELD * len(features) * np.eye(features.shape[1])
    for _ in range(STEPS):
        chance = _sigmoid(scaled @ weights + fixed)
        slope = scaled.T @ (likely - chance) - held @ weights
        bend = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + held
        step = np.linalg.solve(bend, slope)
        weights += step / max(1.0, float(np.abs(step).max()) / 4.0)
        if float(np.abs(step).max()) < SETTLED:
            break
    return np.asarray(weights / scale, np.float64)


def fit_calibration(
    cosines: Sequence[npt.NDArray[np.float32]],
    likely: Sequence[npt.NDArray[np.float32]],
    teacher: Calibration,
    photos: int,
) -> Calibration:
    """Cosines of the sample with each of some queries, and how likely the built-in model says that each photo
    shows it -> the calibration that says the same. What changes with the size of a library is taken over:
    of one library nobody can tell. A query whose order is no better than chance gives the same to all."""
    backgrounds = [Background.of(of_query, photos) for of_query in cosines]
    z = np.concatenate([one.deviations(own) for one, own in zip(backgrounds, cosines, strict=True)])
    sigma = np.concatenate(
        [np.full(len(own), one.sigma) for one, own in zip(backgrounds, cosines, strict=True)]
    )
    columns = np.stack([z, np.concatenate(cosines), sigma, np.ones(len(z))], axis=1).astype(np.float64)
    aims = np.concatenate(likely).astype(np.float64)
    fixed = teacher.photos * math.log(max(photos, 1))
    kept = [0, 1, 2, 3]
    while True:
        weights = np.zeros(4)
        weights[kept] = soft_logistic(columns[:, kept], aims, fixed)
        wrong = [place for place in (0, 1) if place in kept and weights[place] < 0]
        if not wrong:
            break
        kept.remove(wrong[-1])
    slope, cosine, spread, offset = weights.tolist()
    return Calibration(max(slope, LEAST_SLOPE), max(cosine, 0.0), spread, teacher.photos, offset)


def fit_closer(
    cosines: Floats, margins: Floats, likely: Floats, teacher: CloserCalibration, photos: int
) -> CloserCalibration | None:
    """The same for closer looks, (n,) each; None where what is nearer would be less likely."""
    columns = np.stack([cosines, margins, np.ones(len(cosines))], axis=1).astype(np.float64)
    fixed = teacher.photos * math.log(max(photos, 1))
    cosine, margin, offset = soft_logistic(columns, likely.astype(np.float64), fixed).tolist()
    if cosine < 0 or margin < 0:
        return None
    return CloserCalibration(cosine, margin, teacher.photos, offset)


def fit_words(
    led: FloatMatrix, asked: FloatMatrix, places: npt.NDArray[np.int64], likely: FloatMatrix
) -> dict[str, npt.NDArray[Any]]:
    """How much of a word's probability comes from the built-in tagger, led across, and how much from the
    model's own words, and for each word an offset by which it is as frequent as the built-in model finds it.

    `led` (n, words): log-odds across a bridge that has not seen these photos; `asked` (n, k): deviations of
    the words at `places` (k,); `likely` (n, words): probabilities by the built-in model.
    """
    plain = soft_logistic(_columns(led.ravel()), likely.ravel().astype(np.float64))
    found: dict[str, npt.NDArray[Any]] = {"plain_curve": plain, "word_places": places}
    logits = plain[0] * led + plain[1]
    if len(places):
        columns = _columns(led[:, places].ravel(), asked.ravel())
        aims: Floats = likely[:, places].ravel().astype(np.float64)
        curve = soft_logistic(columns, aims)
        if curve[1] < 0:  # its words say nothing, or the contrary
            curve = np.array([0.0, 0.0, 0.0])
            own = soft_logistic(_columns(led[:, places].ravel()), aims)
            curve[[0, 2]] = own
        found["asked_curve"] = curve
        logits[:, places] = curve[0] * led[:, places] + curve[1] * asked + curve[2]
    now, aim = _sigmoid(logits).sum(axis=0), likely.sum(axis=0)
    offsets = np.log((aim + PRIOR_PHOTOS) / (now + PRIOR_PHOTOS))
    found["word_offsets"] = np.clip(offsets, -MOST_OFFSET, MOST_OFFSET)
    return {
        name: np.asarray(one, np.int64 if one.dtype.kind == "i" else np.float32)
        for name, one in found.items()
    }


def _columns(*features: npt.NDArray[Any]) -> Floats:
    return np.stack([*features, np.ones(len(features[0]))], axis=1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Likeness of pairs of photos by the model and by the built-in one, (n,) each."""

    own: Floats
    builtin: Floats


def fit_likeness(copies: Pairs, chosen: Pairs, near: Sequence[Pairs]) -> LikenessLines:
    """Where a model's lines are. `copies`: pictures with what saving, shrinking and cutting makes of them;
    `chosen`: all pairs of a sample that is spread over the library; `near`: pairs as far apart in time as
    each of LIKENESS_WITHIN allows.

    One picture: so many copies are told as the built-in model tells, but where that would take more pairs of
    different photos for one, so many of those. One moment: so many pairs as it tells.
    """
    most = int(np.count_nonzero(chosen.builtin >= SAME_PICTURE))
    least = float(np.sort(chosen.own)[::-1][most : most + 1].max(initial=-1.0))  # of one pair more
    never = min(least + HAIR, SAME_PICTURE)
    same = max(matched(copies, SAME_PICTURE), matched(chosen, SAME_PICTURE, default=-1.0), never)
    within = []
    for (seconds, least), pairs in zip(LIKENESS_WITHIN, near, strict=True):
        together = Pairs(
            np.concatenate([pairs.own, copies.own]), np.concatenate([pairs.builtin, copies.builtin])
        )
        within.append((seconds, min(matched(together, least), same)))
    return LikenessLines(tuple(within), same)


def matched(pairs: Pairs, least: float, default: float | None = None) -> float:
    """The likeness that as many pairs reach by the model as reach `least` by the built-in one: half way
    between the last that does and the first that does not, as `least` is between those. `default`, or `least`
    itself, where too few do."""
    reach = int(np.count_nonzero(pairs.builtin >= least))
    if reach < FEWEST_PAIRS:
        return least if default is None else default
    own, builtin = (np.sort(one)[::-1] for one in (pairs.own, pairs.builtin))
    if reach == len(own):
        return float(own[-1])
    above, below = builtin[reach - 1], builtin[reach]
    share = (above - least) / (above - below) if above > below else 0.5
    return float(own[reach - 1] - share * (own[reach - 1] - own[reach]))


def _sigmoid(logit: npt.NDArray[Any]) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0))), np.float64)
