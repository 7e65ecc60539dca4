"""When bare words are a time: 'may', 'summer', 'morning' and 'christmas' also mean other things."""

from __future__ import annotations

from photos_ml.planner.dates.ranges import Read
from photos_ml.planner.dates.values import Repeating, Yearly
from photos_ml.planner.dates.words import Words
from photos_ml.planner.tokens import is_word


class Meaning:
    """Judges words that could be a time by what stands around them."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def said_by_preposition(self, preposition: str, at: int, article: bool, inner: Read) -> bool:
        words = self._words
        lexicon = words.lexicon
        word = words.word(words.skip(at, "the"))
        if lexicon.has(word, "weak month"):
            return (
                not article
                and lexicon.has(preposition, "before month")
                and not words.content_follows(inner.end)
            )
        if lexicon.has(word, "daypart") or lexicon.has(word, "dayparts"):
            wanted = ("before daypart",) if not article else ("before the daypart",)
            return any(lexicon.has(preposition, kind) for kind in wanted) and not words.content_follows(
                inner.end
            )
        if lexicon.has(word, "season"):
            return not (words.content_follows(inner.end) and not article)
        if isinstance(inner.values[0], Repeating):
            return not words.find(at, "a")
        return True

    def meant(self, at: int, found: Read, *, after_date: bool) -> bool:
        """Whether bare words such as 'may', 'summer' or 'morning' are a time, by what stands around them."""
        words = self._words
        begin = words.skip(at, "the")
        lexicon, first = words.lexicon, words.word(begin)
        if begin != at and lexicon.has(first, "weak month"):
            return False  # 'the march in berlin'
        if words.find(begin - 1, "last") and lexicon.has(first, "daypart"):
            return False  # 'our last night in rome'
        alone = self._alone(at, found.end)
        if lexicon.has(first, "weak month") or lexicon.has(first, "weak season"):
            return alone or (len(found.values) > 1)
        if alone or (after_date and not words.find(at - 1, "the")):
            return True
        if len(found.values) > 1 and all(isinstance(value, Yearly) for value in found.values):
            return not words.find(found.end, "seasonal thing")  # 'spring and autumn walks'
        if words.content_follows(found.end) or words.lexicon.find_any(
            words.tokens, at - 1, ("a", "owner", "with")
        ):
            return False
        if lexicon.has(first, "daypart") or lexicon.has(first, "dayparts"):
            return at == 0 or not self._content_before(at)
        return not lexicon.find(words.tokens, at - 1, "season adjective")

    def _content_before(self, at: int) -> bool:
        words = self._words
        before = [k for k in range(at) if is_word(words.tokens[k])]
        return bool(before) and words.content_follows(before[-1])

    def _alone(self, start: int, end: int) -> bool:
        """Nothing but small words around."""
        rest = (*range(start), *range(end, len(self._words.tokens)))
        return not any(self._words.content_follows(k) for k in rest)

    def compound(self, at: int, found: Read) -> bool:
        """'christmas tree', 'easter egg', 'summer dress', '70s party': the thing, not the time."""
        words = self._words
        if words.find(at, "genitive") and words.find(at - 1, "thing of a time"):
            return True  # 'árbol de navidad'
        last = words.word(found.end - 1)
        if words.decade(found.end - 1) and words.find(found.end, "decade thing"):
            return True
        if last.isdecimal() or len(found.values) > 1:
            return False
        if words.find(found.end, "daypart of an outing") and words.lexicon.find_any(
            words.tokens, found.end - 1, ("daypart", "dayparts")
        ):
            return True
        festive = next((k for k in range(found.end - 1, at - 1, -1) if words.find(k, "festive")), None)
        if festive is not None and words.find(found.end, words.find(festive, "festive").value):  # type: ignore[union-attr]
            return True
        bare = isinstance(found.values[0], Yearly) and words.lexicon.has(last, "season")
        return bool(bare and words.find(found.end, "seasonal thing"))
