"""The offline gazetteer as the planner needs it: canonical names and containment, opened on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from photos_ml.errors import PhotosError

if TYPE_CHECKING:
    from photos_ml.gazetteer import Gazetteer, GazetteerEntry


class GazetteerPlaces:
    """Asks the shipped gazetteer, remembers the answers; without its file it knows no places."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer
        self._find = lru_cache(maxsize=4096)(self._find_uncached)

    def canonical(self, name: str, *, least_people: int) -> str | None:
        """The name of the most populous place so called; cities need `least_people`, regions and
        countries none.
        """
        for entry in self._find(name):
            if entry.kind != "city" or entry.population >= least_people:
                return entry.name
        return None

    def inside(self, outer: str, inner: str) -> bool:
        """Whether some place called `inner` lies in some other place called `outer`."""
        gazetteer = self._open()
        if gazetteer is None:
            return False
        outers, inners = self._find(outer), self._find(inner)
        return any(
            big.kind != small.kind and gazetteer.contains(big, small.place)
            for big in outers
            for small in inners
            if big.name != small.name
        )

    def _find_uncached(self, name: str) -> tuple[GazetteerEntry, ...]:
        gazetteer = self._open()
        if gazetteer is None:
            return ()
        try:
            return gazetteer.find(name)
        except PhotosError:
            return ()

    def _open(self) -> Gazetteer | None:
        if self._gazetteer is None:
            from photos_ml.gazetteer import Gazetteer

            self._gazetteer = Gazetteer()
        return self._gazetteer
