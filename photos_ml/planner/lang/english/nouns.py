"""English nouns: one and several."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TAG_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("person", "persons", "anybody", "anyone", "somebody", "someone", "humans"), "people"
        ),
        **dict.fromkeys(("kid", "kids", "children"), "child"),
        **dict.fromkeys(("puppy", "puppies"), "dog"),
        **dict.fromkeys(("kitten", "kittens"), "cat"),
        **dict.fromkeys(("bike", "bikes"), "bicycle"),
        "men": "man",
        "women": "woman",
        "leaves": "leaf",
        "knives": "knife",
        "wolves": "wolf",
    }
)
"""What a plural's ending does not tell, and other words for what a tag says."""
_UNTOUCHED = ("ss", "us", "is")


def is_plural(word: str) -> bool:
    """'dogs'; not 'glass'."""
    return word.endswith("s") and not word.endswith("ss")


def singular(word: str) -> str:
    """'dogs' -> 'dog', 'beaches' -> 'beach', 'berries' -> 'berry'; 'glass' stays."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(_UNTOUCHED):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]
