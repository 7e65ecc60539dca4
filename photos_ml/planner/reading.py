"""A query while it is read: its tokens, what is known, and which words are already explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from photos_ml.planner.context import Known
from photos_ml.planner.lang.base import Language
from photos_ml.planner.lang.telling import Told
from photos_ml.planner.lexicon import Found
from photos_ml.planner.names import NameIndex, PartIndex
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.spelling import respelled
from photos_ml.planner.tokens import Token, apart, is_word


class Places(Protocol):
    """What the planner asks of a gazetteer; `photos_ml.planner.places` adapts the shipped one."""

    def canonical(self, name: str, *, least_people: int) -> str | None:
        """The one name of the most populous place so called with at least so many people, else None."""
        ...

    def called(self, name: str, *, least_people: int) -> str | None:
        """The one name of the most populous place that another language calls so, as 'Genève'; else None.

        Cities and regions need so many people.
        """
        ...

    def called_in(self, language: str, name: str) -> str | None:
        """The one name of the country or most populous city that a language calls so, else None; of English,
        always."""
        ...

    def inside(self, outer: str, inner: str, *, least_people: int = 0) -> str | None:
        """The name of the place called `inner` that lies in one called `outer`, None where none does.

        'Paris, Texas' where the first thing that `inner` alone would stand for lies elsewhere.
        """
        ...


class NoPlaces:
    """A gazetteer that knows nothing."""

    def canonical(self, name: str, *, least_people: int) -> str | None:
        return None

    def called(self, name: str, *, least_people: int) -> str | None:
        return None

    def called_in(self, language: str, name: str) -> str | None:
        return None

    def inside(self, outer: str, inner: str, *, least_people: int = 0) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """Tokens [start, end), their role, and what they mean (a value of the role's own kind; None for
    fillers).
    """

    start: int
    end: int
    role: SpanRole
    value: object = None


class NameIndexes(NamedTuple):
    """Indexes over what one library knows."""

    people: NameIndex
    people_parts: PartIndex
    """First names, or the name after a title: 'Mary' of 'Aunt Mary'."""
    places: NameIndex
    cameras: NameIndex
    camera_parts: PartIndex
    folders: NameIndex
    keywords: NameIndex

    def has_word(self, word: str) -> bool:
        """Whether a folded word is part of a name of this library."""
        indexes = (self.people, self.places, self.cameras, self.folders, self.keywords)
        return any(index.has_word(word) for index in indexes)


@lru_cache(maxsize=16)
def names_of(known: Known, language: Language) -> NameIndexes:
    """Built once for a library and a language."""

    def index(names: Iterable[str]) -> NameIndex:
        return NameIndex(names, language.common_words, endings=language.endings.name)

    return NameIndexes(
        people=index(known.people),
        people_parts=PartIndex(known.people, titles=language.lexicon),
        places=index(known.places),
        cameras=index(known.cameras),
        camera_parts=PartIndex(known.cameras),
        folders=index(known.folders),
        keywords=index(known.keywords),
    )


LONGEST_PHRASE = 8
"""Tokens of the longest phrase of any lexicon."""


class Draft:
    """The reading in progress. Every token has at most one role; the ones without stay in the text."""

    def __init__(
        self, query: str, tokens: list[Token], languages: Told, known: Known, today: date, places: Places
    ) -> None:
        self.query = query
        self.told = languages
        self.languages = tuple(filter(None, languages[:2]))
        self.known = known
        self.today = today
        self.places = places
        self.speak(languages.first)
        whole = [part for token in tokens for part in self._unelided(token)]
        self.tokens = respelled(whole, languages.first, self.names.has_word)
        self.readings: list[Reading] = []
        self.roles: list[SpanRole | None] = [None] * len(self.tokens)
        self.notes: list[str] = []

    def speak(self, language: Language) -> None:
        """Read on in this language."""
        self.language, self.lexicon = language, language.lexicon
        self.names = names_of(self.known, language)

    def _unelided(self, token: Token) -> tuple[Token, ...]:
        """ "l'été" as two words, in the first language that parts it; a name of this library stays."""
        if "'" not in token.word or self.names.has_word(token.word):
            return (token,)
        parted = (apart(token, self.query, language.elided) for language in self.languages)
        return next((parts for parts in parted if len(parts) > 1), (token,))

    def add(self, start: int, end: int, role: SpanRole, value: object = None) -> Reading:
        """Record what tokens [start, end) mean."""
        reading = Reading(start, end, role, value)
        self.readings.append(reading)
        for k in range(start, end):
            self.roles[k] = role
        return reading

    def free(self, start: int, end: int) -> bool:
        """Whether these tokens exist and none has a role yet."""
        return 0 <= start < end <= len(self.roles) and not any(self.roles[start:end])

    def free_at(self) -> Iterator[int]:
        """Tokens without a role, as they are when their turn comes."""
        for at in range(len(self.tokens)):
            if self.roles[at] is None:
                yield at

    def find(self, at: int, *kinds: str) -> Found | None:
        """The longest free phrase of these kinds at a token."""
        if not 0 <= at < len(self.tokens) or self.roles[at] is not None:
            return None
        stop = at + 1
        while stop < min(len(self.tokens), at + LONGEST_PHRASE) and self.roles[stop] is None:
            stop += 1
        return self.lexicon.find_any(self.tokens, at, kinds, stop)

    def ends_with(self, end: int, kind: str) -> int | None:
        """Where a free phrase of this kind that stops just before token `end` begins."""
        for start in range(max(0, end - 4), end):
            if self.free(start, end):
                found = self.lexicon.find(self.tokens, start, kind)
                if found and found.end == end:
                    return start
        return None

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def plural(self, at: int) -> bool:
        """Whether the word there speaks of several."""
        return self.language.is_plural(self.word(at))

    def role(self, at: int) -> SpanRole | None:
        return self.roles[at] if 0 <= at < len(self.roles) else None

    def content(self, at: int) -> bool:
        """A word without a role that names something."""
        if not 0 <= at < len(self.tokens) or self.roles[at] is not None or not is_word(self.tokens[at]):
            return False
        return not any(
            language.lexicon.find_any(self.tokens, at, ("stop", "photo noun", "filler", "not"))
            for language in self.languages
        )

    def small(self, at: int, stop: int | None = None) -> Found | None:
        """The longest phrase of small words at a token, in any language of the query."""
        if self.lexicon.find(self.tokens, at, "thing with small words"):
            return None
        found = [language.lexicon.find(self.tokens, at, "stop", stop) for language in self.languages]
        return max(filter(None, found), key=lambda one: one.end, default=None)

    def with_role(self, role: SpanRole) -> list[Reading]:
        return sorted((r for r in self.readings if r.role is role), key=lambda reading: reading.start)

    def remove(self, reading: Reading, role: SpanRole | None = None) -> None:
        """Take a reading back; its tokens get another role or none."""
        self.readings.remove(reading)
        for k in range(reading.start, reading.end):
            self.roles[k] = role

    def unmarked(self) -> list[Token]:
        """The tokens with those that have a role blanked, for a reader that must not see them."""
        return [
            token if role is None else token._replace(word=_BLANK, base=_BLANK)
            for token, role in zip(self.tokens, self.roles, strict=True)
        ]

    def quote(self, start: int, end: int) -> str:
        """Characters of tokens [start, end), verbatim."""
        return self.query[self.tokens[start].start : self.tokens[end - 1].end]


_BLANK = "\x00"


def pieces(readings: Iterable[Reading], draft: Draft) -> tuple[str, ...]:
    """Verbatim evidence, in the order of the query, each piece once."""
    quotes = [draft.quote(r.start, r.end) for r in sorted(readings, key=lambda r: r.start)]
    return tuple(dict.fromkeys(quotes))
