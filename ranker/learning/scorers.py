"""The scorer in use: the shipped rankers, under what this library's own person taught."""

from __future__ import annotations

from photos_ml.config import models_dir
from photos_ml.ranker.learning.personal import personal_scorer
from photos_ml.ranker.ranking.scorer import HandScorer, Scorer


def load_scorer(document: bytes | None = None) -> Scorer:
    """The scorer in use: the shipped rankers, under the personal model `document` where there is one.

    Weights set by hand where the shipped files are missing or were made for other features; a personal model
    made for other features is left aside.
    """
    from photos_ml.ranker.ranking.lambdarank import read_rankers

    return personal_scorer(read_rankers(models_dir() / "ranker") or HandScorer(), document)
