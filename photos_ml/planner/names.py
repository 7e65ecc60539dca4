"""Names this library knows, found in a query: case, accents, possessives, plurals and small typos allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from photos_ml.planner.lexicon import Lexicon
from photos_ml.planner.tokens import Token, words_of

MIN_TYPO_LETTERS = 5
"""Shorter names are too close to each other and to plain words for a typo to be told from another name."""


MIN_NAME = 3
"""Letters of a name that is found with an ending: of shorter words too many are other words."""


class NameMatch(NamedTuple):
    """The name as the library has it, the token after it, and how it was found."""

    name: str
    end: int
    exact: bool
    """Letter for letter, case and accents aside; else a plural or a typo."""


class NameIndex:
    """Names by their folded words; the longest match wins. `endings`: what a language puts behind a name,
    with no apostrophe before it; `common_words`: what no typo turns into a name."""

    def __init__(
        self,
        names: Iterable[str],
        common_words: frozenset[str] = frozenset(),
        *,
        endings: tuple[str, ...] = (),
    ) -> None:
        self._endings = endings
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._by_letter: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
        self._common = common_words
        self._known: set[str] = set()
        for name in names:
            words = words_of(name)
            if not words:
                continue
            self._known.update(words)
            self._by_first.setdefault(words[0], []).append((words, name))
            self._by_letter.setdefault(words[0][0], []).append((words[0], words, name))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def has_word(self, word: str) -> bool:
        """Whether a folded word is part of any name."""
        return word in self._known

    def find(self, tokens: Sequence[Token], at: int, *, typos: bool = True) -> NameMatch | None:
        """The longest name that begins at token `at`; typos only in words of at least five letters."""
        token = tokens[at]
        for first in (token.word, token.base):
            for words, name in self._by_first.get(first, ()):
                end = self._matches(tokens, at, words)
                if end:
                    return NameMatch(name, end, exact=True)
        for plain in without_endings(token.word, self._endings):
            for words, name in self._by_first.get(plain, ()):
                if len(words) == 1:
                    return NameMatch(name, at + 1, exact=False)
        return self._typo(tokens, at) if typos else None

    def _typo(self, tokens: Sequence[Token], at: int) -> NameMatch | None:
        typed = tokens[at].base
        if len(typed) < MIN_TYPO_LETTERS - 1 or typed in self._common or typed in self._known:
            return None
        found: list[NameMatch] = []
        for first, words, name in self._by_letter.get(typed[0], ()):
            if not is_typo(typed, first):
                continue
            end = at + 1 if len(words) == 1 else self._matches(tokens, at, words, skip_first=True)
            if end:
                found.append(NameMatch(name, end, exact=False))
        return found[0] if len(found) == 1 else None

    def _matches(
        self, tokens: Sequence[Token], at: int, words: tuple[str, ...], *, skip_first: bool = False
    ) -> int:
        """The token after `words`, marks between them passed over; 0 where they are not there. The last may
        be possessive.
        """
        position = at
        for k, word in enumerate(words):
            while k and position < len(tokens) and tokens[position].word in _JOINERS:
                position += 1
            if position >= len(tokens):
                return 0
            token = tokens[position]
            same = token.word == word or (k == len(words) - 1 and token.base == word)
            if 0 < k == len(words) - 1:  # 'aunt marys garden'
                same = same or any(token.word == word + ending for ending in self._endings)
            if not same and not (skip_first and k == 0):
                return 0
            position += 1
        return position


class PartIndex:
    """Names by each of their words, for those that one word tells from all others: 'Anna' of 'Anna Smith'."""

    def __init__(self, names: Iterable[str], *, titles: Lexicon | None = None) -> None:
        self._names_by_word: dict[str, list[str]] = {}
        for name in names:
            words = words_of(name)
            if len(words) < 2:
                continue
            if titles is not None:  # a person is called by the first name, not by the last
                words = words[1:2] if titles.has(words[0], "title") else words[:1]
            for word in dict.fromkeys(words):
                self._names_by_word.setdefault(word, []).append(name)

    def names(self, word: str) -> list[str]:
        return self._names_by_word.get(word, [])


def is_typo(typed: str, meant: str) -> bool:
    """One slip inside the word: two letters swapped, one dropped, doubled or added, or a neighbouring key.

    The first letter must be right. A changed last letter is rather another name ('Maria', 'Marie').
    """
    if (
        len(meant) < MIN_TYPO_LETTERS
        or typed == meant
        or abs(len(typed) - len(meant)) > 1
        or typed[0] != meant[0]
    ):
        return False
    same = next(
        (k for k in range(min(len(typed), len(meant))) if typed[k] != meant[k]), min(len(typed), len(meant))
    )
    if len(typed) == len(meant):
        swapped = (
            typed[same : same + 2] == meant[same : same + 2][::-1] and typed[same + 2 :] == meant[same + 2 :]
        )
        if swapped and same + 1 < len(meant):
            return True
        inner = same < len(meant) - 1 and typed[same + 1 :] == meant[same + 1 :]
        return inner and meant[same] in _NEIGHBOURS.get(typed[same], "")
    if len(typed) < len(meant):
        return meant[same + 1 :] == typed[same:] and same < len(meant) - 1
    if typed[same + 1 :] != meant[same:]:
        return False
    doubled = typed[same] in (typed[same - 1], typed[same + 1 : same + 2])
    return doubled or same < len(meant)


def without_endings(word: str, endings: Iterable[str]) -> Iterator[str]:
    """What is left of a word without each of the endings that it has; nothing shorter than a name."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_NAME:
            yield word.removesuffix(ending)


_JOINERS = frozenset("-.,_/'()")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbouring_keys() -> dict[str, str]:
    near: dict[str, str] = {}
    for r, row in enumerate(_ROWS):
        for c, key in enumerate(row):
            around = [
                _ROWS[y][x]
                for y in range(max(0, r - 1), min(3, r + 2))
                for x in range(max(0, c - 1), c + 2)
                if x < len(_ROWS[y]) and (y, x) != (r, c)
            ]
            near[key] = "".join(around)
    for vowel in "aeiou":  # vowels are mistaken for each other by ear, not by finger
        near[vowel] = near.get(vowel, "") + "aeiouy"
    near["y"] += "i"
    near["k"] += "c"
    near["c"] += "k"
    return near


_NEIGHBOURS = _neighbouring_keys()
