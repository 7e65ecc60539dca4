"""What the user did with memories. The values are the store's; here is what they mean for ranking."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.ranking.by_name import arranged
from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.score import KIND_COLUMNS, MEMORY_FEATURES, kind_features
from photos_ml.store.feedback import (
    FeatureNames,
    Feedback,
    FeedbackEvent,
    FeedbackKind,
    FrozenMemory,
    FrozenPhoto,
    PersonalModel,
)

__all__ = [
    "NAMES",
    "FeatureNames",
    "Feedback",
    "FeedbackEvent",
    "FeedbackKind",
    "FrozenMemory",
    "FrozenPhoto",
    "PersonalModel",
    "readable",
]

NAMES = FeatureNames(
    hashlib.blake2b("\n".join((*MEMORY_FEATURES, "", *FEATURE_NAMES)).encode(), digest_size=8).hexdigest(),
    MEMORY_FEATURES,
    FEATURE_NAMES,
)
"""The features of this version."""


def readable(feedback: Feedback) -> Iterator[FrozenMemory]:
    """All that was frozen, as features of this version: what was not there then is filled in.

    What a kind is like is what it is like now; of a kind that is not known any more, and of what else was not
    measured, NaN.
    """
    known = feedback.feature_names()
    for memory in feedback.frozen():
        names = known[memory.signature]
        yield memory if names == NAMES else _as_now(memory, names)


def _as_now(memory: FrozenMemory, names: FeatureNames) -> FrozenMemory:
    return replace(
        memory,
        features=_of_now(memory.features, names.memory, NAMES.memory, _of_kind(memory.kind)),
        photos=tuple(
            replace(photo, features=_of_now(photo.features, names.photo, NAMES.photo, {}))
            for photo in memory.photos
        ),
    )


def _of_now(
    features: Sequence[float], have: Sequence[str], want: Sequence[str], fill: Mapping[str, float]
) -> tuple[float, ...]:
    return tuple(arranged(np.array([features], np.float32), have, want, fill)[0].tolist())


def _of_kind(name: str) -> dict[str, float]:
    kind = KINDS.get(name)
    return {} if kind is None else dict(zip(KIND_COLUMNS, kind_features(kind), strict=True))
