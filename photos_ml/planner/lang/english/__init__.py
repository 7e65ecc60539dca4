"""English."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, words_in
from photos_ml.planner.lang.english import filters, frame, time, words
from photos_ml.planner.lang.english.nouns import TAG_WORDS, is_plural, plural, singular


def _tables() -> Tables:
    return {**frame.tables(), **filters.tables(), **time.tables()}


LANGUAGE = Language(
    code="en",
    name="English",
    countries=words_in("US GB IE CA AU NZ ZA IN SG PH JM TT"),
    accents=False,
    tables=_tables,
    markers=words_in(words.MARKERS),
    endings=Endings(
        possessive=("'s", "'"),
        name=("s",),
        ordinal=("st", "nd", "rd", "th"),
        decade=("s", "'s"),
        doing=("ing",),
        negative=("n't",),
    ),
    is_plural=is_plural,
    singular=singular,
    plural=plural,
    thing_captions=("a {} in the picture", "a person with a {}"),
    tag_words=TAG_WORDS,
    name_words=words_in(words.NAME_WORDS),
    place_words=words_in(words.PLACE_WORDS),
    given_names=words_in(words.GIVEN_NAMES),
    common_words=words_in(words.COMMON_WORDS),
    spelled=words_in(words.SPELLED),
    no_slips=words_in(words.NO_SLIPS),
    stop_words=words_in(words.STOP_WORDS),
    unseen_words=words_in(words.UNSEEN_WORDS),
    ideas=("last summer", "at Christmas", "sunset", "favourites"),
    times=time.OFTEN_ASKED,
)
