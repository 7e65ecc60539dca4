"""English."""

from __future__ import annotations

from functools import lru_cache

from photos_ml.planner.lang.base import Language
from photos_ml.planner.lang.english import filters, frame, time, words
from photos_ml.planner.lexicon import Lexicon


@lru_cache(maxsize=1)
def english() -> Language:
    """The English language, built on first use."""
    tables = {**frame.tables(), **filters.tables(), **time.tables()}
    return Language(
        code="en",
        lexicon=Lexicon(tables),
        day_first=False,
        capital_nouns=False,
        name_words=frozenset(words.NAME_WORDS.split()),
        place_words=frozenset(words.PLACE_WORDS.split()),
        given_names=frozenset(words.GIVEN_NAMES.split()),
        common_words=frozenset(words.COMMON_WORDS.split()),
        spelled=frozenset(words.SPELLED.split()),
        no_slips=frozenset(words.NO_SLIPS.split()),
    )
