"""The best moment of each video for a query."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.search.visual import Probabilities, Sight
from photos_ml.store.database import Database
from photos_ml.store.moments import VideoMoments, moments_state, read_moments
from photos_ml.vectors.base import Ids


@dataclass(frozen=True, slots=True, eq=False)
class BestMoments:
    """Videos, ids ascending, with the moment each that shows best what was asked, and how likely it does."""

    ids: Ids
    seconds: npt.NDArray[np.float64]
    likely: Probabilities

    def second(self, photo_id: int, shown: float) -> float | None:
        """Where a video shows it, as far as that is what makes it `shown` so likely."""
        row = int(np.searchsorted(self.ids, photo_id))
        if row == len(self.ids) or self.ids[row] != photo_id or self.likely[row] < shown:
            return None
        return round(float(self.seconds[row]), 2)


class MomentIndex:
    """The moments of a library for one model, read when they changed. Safe to call from several threads."""

    def __init__(self, database: Database, model: str, dimension: int) -> None:
        self._database = database
        self._model = model
        self._dimension = dimension
        self._lock = threading.Lock()
        self._known: tuple[tuple[int, ...], VideoMoments] | None = None

    def best(self, sight: Sight) -> BestMoments | None:
        """The best of each video; None where no video was looked into."""
        moments = self._moments()
        if moments is None or not len(moments.photos):
            return None
        likely = sight.likely(moments.vectors)
        order = np.lexsort((moments.seconds, -likely, moments.photos))
        ids, first = np.unique(moments.photos[order], return_index=True)
        rows = order[first]
        return BestMoments(ids, moments.seconds[rows], likely[rows])

    def _moments(self) -> VideoMoments | None:
        state = self._database.while_same("moments", lambda: moments_state(self._database))
        if not state:
            return None
        with self._lock:
            if self._known is None or self._known[0] != state:
                self._known = state, read_moments(self._database, self._model, self._dimension)
            return self._known[1]
