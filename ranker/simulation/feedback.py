"""What made-up people do with memories shown to them: the first are looked at most, all of it
is noisy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind, FrozenMemory, FrozenPhoto
from photos_ml.ranker.ranking.drafts import features_of
from photos_ml.ranker.ranking.score import MemoryDraft, overlap
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.simulation.groups import drafts_of, grades
from photos_ml.ranker.simulation.lives import Life
from photos_ml.ranker.simulation.stage import Stage

SHOWN = 10
MAX_OVERLAP = 0.5
LOOKED_AT = 0.8
"""A memory in place k is looked at with a chance of 1 / (1 + k) to this power; steeper than what training
assumes, which no real library tells it either."""
STILL_LOOKING = 0.93
"""The chance that after a photo of a memory the next is looked at as well."""
OPENS = (0.03, 0.15, 0.4, 0.7, 0.9)
"""Chance that a memory is opened that is looked at, by its grade ..."""
REFUSES = (0.10, 0.03, 0.0, 0.0, 0.0)
"""... that its person wants less of it; and for photos, that one is a favourite, is shared, is hidden."""
FAVOURITES = (0.0, 0.03, 0.10, 0.25, 0.45)
SHARES = (0.0, 0.0, 0.02, 0.05, 0.10)
HIDES = (0.06, 0.01, 0.0, 0.0, 0.0)
SECONDS_A_GRADE = 10.0


@dataclass(slots=True)
class Diary:
    """What a person was shown and did, as the library would keep it."""

    events: list[FeedbackEvent] = field(default_factory=list)
    shown: list[FrozenMemory] = field(default_factory=list)

    @property
    def interactions(self) -> int:
        return len(self.events)


@dataclass(slots=True)
class SimulatedPerson:
    """Someone living with the program, a day after another."""

    stage: Stage
    life: Life
    rng: Random
    diary: Diary = field(default_factory=Diary)
    day: date = date(2026, 1, 1)

    def live(self, cold: Scorer, scorer: Scorer, until: int) -> None:
        """Days go by until there are so many interactions: photos chosen by `cold`, memories ordered by
        `scorer`."""
        while self.diary.interactions < until:
            self._look(cold, scorer)
            self.day += timedelta(days=self.rng.randint(1, 4))

    def _look(self, cold: Scorer, scorer: Scorer) -> None:
        scene = self.stage.scene_of(self.life, self.day)
        drafts = drafts_of(self.stage, scene, self.life, cold)
        liking = np.array(
            [self.life.liking_of_memory(d.rows, d.candidate.facts.anniversary_days) for d in drafts]
        )
        wanted, features = grades(liking, liking), features_of(scene, drafts)
        for rank, i in enumerate(_of_day(drafts, scorer.memories(features))):
            memory = _frozen(scene, drafts[i], features[i], self.day, rank)
            self.diary.shown.append(memory)
            if self.rng.random() < (1.0 + rank) ** -LOOKED_AT:
                self.diary.events += self._interactions(scene, drafts[i], memory, int(wanted[i]))

    def _interactions(
        self, scene: Scene, draft: MemoryDraft, memory: FrozenMemory, grade: int
    ) -> Iterator[FeedbackEvent]:
        at = datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=20)
        if self.rng.random() < REFUSES[grade]:
            yield FeedbackEvent(at, FeedbackKind.LESS, memory.memory, position=memory.rank)
        elif self.rng.random() < OPENS[grade]:
            yield FeedbackEvent(at, FeedbackKind.OPEN, memory.memory, position=memory.rank)
            seconds = self.rng.expovariate(1.0 / (SECONDS_A_GRADE * (grade + 0.3)))
            yield FeedbackEvent(at, FeedbackKind.DWELL, memory.memory, position=memory.rank, value=seconds)
            yield from self._photo_interactions(draft, memory, at)

    def _photo_interactions(
        self, draft: MemoryDraft, memory: FrozenMemory, at: datetime
    ) -> Iterator[FeedbackEvent]:
        liked = grades(self.life.liking[list(draft.rows)], self.life.liking)
        for photo, grade in zip(memory.photos, liked.tolist(), strict=True):
            for kind, chances in _OF_PHOTO.items():
                if self.rng.random() < chances[grade]:
                    yield FeedbackEvent(at, kind, memory.memory, photo.photo, photo.position)
            if self.rng.random() > STILL_LOOKING:
                return


_OF_PHOTO = {FeedbackKind.FAVORITE: FAVOURITES, FeedbackKind.SHARE: SHARES, FeedbackKind.HIDE: HIDES}


def _of_day(drafts: Sequence[MemoryDraft], values: npt.NDArray[np.float32]) -> list[int]:
    """The best SHOWN drafts that have not too many photos in common, best first."""
    kept: list[int] = []
    for i in np.argsort(-values, kind="stable").tolist():
        if len(kept) < SHOWN and all(overlap(drafts[i].rows, drafts[j].rows) <= MAX_OVERLAP for j in kept):
            kept.append(i)
    return kept


def _frozen(
    scene: Scene, draft: MemoryDraft, features: npt.NDArray[np.float32], day: date, rank: int
) -> FrozenMemory:
    photos = tuple(
        FrozenPhoto(scene.photos[row].id, position, tuple(draft.features[row].tolist()))
        for position, row in enumerate(draft.rows)
    )
    kind, subject = draft.candidate.kind.id, draft.candidate.subject
    return FrozenMemory(f"{day}/{subject}", day, rank, kind, subject, "", tuple(features.tolist()), photos)
