"""Tags that a query speaks of, and the photos that have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from photos_ml.planner.lang import default, language_of
from photos_ml.saying import Saying
from photos_ml.search.words import content_words
from photos_ml.store import Tags
from photos_ml.store.ids import among, common, distinct
from photos_ml.types import Tag
from photos_ml.vectors.base import Ids

MOST_WORDS = 4
"""Content words of the longest tag."""


@dataclass(frozen=True, slots=True)
class TaggedPhotos:
    """Photos with every tag that a query speaks of: ids ascending, and how surely each has all of them.
    `whole`: the query says nothing but these tags; then `denied` are those of which the user says that they
    do not show one of them, and `sure` those of which the user says that they show all."""

    words: tuple[str, ...]
    whole: bool
    ids: Ids
    chances: npt.NDArray[np.float32]
    denied: Ids
    sure: Ids


_NONE = np.empty(0, np.int64)
NO_TAGS = TaggedPhotos((), False, _NONE, np.empty(0, np.float32), _NONE, _NONE)


def spoken_of(text: str, names: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The tags among `names` that a text speaks of, longer ones first, and whether they are all of it."""
    asked, known = language_of(text), _by_words(tuple(names))
    words = tuple(asked.tag_words.get(word) or asked.singular(word) for word in content_words(text))
    found, covered, start = list[str](), 0, 0
    while start < len(words):
        for length in range(min(MOST_WORDS, len(words) - start), 0, -1):
            if name := known.get(words[start : start + length]):
                found.append(name)
                covered += length
                start += length - 1
                break
        start += 1
    return tuple(dict.fromkeys(found)), bool(found) and covered == len(words)


@lru_cache(maxsize=8)
def _by_words(names: tuple[str, ...]) -> Mapping[tuple[str, ...], str]:
    """Content words of a tag, each for one of it -> the tag."""
    return {tuple(map(default().singular, content_words(name))): name for name in names}


def find_by_tags(tags: Tags | None, text: str) -> TaggedPhotos:
    """The photos that have all tags a text speaks of."""
    words, whole = spoken_of(text, tags.names()) if tags and text else ((), False)
    if tags is None or not words:
        return NO_TAGS
    pairs = [tags.photos_with(word) for word in words]
    denied = [tags.said_of(word, given=False) for word in words] if whole else [_NONE]
    sure = reduce(common, (tags.said_of(word, given=True) for word in words))
    if len(pairs) == 1:
        return TaggedPhotos(words, whole, *pairs[0], denied[0], sure)
    ids = reduce(common, (ids for ids, _ in pairs))
    chances = [chance[among(own, ids)] for own, chance in pairs]
    least = np.min(chances, axis=0).astype(np.float32)
    return TaggedPhotos(words, whole, ids, least, distinct(np.concatenate(denied)), sure)


def with_any(tags: Tags | None, phrases: Sequence[str]) -> Ids:
    """Photos tagged with what one of these phrases is as a whole, ascending."""
    found = [np.empty(0, np.int64)]
    for phrase in phrases if tags else ():
        tagged = find_by_tags(tags, phrase)
        if tagged.whole:
            found.append(tagged.ids)
    return distinct(np.concatenate(found))


def said(own: Sequence[Tag], asked: Iterable[str]) -> tuple[str, ...]:
    """Which of a photo's tags were asked for, as reasons."""
    wanted = frozenset(asked)
    found = [tag for tag in own if tag.word in wanted]
    return tuple(
        Saying("yours", f"by you: {tag.word}", tag=tag.word)
        if tag.by_hand
        else Saying(
            "tagged",
            f"recognised: {tag.word} ({tag.probability:.0%})",
            tag=tag.word,
            share=f"{tag.probability:.0%}",
        )
        for tag in found
    )
