"""A query that names a thing, put in several ways: for one and for several, and as captions tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from photos_ml.encoders.base import Encoder, ReadsLanguages
from photos_ml.planner.lang import default, language_of

MOST_WORDS = 3
"""Of a query that names a thing; longer ones tell of a scene, in which two dogs are not one."""
MOST_NAME = 2
"""Words of a name in another language, of which nobody says which words are small."""


def ways_to_say(text: str, nouns: frozenset[str]) -> tuple[str, ...]:
    """The texts whose mean stands for a text that names a thing, the same for one and for several of it; any
    other text alone. `nouns`: names of things in the default language.

    Models learn from captions, not from lists of names: what it is worth is in the built-in one's card.
    """
    words = text.split()
    if not _names(words, text):
        return (text,)
    captions, last = default().thing_captions, words[-1].casefold()
    one = _of_several(nouns).get(last, last)
    if one not in _several_of(nouns):
        return text, *(caption.replace("a {}", "{}").format(text) for caption in captions)
    name, several = (" ".join([*words[:-1], noun]) for noun in (one, _several_of(nouns)[one]))
    return name, several, *(caption.format(name) for caption in captions)


def ways_to_ask(
    text: str, nouns: frozenset[str], encoder: Encoder, language: str = ""
) -> tuple[tuple[str, ...], bool]:
    """The texts whose mean stands for a text, as an encoder knows it best, and whether it names a thing. What
    is in another language is asked for in that one."""
    if not isinstance(encoder, ReadsLanguages):
        ways = ways_to_say(text, nouns)
        return ways, len(ways) > 1
    put = encoder.in_own_words(text, language)
    if encoder.at_home(put):
        ways = ways_to_say(put, nouns)
        return ways, len(ways) > 1
    names = 0 < len(text.split()) <= MOST_NAME
    return encoder.ways_to_name(text, language) if names else (text,), names


def _names(words: Sequence[str], text: str) -> bool:
    """Whether a text is short and has no word of a sentence in it: 'dog on sofa', 'boy running'."""
    if not 0 < len(words) <= MOST_WORDS or language_of(text) is not default():
        return False
    doing, small = default().endings.doing, default().stop_words
    folded = [word.casefold() for word in words]
    return not (small.intersection(folded) or (doing and folded[-1].endswith(doing)))


@lru_cache(maxsize=4)
def _several_of(nouns: frozenset[str]) -> Mapping[str, str]:
    """Noun -> its plural, by the last words of names; without those that are plurals already ('jeans'), whose
    plural means something else ('glass'), and what is done ('running')."""
    language = default()
    last = {noun.split()[-1] for noun in nouns}
    counted = {
        noun
        for noun in last
        if noun.isalpha()
        and language.singular(noun) == noun
        and not (language.endings.doing and noun.endswith(language.endings.doing))
    }
    return {noun: language.plural(noun) for noun in counted if language.plural(noun) not in nouns}


@lru_cache(maxsize=4)
def _of_several(nouns: frozenset[str]) -> Mapping[str, str]:
    return {several: one for one, several in _several_of(nouns).items()}
