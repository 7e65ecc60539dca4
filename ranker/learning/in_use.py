"""Which ranker is in use, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from photos_ml.errors import RankerError
from photos_ml.ranker.learning.personal import PersonalScorer, read_document
from photos_ml.ranker.ranking.scorer import HandScorer, Scorer


class WhichRanker(StrEnum):
    """What orders memories and the photos in them."""

    SHIPPED = "shipped"
    PERSONAL = "personal"
    HAND = "hand-set"


@dataclass(frozen=True, slots=True)
class RankerInUse:
    """A scorer, and in plain words why it is this one."""

    which: WhichRanker
    why: str
    scorer: Scorer
    by_hand: bool = False
    """Whether the shipped rankers could not be read."""

    def __str__(self) -> str:
        return f"{self.which} ranker: {self.why}"


def ranker_in_use(document: bytes | None = None) -> RankerInUse:
    """The shipped rankers, under the personal model `document` where there is one that can be read; weights
    set by hand where the shipped files cannot be."""
    from photos_ml.config import models_dir
    from photos_ml.ranker.ranking.lambdarank import read_rankers

    cold: Scorer
    try:
        cold, which = read_rankers(models_dir() / "ranker"), WhichRanker.SHIPPED
        why = "nothing was learnt on this machine yet"
    except RankerError as error:
        cold, which, why = HandScorer(), WhichRanker.HAND, str(error)
    by_hand = which is WhichRanker.HAND
    if document is None:
        return RankerInUse(which, why, cold, by_hand)
    weights = read_document(document)
    if weights is None:
        why = "what was learnt on this machine cannot be read, more feedback makes it anew"
        return RankerInUse(which, why, cold, by_hand)
    learnt = "learnt from feedback on this machine"
    if by_hand:
        learnt = f"{learnt}, over weights set by hand: {why}"
    return RankerInUse(WhichRanker.PERSONAL, learnt, PersonalScorer(cold, weights), by_hand)


def load_scorer(document: bytes | None = None) -> Scorer:
    """The scorer of `ranker_in_use`."""
    return ranker_in_use(document).scorer
