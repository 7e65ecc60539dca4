"""One person's ranker: small weights on top of the shipped rankers, learnt from feedback on this machine."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.learning.kind_names import of_kinds
from photos_ml.ranker.learning.preference import Comparison, fit
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.ranking.taste import NAMES, memory_columns, memory_parts, photo_columns
from photos_ml.types import FloatMatrix

PERSONAL = "personal"
"""Name of the model in the store."""
VERSION = 1
FEWEST_EVENTS = 6
FEWEST_HELD_OUT = 2
"""Training groups."""
HELD_OUT = (0.34, 0.67, 1.0)
"""Training groups between two of these shares, by time, are held out of what was learnt from those before."""
TRUST = 2.0
"""Log-odds of a pair for a difference of 1 in the logit of the shipped scores, before anything is learnt."""

_log = logging.getLogger(__name__)


class RankedThing(StrEnum):
    """What was ranked."""

    MEMORY = "memory"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class TrainingGroup:
    """n things shown together, and what their person made of them."""

    target: RankedThing
    at: datetime
    """When they were shown: what is learnt from comes before what it is judged on."""
    features: FloatMatrix
    """(n, f), as they were when shown."""
    gains: npt.NDArray[Any]
    """float (n,): 0 nothing done, more the better it was liked, below 0 where it was not wanted."""
    positions: npt.NDArray[Any]
    """int (n,), 0 the first: what is shown first is looked at more."""


@dataclass(frozen=True, slots=True)
class TrainingOutcome:
    """What came of training. `document` is None where the model in use stays: `reason` says why."""

    document: bytes | None
    reason: str
    events: int
    """Things that were liked or not wanted."""
    before: float
    """NDCG@10 on feedback that was held out, of the model in use; NaN where there is too little."""
    after: float
    """... and of the new model."""


class PersonalScorer:
    """The shipped rankers, moved by what one person likes."""

    def __init__(self, cold: Scorer, weights: npt.NDArray[np.float64]) -> None:
        """`weights` (len(NAMES),) of the columns of `taste`."""
        self.cold = cold
        self.weights = weights

    @property
    def tastes(self) -> npt.NDArray[np.float64]:
        return self.cold.tastes

    def photos(self, features: FloatMatrix) -> FloatMatrix:
        return _moved(self.cold.photos(features), photo_columns(features) @ self.weights)

    def memories(self, features: FloatMatrix) -> FloatMatrix:
        return _moved(self.cold.memories(features), memory_columns(features) @ self.weights)

    def memory_parts(self, features: FloatMatrix) -> npt.NDArray[np.float64]:
        return self.cold.memory_parts(features) + memory_parts(features, self.weights) / TRUST


def as_document(weights: npt.NDArray[np.float64], until: datetime) -> bytes:
    """A personal model as JSON; it names what it weighs."""
    rounded = {name: round(float(weight), 5) for name, weight in zip(NAMES, weights, strict=True)}
    return json.dumps({"version": VERSION, "until": until.isoformat(), "weights": rounded}).encode()


def read_document(document: bytes) -> npt.NDArray[np.float64] | None:
    """The weights (len(NAMES),) of a document, by name: what it does not weigh has 0, what is unknown here is
    left out; None where it is damaged."""
    try:
        told = json.loads(document)
        if told["version"] != VERSION:
            return None
        weights = {str(name): float(weight) for name, weight in told["weights"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        _log.warning("a personal ranker cannot be read", exc_info=error)
        return None
    return np.array([weights.get(name, 0.0) for name in NAMES]) + of_kinds(weights)


def personal_scorer(cold: Scorer, document: bytes | None) -> Scorer:
    """The scorer of a document; `cold` itself where there is none, or none that can be read."""
    weights = read_document(document) if document is not None else None
    return cold if weights is None else PersonalScorer(cold, weights)


def train_personal(
    groups: Sequence[TrainingGroup], cold: Scorer, current: bytes | None = None
) -> TrainingOutcome:
    """A personal model of all groups, if such a one ranks later feedback better than the model in use.

    Judged forward in time, fitted on the first groups and tried on the next, by how well it foretells which
    of two was liked: few groups tell that more surely than NDCG, which is told too. `cold` are the shipped
    rankers, `current` the document in use. The same groups give the same bytes.
    """
    told = sorted(groups, key=lambda group: group.at)
    events = int(sum(np.count_nonzero(group.gains) for group in told))
    compared = [comparison(group, cold) for group in told]
    bounds = [round(share * len(told)) for share in HELD_OUT]
    if events < FEWEST_EVENTS or bounds[-1] - bounds[0] < FEWEST_HELD_OUT:
        return TrainingOutcome(None, "there is too little feedback yet", events, float("nan"), float("nan"))
    trials: list[_Trial] = []
    for start, stop in pairwise(bounds):
        learnt, used = fit(compared[:start], cold.tastes), _in_use(current, told[start].at)
        trials += [_Trial.of(one, used, learnt) for one in compared[start:stop]]
    before, after = _mean([t.before for t in trials]), _mean([t.after for t in trials])
    if _mean([t.loss_after for t in trials]) >= _mean([t.loss_before for t in trials]):
        return TrainingOutcome(
            None, "what was learnt did not foretell later feedback better", events, before, after
        )
    document = as_document(fit(compared, cold.tastes), told[-1].at)
    return TrainingOutcome(document, "it foretells later feedback better", events, before, after)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A held-out group: NDCG and loss of the model in use and of the new one."""

    before: float
    after: float
    loss_before: float
    loss_after: float

    @classmethod
    def of(cls, one: Comparison, used: npt.NDArray[Any], learnt: npt.NDArray[Any]) -> _Trial:
        return cls(one.quality(used), one.quality(learnt), one.loss(used), one.loss(learnt))


def _in_use(current: bytes | None, held_out_from: datetime) -> npt.NDArray[np.float64]:
    """Weights of the model in use. One that learnt from what is held out cannot be judged on it: then 0, the
    shipped rankers, are the bar, as they were for it."""
    weights = read_document(current) if current is not None else None
    if current is None or weights is None:
        return np.zeros(len(NAMES))
    learnt_later = datetime.fromisoformat(json.loads(current)["until"]) >= held_out_from
    return np.zeros(len(NAMES)) if learnt_later else weights


def comparison(group: TrainingGroup, cold: Scorer) -> Comparison:
    """A group in the columns of `taste`, beside the scores of the shipped rankers."""
    if group.target is RankedThing.PHOTO:
        columns, scores = photo_columns(group.features), cold.photos(group.features)
    else:
        columns, scores = memory_columns(group.features), cold.memories(group.features)
    start = TRUST * _logit(scores)
    return Comparison.of(columns, start, np.asarray(group.gains, np.float64), np.asarray(group.positions))


def _moved(scores: FloatMatrix, taste: npt.NDArray[np.float64]) -> FloatMatrix:
    return (1.0 / (1.0 + np.exp(-(_logit(scores) + taste / TRUST)))).astype(np.float32)


def _logit(scores: FloatMatrix) -> npt.NDArray[np.float64]:
    inside = np.clip(scores.astype(np.float64), 1e-6, 1 - 1e-6)
    found: npt.NDArray[np.float64] = np.log(inside / (1.0 - inside))
    return found


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
