"""LambdaRank (Burges, 2010) by LightGBM: training, and the small text files that ship."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from photos_ml.errors import RankerError
from photos_ml.ranker.ranking.by_name import arranged
from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.score import HAND_SLOPE, MEMORY_FEATURES, hand_memory_parts, hand_memory_scores
from photos_ml.ranker.ranking.taste import NAMES as TASTES
from photos_ml.ranker.ranking.taste import PLAIN_SPREAD, plain_tastes
from photos_ml.types import FloatMatrix

if TYPE_CHECKING:
    from lightgbm import Booster

NAMES = {"photos": FEATURE_NAMES, "memories": MEMORY_FEATURES}
UP = {
    "sharpness", "sharpness_than_twins", "favourite", "rating", "megapixels", "megapixels_than_twins",
    "like_favourites", "favourites", "best", "mean", "anniversary",
}  # fmt: skip
"""More of these never makes a thing worse ..."""
DOWN = {
    "noise", "noise_than_twins", "blockiness", "blockiness_than_twins", "tilt_degrees",
    "tilt_degrees_than_twins", "junk_margin",
}  # fmt: skip
"""... and more of these never better, all else the same."""
SPREAD = 0.1
"""Standard deviation of scores over the training set: about that of the weights set by hand, which selection
was built on."""
LEAST_SPREAD = 1e-3
"""Where too few examples gave no trees, all scores are the same."""
BY_HAND = 0.5
"""Weight of the scores set by hand beside the trees' for memories: made-up people do not teach which kinds of
memories are worth telling. On them it makes no difference that can be measured."""
ROUNDS = 250
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank", "num_leaves": 15, "learning_rate": 0.05, "min_data_in_leaf": 40,
    "feature_fraction": 0.6, "lambda_l2": 5.0, "lambdarank_truncation_level": 20, "max_bin": 127, "seed": 0,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1,
    "monotone_constraints_method": "basic",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examples:
    """Groups to rank, one under the other: rows (n, f), grades (n,), a weight a row (n,), rows a group."""

    rows: FloatMatrix
    grades: npt.NDArray[np.int64]
    weights: FloatMatrix
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, groups: Sequence[tuple[FloatMatrix, npt.NDArray[np.int64], float]]) -> Examples:
        """From (rows, grades, weight) of each group; those with one grade only teach nothing."""
        kept = [group for group in groups if len(np.unique(group[1])) > 1]
        return cls(
            np.vstack([rows for rows, _, _ in kept]),
            np.concatenate([grades for _, grades, _ in kept]),
            np.concatenate([np.full(len(grades), weight, np.float32) for _, grades, weight in kept]),
            tuple(len(grades) for _, grades, _ in kept),
        )


def constraints(names: Sequence[str]) -> list[int]:
    """LightGBM's monotone constraints of features by name."""
    return [1 if name in UP else -1 if name in DOWN else 0 for name in names]


def train_ranker(
    examples: Examples, names: Sequence[str], *, without: frozenset[str] = frozenset(), rounds: int = ROUNDS
) -> Ranker:
    """A ranker of features with these names, `without` some; the same examples give the same trees."""
    import lightgbm

    rows = examples.rows.copy()
    rows[:, [name in without for name in names]] = 0.0
    data = lightgbm.Dataset(
        rows, examples.grades, group=list(examples.sizes), weight=examples.weights, feature_name=list(names),
        params={"max_bin": PARAMETERS["max_bin"], "verbosity": -1},
    )  # fmt: skip
    booster = lightgbm.train(
        PARAMETERS | {"monotone_constraints": constraints(names)}, data, num_boost_round=rounds
    )
    raw = np.asarray(booster.predict(rows, num_threads=1))
    middle, spread = float(np.median(raw)), max(float(raw.std()) / (4.0 * SPREAD), LEAST_SPREAD)
    usual = {name: round(float(value), 4) for name, value in zip(names, _medians(rows), strict=True)}
    return Ranker(booster.model_to_string(), tuple(names), round(middle, 4), round(spread, 4), usual)


def _medians(rows: FloatMatrix) -> FloatMatrix:
    """Of each column, of what is known; 0 where nothing is."""
    known = np.where(np.isfinite(rows).any(axis=0), rows, 0.0)
    found: FloatMatrix = np.nanmedian(known, axis=0)
    return found


@dataclass(frozen=True)
class Ranker:
    """Trees as text, the names of their features, and the logistic curve that makes scores of their sums."""

    trees: str
    names: tuple[str, ...]
    middle: float
    spread: float
    usual: Mapping[str, float] = field(default_factory=dict)
    """What a feature counts as that is not there: its median over the training set."""

    @cached_property
    def _booster(self) -> Booster:
        import lightgbm

        return lightgbm.Booster(model_str=self.trees)

    def scores(self, rows: FloatMatrix, names: Sequence[str] | None = None) -> FloatMatrix:
        """Rows (n, len(names)) -> float32 (n,), 0 to 1. `names`: else those of its training; what it does not
        know of them moves nothing, what is not among them is as usual."""
        if not len(rows):
            return np.zeros(0, np.float32)
        raw = np.asarray(self._booster.predict(self._read(rows, names or self.names), num_threads=1))
        return (1.0 / (1.0 + np.exp(-(raw - self.middle) / self.spread))).astype(np.float32)

    def contributions(self, rows: FloatMatrix, names: Sequence[str] | None = None) -> npt.NDArray[np.float64]:
        """What each feature adds to the sum of the trees, float64 (n, len(names)): SHAP values (Lundberg,
        2018)."""
        names = names or self.names
        if not len(rows):
            return np.zeros((0, len(names)))
        read = self._read(rows, names)
        found = np.asarray(self._booster.predict(read, num_threads=1, pred_contrib=True), np.float64)
        return arranged(found[:, :-1], self.names, names, dict.fromkeys(names, 0.0))

    def _read(self, rows: FloatMatrix, names: Sequence[str]) -> FloatMatrix:
        return arranged(rows, names, self.names, self.usual)


class TrainedScorer:
    """The trained rankers of photos and of memories."""

    def __init__(
        self, photos: Ranker, memories: Ranker, tastes: npt.NDArray[np.float64] | None = None
    ) -> None:
        """`tastes`: covariance of what people like, as `taste.NAMES`; else every liking is by itself."""
        self.photo_ranker = photos
        self.memory_ranker = memories
        self.tastes = plain_tastes() if tastes is None else tastes

    def photos(self, features: FloatMatrix) -> FloatMatrix:
        return self.photo_ranker.scores(features, FEATURE_NAMES)

    def memories(self, features: FloatMatrix) -> FloatMatrix:
        by_hand = hand_memory_scores(features)
        both = (self.memory_ranker.scores(features, MEMORY_FEATURES) + BY_HAND * by_hand) / (1.0 + BY_HAND)
        return both.astype(np.float32)

    def memory_parts(self, features: FloatMatrix) -> npt.NDArray[np.float64]:
        trees = self.memory_ranker.contributions(features, MEMORY_FEATURES) / self.memory_ranker.spread
        by_hand = HAND_SLOPE * hand_memory_parts(features)
        found: npt.NDArray[np.float64] = (trees + BY_HAND * by_hand) / (1.0 + BY_HAND)
        return found


def save_rankers(folder: Path, scorer: TrainedScorer, about: Mapping[str, Any]) -> None:
    """Write photos.txt, memories.txt, tastes.json and model.json, which says what the features were."""
    rankers = {"photos": scorer.photo_ranker, "memories": scorer.memory_ranker}
    folder.mkdir(parents=True, exist_ok=True)
    described: dict[str, Any] = {}
    for name, ranker in rankers.items():
        (folder / f"{name}.txt").write_text(ranker.trees, encoding="utf-8", newline="\n")
        described[name] = {
            "features": ranker.names, "middle": ranker.middle, "spread": ranker.spread,
            "usual": ranker.usual,
        }  # fmt: skip
    text = json.dumps({**about, "rankers": described}, indent=1) + "\n"
    (folder / "model.json").write_text(text, encoding="utf-8", newline="\n")
    tastes = {"names": TASTES, "covariance": np.round(scorer.tastes, 6).tolist()}
    (folder / "tastes.json").write_text(json.dumps(tastes) + "\n", encoding="utf-8", newline="\n")


def read_rankers(folder: Path) -> TrainedScorer:
    """The rankers of a folder, whatever features they were made for; RankerError where it cannot."""
    try:
        described = json.loads((folder / "model.json").read_text(encoding="utf-8"))["rankers"]
        found = {name: _read(folder / f"{name}.txt", described[name]) for name in NAMES}
        told = json.loads((folder / "tastes.json").read_text(encoding="utf-8"))
        tastes = _tastes(told["names"], np.array(told["covariance"], np.float64))
    except (OSError, KeyError, ValueError, IndexError, TypeError) as error:
        raise RankerError("the shipped rankers cannot be read", hint="install the program again") from error
    return TrainedScorer(found["photos"], found["memories"], tastes)


def _read(path: Path, described: Mapping[str, Any]) -> Ranker:
    names = tuple(described["features"])
    trees = path.read_text(encoding="utf-8")
    return Ranker(trees, names, described["middle"], described["spread"], described.get("usual", {}))


def _tastes(names: Sequence[str], covariance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """As the columns of `taste`; a liking that was not compared is by itself, as far as the others differ."""
    usual = float(np.trace(covariance)) / max(len(names), 1) if len(names) else PLAIN_SPREAD**2
    found = np.eye(len(TASTES)) * usual
    known = [(i, names.index(name)) for i, name in enumerate(TASTES) if name in names]
    here, there = [i for i, _ in known], [j for _, j in known]
    found[np.ix_(here, here)] = covariance[np.ix_(there, there)]
    return found
