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
LEAST_A_DAY = 4 / 7
"""... of fewer, while there is anything."""
REST_DAYS = 7
"""Where there is little to tell, a photo may be in another memory so long after it was in one ..."""
FIRST_DAY = 4
"""On the first day of all nobody has seen any."""
WEEK_DAYS = 7
MAX_OVERLAP = 0.3
"""... if no more than this share of the shorter memory is in both."""


def is_timely(candidate: Candidate, today: date) -> bool:
    """Whether this is its day: told whatever the pace."""
    kind = candidate.kind.attributes
    return bool(kind.yearly) or (bool(kind.occasion) and _since(candidate, today) <= IN_TIME_DAYS)


def _since(candidate: Candidate, today: date) -> int:
    """Days since what happened came round last; of what is not a year old, a year and more."""
    first = candidate.facts.first
    return days_since(today, first) if first.year < today.year else 366


def shown_within(shown: Iterable[Showing], today: date, days: int) -> list[Showing]:
    """What was shown in so many days before today."""
    return [one for one in shown if (today - one.day).days < days]


def kept_apart(
    scene: Scene, candidates: Iterable[Candidate], shown: Sequence[Showing], *, again: bool = False
) -> list[Candidate]:
    """The candidates without what was shown in the last APART_DAYS and without what has its own day soon;
    those that have too little left wait. `again`: with a few photos that have rested."""
    lately = [
        {row for photo in one.photos if (row := scene.row.get(photo)) is not None}
        for one in shown_within(shown, scene.today, APART_DAYS)
    ]
    resting = {
        row
        for one in shown_within(shown, scene.today, REST_DAYS if again else APART_DAYS)
        for photo in one.photos
        if (row := scene.row.get(photo)) is not None
    }
    rows_seen = set().union(*lately)
    coming = scene.coming_round(APART_DAYS)
    found = []
    for one in candidates:
        if is_timely(one, scene.today):
            left, least = [row for row in one.rows if row not in rows_seen], 1
        else:
            left = [row for row in one.rows if row not in rows_seen and not coming[row]]
            least = math.ceil(WORTH_TELLING * min(len(one.rows), 2 * FEWEST))
        if len(left) >= max(least, one.kind.min_photos):
            if again:
                free = [
                    row for row in one.rows if row in rows_seen and row not in resting and not coming[row]
                ]
                few = set(_a_few(scene, free, len(left), lately)).union(left)
                left = [row for row in one.rows if row in few]
            found.append(one if len(left) == len(one.rows) else replace(one, rows=tuple(left)))
    return found


def _a_few(scene: Scene, rows: Sequence[int], fresh: int, lately: Sequence[Collection[int]]) -> list[int]:
    """The finest of the rows, so few of each memory shown lately that MAX_OVERLAP holds."""
    found: list[int] = []
    room = [int(MAX_OVERLAP * min(fresh, len(one))) for one in lately]
    for row in sorted(rows, key=lambda row: (-float(scene.appeal[row]), row)):
        places = [i for i, one in enumerate(lately) if row in one]
        if all(room[i] > 0 for i in places):
            found.append(row)
            for i in places:
                room[i] -= 1
    return found


def repeats(scene: Scene, rows: Sequence[int], shown: Iterable[Showing]) -> bool:
    """Whether rows are too much of what a memory showed in the last APART_DAYS."""
    photos = [scene.photos[row].id for row in rows]
    return any(
        overlap(photos, tuple(one.photos)) > MAX_OVERLAP
        for one in shown_within(shown, scene.today, APART_DAYS)
    )


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

    def today(self, today: date, supply: int, *, has_own: bool = False) -> int:
        """How many may be told on a day with so many to tell: what the week is behind its share. Where there
        is little, one waits on a day that has something of its own, `has_own`."""
        if self.begun is None:
            return FIRST_DAY
        if not supply:
            return 0
        rate = LEAST_A_DAY if supply < SUPPLY_DAYS else min(supply / SUPPLY_DAYS, MOST_A_DAY)
        most = math.ceil(rate)
        before = min(WEEK_DAYS - 1, (today - self.begun).days)
        lately = (today - timedelta(days=back) for back in range(1, before + 1))
        have = sum(min(self.told[day], most) for day in lately)
        waits = has_own and rate < 1
        return max(0, min(most, math.ceil(rate * (before + 1) - have - waits - 1e-9)))
