"""When a memory is told: anniversaries keep for their day, the rest is spread over the weeks, and no photo
comes again under another name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from photos_ml.ranker.candidates.candidate import Candidate
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.ranking.score import MemoryDraft, overlap
from photos_ml.ranker.scene.anniversaries import days_since
from photos_ml.ranker.scene.scene import Scene
from photos_ml.store.memories import Showing

APART_DAYS = 30
"""A photo is in no memory for so long after it was in one, nor so long before its own day comes round."""
IN_TIME_DAYS = 2
"""So long from its anniversary on a journey or an outing counts as of the day."""
WORTH_TELLING = 0.5
"""A memory that has not this share of its photos left is kept for later."""
SUPPLY_DAYS = 21
"""What there is to tell is spread over so many days: twelve memories are four a week."""
MOST_A_DAY = 3
FIRST_DAY = 4
"""On the first day of all nobody has seen any."""
WEEK_DAYS = 7
MAX_OVERLAP = 0.3


def is_timely(candidate: Candidate, today: date) -> bool:
    """Whether this is its day: told whatever the pace."""
    kind = candidate.kind.attributes
    return bool(kind.yearly) or (bool(kind.occasion) and _since(candidate, today) <= IN_TIME_DAYS)


def _since(candidate: Candidate, today: date) -> int:
    """Days since what happened came round last; of what is not a year old, a year and more."""
    first = candidate.facts.first
    return days_since(today, first) if first.year < today.year else 366


def kept_apart(scene: Scene, candidates: Iterable[Candidate], seen: Collection[int]) -> list[Candidate]:
    """The candidates without what was shown lately (`seen`, ids of photos) and without what has its own day
    soon; those that have too little left wait."""
    rows_seen = {row for photo in seen if (row := scene.row.get(photo)) is not None}
    coming = scene.coming_round(APART_DAYS)
    found = []
    for one in candidates:
        if is_timely(one, scene.today):
            left, least = [row for row in one.rows if row not in rows_seen], 1
        else:
            left = [row for row in one.rows if row not in rows_seen and not coming[row]]
            least = math.ceil(WORTH_TELLING * min(len(one.rows), 2 * FEWEST))
        if len(left) >= max(least, one.kind.min_photos):
            found.append(one if len(left) == len(one.rows) else replace(one, rows=tuple(left)))
    return found


FEWEST = 6
"""As many photos are a memory however large what they were chosen from is."""


def apart(drafts: Sequence[MemoryDraft]) -> list[MemoryDraft]:
    """Those that share hardly a photo with one before them."""
    found: list[MemoryDraft] = []
    for one in drafts:
        if all(overlap(one.rows, other.rows) <= MAX_OVERLAP for other in found):
            found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class Pace:
    """How many memories that are not of the day were told lately, by day; and the first day of all."""

    told: Counter[date]
    begun: date | None

    @classmethod
    def of(cls, shown: Sequence[Showing], begun: date | None) -> Pace:
        ordinary = (s.day for s in shown if s.kind not in KINDS or not KINDS[s.kind].attributes.yearly)
        return cls(Counter(ordinary), begun)

    def today(self, today: date, supply: int) -> int:
        """How many may be told on a day with so many to tell: what the week is behind its share."""
        if self.begun is None:
            return FIRST_DAY
        rate = min(supply / SUPPLY_DAYS, MOST_A_DAY)
        most = math.ceil(rate)
        before = min(WEEK_DAYS - 1, (today - self.begun).days)
        lately = (today - timedelta(days=back) for back in range(1, before + 1))
        have = sum(min(self.told[day], most) for day in lately)
        return max(0, min(most, math.ceil(rate * (before + 1) - have - 1e-9)))
