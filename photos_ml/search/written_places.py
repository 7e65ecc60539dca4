"""Places that are only written of a photo: in a folder's or file's name, a keyword, a caption. A photo whose
position is not known answers by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from photos_ml.gazetteer import GazetteerEntry, PlaceKind, fold
from photos_ml.saying import Saying
from photos_ml.search.filter import Containment
from photos_ml.store import Names, PhotoRow
from photos_ml.store.paths import printable
from photos_ml.types import Place

LEAST_PEOPLE = 50_000
"""Of a city in a folder's name or a keyword: smaller ones are named like too many other things."""
MOST_WORDS = 4
"""Of a place's name."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A piece of a name the library knows, and the place it is taken for."""

    phrase: str
    place: Place


class WrittenPlaces:
    """Which words say that a photo was taken at a place that is asked for."""

    def __init__(
        self,
        find: Callable[[str], Sequence[GazetteerEntry]],
        contains: Containment,
        names: Callable[[], Names],
        common: Callable[[], Iterable[str]],
    ) -> None:
        """`find`: the meanings of a name, most populous first. `names`: those of the library as it is now.
        `common`: words that name what is seen rather than a place."""
        self._find = find
        self._contains = contains
        self._names = names
        self._common = common
        self._read: tuple[tuple[tuple[str, ...], ...], tuple[_Named, ...]] | None = None

    def phrases(self, asked: str) -> tuple[str, ...]:
        """The place's own name, and the names of places in it that folders and keywords of the library have:
        'Portugal', 'Lisbon', 'Faro'. Each once, as words alone."""
        inner, _, _ = asked.partition(",")
        inside = (named.phrase for named in self._known() if self._contains(asked, named.place))
        return tuple(dict.fromkeys(phrase for phrase in map(_words, (inner, *inside)) if phrase))

    def _known(self) -> tuple[_Named, ...]:
        names = self._names()
        known = names.folders, names.keywords
        # By value: names are read again after every mark, and to look all of these up takes a while.
        if self._read is None or self._read[0] != known:
            common = frozenset(map(fold, self._common()))
            pieces = dict.fromkeys(
                piece for name in (*names.folders, *names.keywords) for piece in _pieces(name)
            )
            found = ((piece, self._meant(piece)) for piece in pieces if fold(piece) not in common)
            self._read = known, tuple(_Named(piece, place) for piece, place in found if place)
        return self._read[1]

    def _meant(self, piece: str) -> Place | None:
        """The place most people would take these words for; None where they are no place's."""
        for entry in self._find(piece)[:1]:
            if entry.kind is not PlaceKind.CITY or entry.population >= LEAST_PEOPLE:
                return entry.place
        return None


def _pieces(name: str) -> Iterator[str]:
    """Runs of words with a capital each, or the whole: '2019-05 Trip to New York' has 'New York' in it."""
    words = re.findall(r"[^\W\d_][^\W_]*(?:['’.-][^\W\d_]+)*", name)
    yield name
    for length in range(min(MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if run[0][0].isupper() and run[-1][0].isupper():
                yield " ".join(run)


def _words(phrase: str) -> str:
    return " ".join(re.findall(r"\w+", phrase.lower()))


def which_is_in(text: str, phrases: Iterable[str]) -> str:
    """The first phrase that stands in a text, letter case and accents aside; '' where none does."""
    inside = f" {fold(text)} "
    return next((phrase for phrase in phrases if f" {fold(phrase)} " in inside), "")


def where_written(photo: PhotoRow, phrases: Sequence[str]) -> Saying | None:
    """Where one of these phrases stands with a photo; None where none does."""
    metadata = photo.metadata
    texts: dict[str, Callable[[], str]] = {
        "keywords": partial(" | ".join, metadata.keywords),
        "caption": lambda: f"{metadata.title} | {metadata.caption}",
        "file name": lambda: printable(photo.path.stem),
        "folder": lambda: printable(str(photo.path.parent)),
    }
    for what, text in texts.items():
        if found := which_is_in(text(), phrases):
            words = f"'{found}' is written in its {what}"
            return Saying(f"in_{what.replace(' ', '_')}", words, text=found)
    return None
