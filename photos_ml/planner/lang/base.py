"""What a language is to the planner and to search: phrase tables by kind, sets of words, endings of words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from photos_ml.planner.lexicon import Lexicon
from photos_ml.planner.tokens import fold

Tables = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Endings:
    """What a language puts at the end of a word, folded; nothing where it has no such ending."""

    possessive: tuple[str, ...] = ()
    """Of whom something is, the longest first: "anna's", "james'"."""
    name: tuple[str, ...] = ()
    """The same, or several of that name, with no apostrophe: 'toms birthday'."""
    ordinal: tuple[str, ...] = ()
    """After digits: '3rd'. A full stop after them is the phrase kind 'ordinal dot'."""
    decade: tuple[str, ...] = ()
    """After digits: '90s'."""
    doing: tuple[str, ...] = ()
    """Of what somebody does: 'dancing'."""
    negative: tuple[str, ...] = ()
    """Of a verb that says no: "isn't"."""


def _never(word: str) -> bool:
    return False


def _as_it_is(word: str) -> str:
    return word


@dataclass(frozen=True, eq=False)
class Language:
    """One language; all words are compared folded. Only `code` and `tables` are needed: what is left out is
    not understood."""

    code: str
    """ISO 639."""
    tables: Callable[[], Tables]
    """Phrases by kind, made at the first use of the lexicon."""
    markers: frozenset[str] = frozenset()
    """Words that tell this language: small and frequent ones, and no words of another language."""
    name: str = ""
    """As those who speak it write it: 'Deutsch'."""
    countries: frozenset[str] = frozenset()
    """ISO 3166 codes of where it is spoken: tells it from another that shares all words of a query."""
    accents: bool = True
    """Whether its words are typed with accents; a word that has one is of no other language."""
    elided: Mapping[str, str] = field(default_factory=dict)
    """What is left of a small word in front of an apostrophe -> the word: 'l' of "l'été"."""
    endings: Endings = field(default_factory=Endings)
    day_first: bool = False
    """3/4/2020 is 3 April."""
    capital_nouns: bool = False
    """Every noun has a capital, so that a capital tells no name."""
    is_plural: Callable[[str], bool] = _never
    """Whether a noun speaks of several."""
    singular: Callable[[str], str] = _as_it_is
    """A noun that speaks of several as it is for one; any other word stays."""
    plural: Callable[[str], str] = _as_it_is
    """A noun as it is for several."""
    thing_captions: tuple[str, ...] = ()
    """How captions tell of a thing, '{}' for its name."""
    tag_words: Mapping[str, str] = field(default_factory=dict)
    """Words that the tags of pictures say otherwise, which are English: 'kids', 'bikes'."""
    name_words: frozenset[str] = frozenset()
    """First names that are also plain words."""
    place_words: frozenset[str] = frozenset()
    """Place names that are also plain words: taken for a place only after 'in', 'near', ..."""
    given_names: frozenset[str] = frozenset()
    """Place names that are also first names: taken for a place where the library has it, or after 'in'."""
    common_words: frozenset[str] = frozenset()
    """Plain words a small typo must not turn into a name."""
    spelled: frozenset[str] = frozenset()
    """Words of the lexicon in which one slip of the finger is mended."""
    no_slips: frozenset[str] = frozenset()
    """Plain words that are one slip away from one of `spelled`: 'marsh', 'mourning'."""
    stop_words: frozenset[str] = frozenset()
    """Words that are not looked for in what is written of a photo."""
    unseen_words: frozenset[str] = frozenset()
    """What no single picture shows: beside a date or a place such a word asks for nothing more."""
    ideas: tuple[str, ...] = ()
    """Queries to begin with."""
    times: tuple[str, ...] = ()
    """Times that are often asked for, as a half-typed query may go on."""

    @cached_property
    def months(self) -> frozenset[str]:
        """Names of months with their accents."""
        return frozenset(self.tables().get("month", ()))

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.tables(), self.elided)


def each(words: str, value: Any = True) -> dict[str, Any]:
    """Every phrase of a comma-separated string -> `value`."""
    return {phrase.strip(): value for phrase in words.split(",") if phrase.strip()}


def numbered(*phrases: str, start: int = 1) -> dict[str, int]:
    """Each argument is a comma-separated string of forms of the next number."""
    return {form.strip(): start + k for k, forms in enumerate(phrases) for form in forms.split(",")}


def folded(*lists: str) -> frozenset[str]:
    """The phrases of these lists, as `each` takes them, without accents and capitals."""
    return frozenset(fold(phrase) for phrases in lists for phrase in each(phrases))


def words_in(text: str) -> frozenset[str]:
    """The words of a text with spaces between."""
    return frozenset(text.split())
