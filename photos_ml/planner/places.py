"""The offline gazetteer as the planner needs it: canonical names and containment, opened on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from photos_ml.errors import PhotosError
from photos_ml.planner.lang import DEFAULT, languages
from photos_ml.planner.tokens import fold

if TYPE_CHECKING:
    from photos_ml.gazetteer import Gazetteer, GazetteerEntry


ARTICLE = "the "
"""Before some of the gazetteer's names, folded: 'The Bahamas', 'The Hague'."""


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

    def called(self, name: str, *, least_people: int) -> str | None:
        """The name of the most populous place that a language calls so; None where English calls a larger one
        so."""
        gazetteer, said = self._open(), fold(name)
        if gazetteer is None:
            return None
        for entry in self._find(name):
            if entry.kind != "country" and entry.population < least_people:
                continue
            if fold(entry.name) == said:
                return None
            others = [gazetteer.in_language(entry.place, code) for code in languages() if code != DEFAULT]
            if any(fold(getattr(one, entry.kind, "")) == said for one in others):
                return entry.name
        return None

    def called_in(self, language: str, name: str) -> str | None:
        """The name of the country, or of the most populous city, that this language calls so."""
        gazetteer, said = self._open(), fold(name)
        if gazetteer is None or language == DEFAULT:
            return None
        for entry in self._find(name):
            own = getattr(gazetteer.in_language(entry.place, language), entry.kind, "")
            if entry.kind in ("country", "city") and fold(own) == said:
                return entry.name
        return None

    def inside(self, outer: str, inner: str, *, least_people: int = 0) -> str | None:
        """The name of the place called `inner` in another called `outer`, None where none lies there.

        With the outer one's name behind it where `inner` alone would stand for a place elsewhere.
        """
        gazetteer = self._open()
        if gazetteer is None:
            return None
        # 'Lima' before 'Lima Province', which other names of places also stand for.
        for small in sorted(self._find(inner), key=lambda entry: fold(entry.name) != fold(inner)):
            if small.population < least_people:
                continue
            for big in self._find(outer):
                if big.kind != small.kind and big.name != small.name and gazetteer.contains(big, small.place):
                    known = self._find(small.name)[:1] == (small,)
                    return small.name if known else f"{small.name}, {big.name}"
        return None

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
