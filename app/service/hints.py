"""What helps where little was found: what each condition keeps out, a slip in a word, a word nobody knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.chips import chips_json
from photos_ml.app.service.context import Context
from photos_ml.app.service.planning import known_names
from photos_ml.app.service.search import search_engine, search_photos, tag_words
from photos_ml.app.service.wording import tag_namer, tag_reader
from photos_ml.errors import UsageError
from photos_ml.planner.lang import DEFAULT, default
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.tokens import fold
from photos_ml.store.text import phrase

if TYPE_CHECKING:
    from photos_ml.search.engine import SearchResult

LEAST_LETTERS = 4
"""Of a word that may have a slip in it: shorter ones are one slip away from too many others."""
TWO_SLIPS = 7
"""Letters of a word that may have two."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Hints:
    """`gains`: label of a condition -> how many photos there are without it, where there are none with all.
    `meant`: the query with its slips mended, where that finds something. `strange`: words of the query that
    the model has hardly read, so that it may miss what is there. `read`: codes of the languages it reads,
    where the query is in letters of none."""

    gains: tuple[tuple[str, int], ...] = ()
    meant: str = ""
    strange: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON: what says nothing is left out."""
        gains = [{"label": label, "photos": photos} for label, photos in self.gains]
        words = {"strange": list(self.strange), "read": list(self.read)}
        found = {"gains": gains, "meant": self.meant, **words}
        return {name: value for name, value in found.items() if value}


def hints_for(
    context: Context,
    query: str,
    result: SearchResult,
    *,
    tags: Sequence[str] = (),
    chips: Sequence[dict[str, Any]] = (),
) -> Hints:
    """What to say beside a result; nothing where something was found that matches well. `chips`: those of
    the plan as they are shown, in English without."""
    if result.good:
        return Hints()
    engine, plan = search_engine(context), result.planned.plan
    gains: tuple[tuple[str, int], ...] = ()
    if not result.total and len(plan.chips()) > 1:
        gains = tuple(
            gain
            for gain in gains_of(chips or chips_json(plan), lambda rest: engine.reach(rest, tags))
            if gain[1]
        )
    foreign = result.planned.language not in ("", DEFAULT)
    strange = () if foreign else strange_words(context, plan.text)
    meant = ""
    if strange:
        known = context.while_unchanged("words meant", lambda: list(_words_meant(context)))
        meant = mended(query, strange, known)
    if meant and not search_photos(context, meant, planner="rules", limit=1, fold=False, tags=tags).good:
        meant = ""
    return Hints(gains, meant, strange, languages_read(context, plan.text))


def languages_read(context: Context, text: str) -> tuple[str, ...]:
    """What the model reads, where it has not read the letters of a text; nothing where it has."""
    from photos_ml.encoders.base import ReadsLanguages

    encoder = context.encoder
    return encoder.languages if isinstance(encoder, ReadsLanguages) and not encoder.reads(text) else ()


def gains_of(chips: Sequence[dict[str, Any]], reach: Callable[[QueryPlan], int]) -> Iterator[tuple[str, int]]:
    """Each condition of a plan by its chips, and how many photos the plan lets through without it. `reach`:
    how many a plan lets through."""
    for chip in chips:
        yield chip["label"], reach(QueryPlan.from_dict(chip["rest"]))


def strange_words(context: Context, text: str) -> tuple[str, ...]:
    """Words of a text that the model has hardly read, no tag says and nobody wrote of a photo."""
    from photos_ml.encoders.base import TellsStrangeWords

    encoder = context.encoder
    if not text or not isinstance(encoder, TellsStrangeWords):
        return ()
    known = context.while_loaded(
        "words of tags", lambda: {word for name in tag_words(context) for word in _words_of(name)}
    )
    singular, written = default().singular, context.library().match_ids
    return tuple(
        word
        for word in encoder.strange_words(text)
        if not {word, singular(word)} & known and not len(written(phrase(word)))
    )


def mended(query: str, strange: Sequence[str], known: Iterable[tuple[str, int]]) -> str:
    """The query with each strange word put as the known one it is a slip of, the most frequent first; ''
    where none is. `known`: words and how many photos they are of."""
    words = {word: photos for word, photos in known if len(word) >= LEAST_LETTERS}
    result = query
    for typed in strange:
        allowed, letters = 2 if len(typed) >= TWO_SLIPS else 1, set(typed)
        # A slip puts one letter in another's place: what shares too few is spared the counting.
        alike = [word for word in words if len(letters ^ set(word)) <= 2 * allowed]
        near = [(slips(typed, word), -words[word], word) for word in alike]
        near = [one for one in near if 0 < one[0] <= allowed] if len(typed) >= LEAST_LETTERS else []
        if near:
            result = re.sub(rf"(?i)\b{re.escape(typed)}\b", min(near)[2], result)
    return "" if result == query else result


def tags_meant(context: Context, said: Iterable[str]) -> tuple[str, ...]:
    """The tags by their English names, said in the language of the app or in English; UsageError where one
    is none, with those that are nearest."""
    return tuple(_tag_meant(context, tag) for tag in said)


def _tag_meant(context: Context, said: str) -> str:
    from photos_ml.search.tagged import spoken_of

    own = context.tags.names()
    if said in own:
        return said
    meant, names = tag_reader(context)(said), (*tag_words(context), *own)
    if not names or spoken_of(meant, names)[1]:
        return meant
    near = nearest_tags(said, names, tag_namer(context))
    hint = f"the nearest: {', '.join(near)}" if near else "photos-ml tags lists them"
    raise UsageError(f"there is no tag '{said}'", hint=hint)


def nearest_tags(said: str, names: Iterable[str], called: Callable[[str], str]) -> tuple[str, ...]:
    """What tags are called that are written like this in either language, the most alike first."""
    from difflib import get_close_matches

    written = {form: called(name) for name in names for form in (name, fold(called(name)))}
    near = get_close_matches(fold(said), written, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(written[form] for form in near))


def slips(typed: str, meant: str, most: int = 2) -> int:
    """Letters dropped, added, changed or swapped with the next between two words (optimal string alignment);
    `most` + 1 for more than that."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before, row = list[int](), list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)


def _words_meant(context: Context) -> Iterator[tuple[str, int]]:
    """Single words that a query may have meant, and how many photos have them."""
    written = Counter(word for said in context.library().captions() for word in set(_words_of(said)))
    yield from written.items()
    known = known_names(context)
    counts = {tag.word: tag.photos for tag in context.tags.counts()}
    named = (*known.people, *known.places, *known.keywords, *known.cameras, *known.folders)
    for name in (*tag_words(context), *named):
        for word in _words_of(name):
            yield word, counts.get(name, 0)
    yield from ((word, 0) for word in default().spelled)


def _words_of(name: str) -> list[str]:
    return [word for word in _WORD.findall(fold(name)) if word not in default().stop_words]
