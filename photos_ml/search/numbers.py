"""One and several: 'dog' and 'dogs' ask for the same photos."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from photos_ml.planner.lang import default, language_of

MOST_WORDS = 3
"""Of a query that names a thing; longer ones tell of a scene, in which two dogs are not one."""


def both_numbers(text: str, nouns: frozenset[str]) -> tuple[str, ...]:
    """A text that names a thing, for one and for several of it, the same for both; any other as it is alone.
    `nouns`: names of things in the default language."""
    words = text.split()
    if not 0 < len(words) <= MOST_WORDS or language_of(text) is not default():
        return (text,)
    last = words[-1].casefold()
    one = _of_several(nouns).get(last, last)
    if _several_of(nouns).get(one) is None:
        return (text,)
    return tuple(" ".join([*words[:-1], noun]) for noun in (one, _several_of(nouns)[one]))


@lru_cache(maxsize=4)
def _several_of(nouns: frozenset[str]) -> Mapping[str, str]:
    """Noun -> its plural; without those that are one already ('jeans'), whose plural means something else
    ('glass'), and what is done ('running')."""
    language, doing = default(), default().endings.doing
    counted = {
        noun
        for noun in nouns
        if noun.isalpha() and language.singular(noun) == noun and not noun.endswith(doing or ("\0",))
    }
    return {noun: language.plural(noun) for noun in counted if language.plural(noun) not in nouns}


@lru_cache(maxsize=4)
def _of_several(nouns: frozenset[str]) -> Mapping[str, str]:
    return {several: one for one, several in _several_of(nouns).items()}
