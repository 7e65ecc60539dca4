"""What the user's own words lift and lower at once, before anything is trained: what looks like favourites,
and what looks like memories of which less was asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from photos_ml.ranker.candidates.by_subject import usual_look
from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind
from photos_ml.ranker.scene.scene import Scene
from photos_ml.types import FloatMatrix

STEP = 0.7
"""Log of the factor for a memory all of whose photos look the same as what was said: as one 'less' is."""
LIKE = 0.3
"""Cosine, less what all photos share, below which nothing looks like anything."""
MOST = 400
"""Photos that are compared with, the latest words."""


@dataclass(frozen=True, slots=True)
class Leanings:
    """Looks (k, d), of length 1, of what was liked and of what was not wanted."""

    liked: FloatMatrix
    unwanted: FloatMatrix

    @classmethod
    def of(
        cls, scene: Scene, events: Iterable[FeedbackEvent], photos_of: Callable[[str], Collection[int]]
    ) -> Leanings:
        """From what was said; `photos_of` a memory, by its id."""
        liked: dict[int, bool] = {}
        unwanted: dict[int, None] = {}
        for event in events:
            if event.event is FeedbackKind.FAVORITE and event.photo is not None:
                liked[event.photo] = event.value > 0
            elif event.event is FeedbackKind.LESS and event.memory is not None:
                unwanted.update(dict.fromkeys(photos_of(event.memory)))
        chosen = [photo for photo, still in liked.items() if still]
        lowered = [photo for photo in unwanted if not liked.get(photo)]
        return cls(_looks_of(scene, chosen[-MOST:]), _looks_of(scene, lowered[-MOST:]))

    def factor(self, scene: Scene, rows: Sequence[int]) -> float:
        """What a memory of these rows is lifted or lowered by: 1 where nothing was said of its like."""
        if not len(self.liked) and not len(self.unwanted):
            return 1.0
        looks = _centred(scene, rows)
        return math.exp(STEP * (_likeness(looks, self.liked) - _likeness(looks, self.unwanted)))


def _likeness(looks: FloatMatrix, said: FloatMatrix) -> float:
    """0 to 1: mean over the looks (n, d) of how like each is to the nearest of those said."""
    if not len(said) or not len(looks):
        return 0.0
    nearest = (looks @ said.T).max(axis=1)
    return float(np.clip((nearest - LIKE) / (1.0 - LIKE), 0.0, 1.0).mean())


def _looks_of(scene: Scene, photos: Sequence[int]) -> FloatMatrix:
    return _centred(scene, [row for photo in photos if (row := scene.row.get(photo)) is not None])


def _centred(scene: Scene, rows: Sequence[int]) -> FloatMatrix:
    if not rows:
        return np.zeros((0, scene.vectors.shape[1]), np.float32)
    looks = scene.unit(rows) - usual_look(scene)
    found: FloatMatrix = looks / np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6)
    return found
