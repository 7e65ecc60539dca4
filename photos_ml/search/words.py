"""Words of the query found in what is written of a photo: name, folder, caption, keywords, place, people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from photos_ml.store import Library

STOP_WORDS = frozenset(
    "a an and are as at be by for from has have her his i in into is it its me my near of on or our "
    "she some that the their them there they this to us was we were with you your "
    "photo photos picture pictures image images pic pics shot shots".split()
)
UNSEEN_WORDS = frozenset(
    "trip trips travel travels vacation vacations holiday holidays journey visit weekend "
    "tour stay day days time".split()
)
"""What no single picture shows: beside a date or a place such a word asks for nothing more."""
MAX_WORDS = 12
ROWS_A_WORD = 5000
"""A word that more photos have says too little to be worth listing them all."""
MEANING = "{caption keywords people place}"
LOCATION = "{name folder}"


@dataclass
class Written:
    """Which words of the query stand with one photo, and where."""

    meaning: set[str] = field(default_factory=set)
    """In its caption, keywords, people or place."""
    location: set[str] = field(default_factory=set)
    """In its file name or folder."""
    named: bool = False
    """Its file name holds the whole query."""

    def probability(self, words: int) -> float:
        """How likely the photo is meant, from 0 to 1: what somebody wrote of it counts more than its path."""
        if self.named:
            return 0.95
        meant = len(self.meaning) / words
        said = len(self.meaning | self.location) / words
        return max(0.9 * meant**2, 0.6 * said**2)


def content_words(text: str) -> list[str]:
    """Distinct words that carry meaning, in order, lower case."""
    found = dict.fromkeys(word for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS)
    return list(found)[:MAX_WORDS]


def find_written(library: Library, text: str) -> dict[int, Written]:
    """Photo id -> the words of `text` that stand with it; photos with none are left out."""
    found: dict[int, Written] = {}
    for word in content_words(text):
        for photo_id, _ in library.match_text(f'{MEANING} : "{word}"', ROWS_A_WORD):
            found.setdefault(photo_id, Written()).meaning.add(word)
        for photo_id, _ in library.match_text(f'{LOCATION} : "{word}"', ROWS_A_WORD):
            found.setdefault(photo_id, Written()).location.add(word)
    for photo_id, _ in _named(library, text):
        found.setdefault(photo_id, Written()).named = True
    return found


def find_exact(library: Library, phrases: Iterable[str]) -> set[int] | None:
    """Photos that have every phrase word for word, anywhere; None where no phrase is asked for."""
    result: set[int] | None = None
    for phrase in phrases:
        words = re.findall(r"\w+", phrase)
        expression = '"' + " ".join(words) + '"'
        hits = {photo_id for photo_id, _ in library.match_text(expression, ROWS_A_WORD)} if words else set()
        result = hits if result is None else result & hits
    return result


def _named(library: Library, text: str) -> list[tuple[int, float]]:
    """Photos whose file name holds the query: only where it looks like a file name, with a digit in it."""
    tokens = re.findall(r"[^\W_]+", text)
    if not tokens or not any(character.isdigit() for character in text):
        return []
    return library.match_text(f'name : "{" ".join(tokens)}"', ROWS_A_WORD)
