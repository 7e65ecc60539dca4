"""English nouns: one and several."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TAG_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("person", "persons", "anybody", "anyone", "somebody", "someone", "humans"), "people"
        ),
        **dict.fromkeys(("kid", "kids"), "child"),
        **dict.fromkeys(("puppy", "puppies"), "dog"),
        **dict.fromkeys(("kitten", "kittens"), "cat"),
        **dict.fromkeys(("bike", "bikes"), "bicycle"),
    }
)
"""Other words for what a tag says."""
_UNTOUCHED = ("ss", "us", "is")
_UNEVEN: Mapping[str, str] = MappingProxyType(
    dict(
        pair.split()
        for pair in (
            "man men,woman women,child children,person people,foot feet,tooth teeth,mouse mice,goose geese,"
            "leaf leaves,knife knives,wolf wolves,scarf scarves,shelf shelves,calf calves,loaf loaves,"
            "tomato tomatoes,potato potatoes,mango mangoes,fish fish,sheep sheep,deer deer,moose moose"
        ).split(",")
    )
)
"""Nouns whose plural no ending makes."""
_ONE_OF = {several: one for one, several in _UNEVEN.items() if several != "people"}


def is_plural(word: str) -> bool:
    """'dogs'; not 'glass'."""
    return word.endswith("s") and not word.endswith("ss")


def singular(word: str) -> str:
    """'dogs' -> 'dog', 'beaches' -> 'beach', 'berries' -> 'berry'; 'glass' stays."""
    if word in _ONE_OF:
        return _ONE_OF[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_UNTOUCHED):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def plural(word: str) -> str:
    """'dog' -> 'dogs', 'beach' -> 'beaches', 'berry' -> 'berries'."""
    if word in _UNEVEN or word in _UNEVEN.values():
        return _UNEVEN.get(word, word)
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
