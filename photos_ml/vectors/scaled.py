"""The index that grows: exact while that is quickest, an inverted file over its large part beyond."""

from __future__ import annotations

from collections.abc import Sequence

from photos_ml.vectors.base import Ids, Query
from photos_ml.vectors.coarse import WORTH_ROWS, Coarse, build_coarse
from photos_ml.vectors.exact import ExactIndex
from photos_ml.vectors.segment import Scores, Segment


class ScaledIndex(ExactIndex):
    """Implements VectorIndex. Exact until `build` finds enough rows; rows added later stay exact."""

    def __init__(
        self,
        dimension: int,
        segments: Sequence[Segment] = (),
        *,
        last_id: int = 0,
        coarse: Coarse | None = None,
    ) -> None:
        super().__init__(dimension, segments, last_id=last_id)
        self._coarse: Coarse | None = None
        if coarse is not None:
            self.attach(coarse)

    @property
    def coarse(self) -> Coarse | None:
        """The inverted file, if there is one."""
        return self._coarse

    def large(self) -> Segment | None:
        """The segment an inverted file is worth its making for and has none."""
        largest = max(self.segments, key=lambda segment: len(segment.ids), default=None)
        if largest is None or len(largest.ids) < WORTH_ROWS:
            return None
        return None if self._coarse is not None and self._coarse.suits(largest) else largest

    def build(self) -> bool:
        """Make the inverted file where it is due; searches go on meanwhile. False where none is due."""
        segment = self.large()
        if segment is None:
            return False
        self.attach(build_coarse(segment))
        return True

    def attach(self, coarse: Coarse) -> None:
        """Use an inverted file for the segment it covers."""
        if coarse.is_large:
            coarse.storage.scattered()
        self._coarse = coarse

    def _top(self, segment: Segment, query: Query, k: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        coarse = self._coarse
        if coarse is not None and coarse.covers(segment):
            return coarse.top(segment, query, k, allowed)
        return super()._top(segment, query, k, allowed)
