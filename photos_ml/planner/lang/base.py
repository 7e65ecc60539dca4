"""What a language is to the planner: phrase tables by kind, and a few facts about its spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from photos_ml.planner.lexicon import Lexicon

Tables = Mapping[str, Mapping[str, Any]]


class Language(NamedTuple):
    """One language. `day_first`: 3/4/2020 is 3 April. `name_words`: first names that are also plain words."""

    code: str
    lexicon: Lexicon
    day_first: bool
    capital_nouns: bool
    """Every noun has a capital, so that a capital tells no name."""
    name_words: frozenset[str]
    place_words: frozenset[str]
    """Place names that are also plain words: taken for a place only after 'in', 'near', ..."""
    given_names: frozenset[str]
    """Place names that are also first names: taken for a place where the library has it, or after 'in'."""
    common_words: frozenset[str]
    """Plain words a small typo must not turn into a name."""
    spelled: frozenset[str] = frozenset()
    """Words of the lexicon in which one slip of the finger is mended."""
    no_slips: frozenset[str] = frozenset()
    """Plain words that are one slip away from one of `spelled`: 'marsh', 'mourning'."""


def each(words: str, value: Any = True) -> dict[str, Any]:
    """Every phrase of a comma-separated string -> `value`."""
    return {phrase.strip(): value for phrase in words.split(",") if phrase.strip()}


def numbered(*phrases: str, start: int = 1) -> dict[str, int]:
    """Each argument is a comma-separated string of forms of the next number."""
    return {form.strip(): start + k for k, forms in enumerate(phrases) for form in forms.split(",")}
