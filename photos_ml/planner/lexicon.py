"""A phrase table: which words of a language can mean what. Grammar asks it, languages fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from photos_ml.planner.tokens import Token, fold, unelided

_WHOLE: Mapping[str, str] = MappingProxyType({})


class Found(NamedTuple):
    """What a phrase means, and the token after it."""

    value: Any
    end: int


class Lexicon:
    """Phrases by kind. A kind is a grammar symbol such as 'month' or 'since'; a value is what it stands
    for.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Any]], elided: Mapping[str, str] = _WHOLE) -> None:
        self._kinds: dict[str, dict[str, list[tuple[tuple[str, ...], Any]]]] = {}
        self._starts: dict[str, set[str]] = {}
        for kind, phrases in tables.items():
            by_first = self._kinds.setdefault(kind, {})
            for phrase, value in phrases.items():
                words = (phrase if phrase.isascii() and phrase.islower() else fold(phrase)).split()
                if elided and "'" in phrase:
                    words = [part for word in words for part in unelided(word, elided)]
                entry = (tuple(words[1:]), value)
                if (entries := by_first.get(words[0])) is None:
                    by_first[words[0]] = [entry]
                else:
                    entries.append(entry)
        for kind, by_first in self._kinds.items():
            for first, entries in by_first.items():
                if len(entries) > 1:
                    entries.sort(key=_length, reverse=True)
                self._starts.setdefault(first, set()).add(kind)

    def find(self, tokens: Sequence[Token], at: int, kind: str, stop: int | None = None) -> Found | None:
        """The longest phrase of `kind` that begins at token `at` and ends by token `stop`."""
        limit = len(tokens) if stop is None else stop
        if not 0 <= at < limit:
            return None
        by_first = self._kinds.get(kind)
        if not by_first:
            return None
        for rest, value in by_first.get(tokens[at].word, ()):
            end = at + 1 + len(rest)
            if end <= limit and all(tokens[at + 1 + k].word == word for k, word in enumerate(rest)):
                return Found(value, end)
        return None

    def find_any(
        self, tokens: Sequence[Token], at: int, kinds: Iterable[str], stop: int | None = None
    ) -> Found | None:
        """The longest phrase of any of `kinds`; the earlier kind where two are as long."""
        best: Found | None = None
        for kind in kinds:
            found = self.find(tokens, at, kind, stop)
            if found and (best is None or found.end > best.end):
                best = found
        return best

    def starts(self, word: str) -> frozenset[str] | set[str]:
        """Kinds of the phrases that begin with this folded word."""
        return self._starts.get(word, _NONE)

    def value(self, word: str, kind: str) -> Any:
        """What the single word stands for as a phrase of `kind`; None where it is none."""
        return next((value for rest, value in self._kinds.get(kind, {}).get(word, ()) if not rest), None)

    def words(self) -> frozenset[str]:
        """Every word that a phrase begins with."""
        return frozenset(self._starts)

    def kinds(self) -> frozenset[str]:
        """Every kind that has a phrase."""
        return frozenset(self._kinds)

    def has(self, word: str, kind: str) -> bool:
        """Whether the single word is a phrase of `kind`."""
        return any(not rest for rest, _ in self._kinds.get(kind, {}).get(word, ()))


def _length(entry: tuple[tuple[str, ...], Any]) -> int:
    return len(entry[0])


_NONE: frozenset[str] = frozenset()
