"""A closer look at the best photos of a doubtful answer: what is small in a picture is large in a part of it.

Where a query names a thing, and whether any photo shows it is in doubt, the few best are seen again in nine
parts. What a part says counts by how near it is to the name, and by how much nearer than to any other thing
that the model knows. A photo that cannot be seen keeps what the first look said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from photos_ml.planner.lang import default
from photos_ml.search.candidates import Candidates, fused
from photos_ml.search.visual import Sight
from photos_ml.store import PhotoRow
from photos_ml.types import FloatMatrix, FloatVector

LOOKED_AT = 10
"""Photos of a query: what is small in a photo is often not in the best five of the whole pictures."""
DOUBTFUL = 0.2, 0.8
"""Confidences between which a closer look may change what is said: of 240 names outside none would."""
PARTS = 3
"""A side: nine in all."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class CloserLook:
    """A closer look that was taken: at how many photos, and how likely the best of all was before."""

    photos: int
    before: float


@dataclass(frozen=True, slots=True)
class Closer:
    """What looks closely. `parts`: photos -> by id the vectors (9, d) of their parts, for those that can be
    seen; `nearest`: vectors (n, d) and words -> (n,), the cosine of each with the name that it is nearest to,
    of all things but those that one of the words holds for."""

    parts: Callable[[Sequence[PhotoRow]], Mapping[int, FloatMatrix]]
    nearest: Callable[[FloatMatrix, frozenset[str]], FloatVector]

    def look(
        self,
        found: Candidates,
        sight: Sight,
        rows: FloatMatrix,
        photos: Mapping[int, PhotoRow],
        name: str,
    ) -> tuple[Candidates, CloserLook]:
        """The same candidates by what is known now. `rows`: vectors of the best of them; `photos`: these;
        `name`: what is asked, in the language of the things.

        Where the closer look finds less than the first, it would find less in the others, too: they become
        as much less likely.
        """
        best = found.ids[: len(rows)].tolist()
        parts = self.parts([photos[photo_id] for photo_id in best if photo_id in photos])
        look = CloserLook(len(parts), round(float(found.score[0]), 4))
        if not parts:
            return found, look
        visual, seen, own = found.visual_score.copy(), np.isin(found.ids, list(parts)), words_of(name)
        for place, (photo_id, row) in enumerate(zip(best, rows, strict=True)):
            if photo_id in parts:
                visual[place] = self._likely(sight, row, parts[photo_id], own)
        before, now = float(found.visual_score[seen].max()), float(visual[seen].max())
        if now < before:
            visual[~seen] *= now / before
        return fused(found.ids, visual, found.text_score), look

    def _likely(self, sight: Sight, row: FloatVector, parts: FloatMatrix, own: frozenset[str]) -> float:
        """How likely a photo shows what is asked, by its vector and those of its parts."""
        assert sight.closer is not None
        cosines = parts @ sight.query
        cosine = (float(row @ sight.query) + float(cosines.max())) / 2
        return sight.closer(cosine, float((cosines - self.nearest(parts, own)).max()))


def doubtful(found: Candidates, sight: Sight | None) -> bool:
    """Whether a closer look may change what is said of the best."""
    if sight is None or sight.closer is None or sight.unwanted or not len(found):
        return False
    least, most = DOUBTFUL
    return least <= float(found.score[0]) <= most


def words_of(name: str) -> frozenset[str]:
    """A name as the things may be called that it is the name of: for several, and for one."""
    *first, last = name.casefold().split() or [""]
    return frozenset(" ".join([*first, form]) for form in (last, default().singular(last)))


def boxes(width: int, height: int) -> list[Box]:
    """Three by three parts of half the sides of a picture, each beginning a quarter after the last."""
    across, down, last = max(width // 2, 1), max(height // 2, 1), PARTS - 1
    starts = [
        ((width - across) * column // last, (height - down) * row // last)
        for column in range(PARTS)
        for row in range(PARTS)
    ]
    return [(x, y, x + across, y + down) for x, y in starts]
