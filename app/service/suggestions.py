"""What a half-typed query could become: what this library holds, and openings when nothing is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from photos_ml.app.service.context import Context
from photos_ml.app.service.latest import latest_searches
from photos_ml.app.service.planning import known_names, plan_query
from photos_ml.planner.lang import default, language_of, languages
from photos_ml.search.tagged import NO_TAGS, find_by_tags
from photos_ml.store import PhotoFilter

if TYPE_CHECKING:
    from photos_ml.planner.lang.base import Language
    from photos_ml.store import Facets, Tags

LIMIT = 8
LATEST = 4
STARTERS = 2
"""Searches, and names of each kind, in the openings."""
TELLING = 4
"""Letters that tell the language of a time: 'letz' is no name in another."""
MOST_WORDS = 8
"""At the end of what is typed: the longest name that is looked for there."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A whole query to put into the box, and what the name in it is."""

    query: str
    name: str
    kind: str
    """'person', 'place', 'time', 'thing', 'camera', 'folder', 'keyword', 'idea' or 'latest', a search of
    before."""
    photos: int | None = None
    """How many photos have it, where that is known."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something a query may speak of, and how many photos have it; None where nobody counted."""

    name: str
    kind: str
    photos: int | None = None


def suggestions_for(context: Context, typed: str) -> list[Suggestion]:
    """What a half-typed query could become."""
    if typed.strip():
        held = context.while_unchanged("held names", lambda: list(_held(context)))
        return suggest(typed, [*held, *_times(context, typed)], context.tags)
    often = _often(context)
    return openings(latest_searches(context), often.people, often.cities, context.settings.language)


def suggest(typed: str, names: Iterable[Name], tags: Tags | None = None) -> list[Suggestion]:
    """Names that the last words typed begin: the longest match first, then those that begin so before those
    of which a later word does, then those of most photos; none where nothing is typed. Of `tags`, what a
    photo shows together with the things before it: 'dog on the be' goes on to a bed, and to no bee."""
    return list(islice(_shown_together(_begun(typed, names), tags), LIMIT))


def _shown_together(found: Iterable[Suggestion], tags: Tags | None) -> Iterator[Suggestion]:
    before = cache(partial(find_by_tags, tags))
    for one in found:
        shown = before(one.query.removesuffix(one.name)) if tags and one.kind == "thing" else NO_TAGS
        if not shown.words:
            yield one
        elif tags and (both := np.intersect1d(shown.ids, tags.photos_with(one.name)[0])).size:
            yield replace(one, photos=both.size)


def _begun(typed: str, names: Iterable[Name]) -> list[Suggestion]:
    words = typed.split()
    first = max(len(words) - MOST_WORDS, 0)
    beginnings = [(start, _folded(" ".join(words[start:]))) for start in range(first, len(words))]
    found: dict[str, tuple[tuple[int, bool, int], Suggestion]] = {}
    for name in names:
        folded = _folded(name.name)
        for start, beginning in beginnings:
            if not _begins(folded, beginning):
                continue
            rank = start, not folded.startswith(beginning), -(name.photos or 0)
            whole = Suggestion(" ".join([*words[:start], name.name]), name.name, name.kind, name.photos)
            if folded not in found or rank < found[folded][0]:
                found[folded] = rank, whole
            break
    ranked = sorted(found.values(), key=lambda pair: pair[0])
    times = min((rank[0] for rank, one in ranked if one.kind == "time"), default=0)
    shown: dict[str, Suggestion] = {}
    for rank, one in ranked:
        if one.kind != "time" or rank[0] == times:  # 'last su' goes on to one time, not to 'last in summer'
            shown.setdefault(one.query.casefold(), one)
    return [*shown.values()]


def openings(
    latest: Iterable[str], people: Iterable[str], places: Iterable[str], language: str = ""
) -> list[Suggestion]:
    """What to begin with where nothing is typed: the latest searches, the first of these names, and ideas in
    the language that is chosen."""
    told = languages().get(language) or default()
    kinds = (
        ("latest", [*latest][:LATEST]),
        ("person", [*people][:STARTERS]),
        ("place", [*places][:STARTERS]),
        ("idea", told.ideas or default().ideas),
    )
    return [Suggestion(words, words, kind) for kind, names in kinds for words in names][:LIMIT]


def _often(context: Context) -> Facets:
    """What most photos are of: it is asked for most."""
    library = context.library()
    return context.while_unchanged("often", lambda: library.facets(library.photo_ids(PhotoFilter())))


def _held(context: Context) -> Iterator[Name]:
    """People, places, things, cameras, years, then what nobody counted."""
    often, known = _often(context), known_names(context)
    tags = {tag.word: tag.photos for tag in context.tags.counts()}
    counted: tuple[tuple[str, Iterable[str], Mapping[str, int]], ...] = (
        ("person", known.people, often.people),
        ("place", known.places, {**often.countries, **often.cities}),
        ("thing", tags, tags),
        ("time", often.years, often.years),
        ("camera", known.cameras, often.cameras),
        ("keyword", known.keywords, {}),
        ("folder", known.folders, {}),
    )
    for kind, names, photos in counted:
        yield from (Name(name, kind, photos.get(name)) for name in names)


def _times(context: Context, typed: str) -> Iterator[Name]:
    """The times that the last words typed begin and that some photo is of."""
    read = spoken(typed, context.settings.language)
    phrases = [Name(phrase, "time") for language in read for phrase in language.times]
    for one in _begun(typed, phrases):
        if photos := _photos_of(context, one.name):
            yield Name(one.name, "time", photos)


def spoken(typed: str, chosen: str) -> list[Language]:
    """The languages whose times are offered: the default and the chosen one, the one that the words before
    the last tell, and any of which a time begins with all that is typed where that is no mere syllable."""
    told = language_of(" ".join(typed.split()[:-1])).code
    beginning = _folded(typed.strip())
    return [
        language
        for code, language in languages().items()
        if code in (default().code, chosen, told)
        or (len(beginning) >= TELLING and any(_folded(time).startswith(beginning) for time in language.times))
    ]


def _photos_of(context: Context, time: str) -> int:
    """How many photos are of a time in words, counted once while the photos and the day stay the same."""
    from photos_ml.search.filter import filter_of

    counts = context.while_unchanged("photos of times", dict[tuple[str, str], int])
    now = context.clock.now()
    key = time, now.date().isoformat()
    if key not in counts:
        plan = plan_query(context, time, planner="rules", now=now).plan
        asked = replace(filter_of(plan, {}, lambda name, place: False), lenient=())
        counts[key] = context.library().count_matching(asked) if plan.taken or plan.recurring else 0
    return counts[key]


def _begins(folded: str, beginning: str) -> bool:
    """Whether the name, or a word of it, begins so and goes on."""
    return folded != beginning and (folded.startswith(beginning) or f" {beginning}" in folded)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
