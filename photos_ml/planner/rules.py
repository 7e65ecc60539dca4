"""The deterministic planner: words of a query to roles, roles to values, values to a plan."""

from __future__ import annotations

import threading
from datetime import date, datetime

from photos_ml.planner.assemble import assemble
from photos_ml.planner.clauses import find_clauses, find_undated_clauses
from photos_ml.planner.company import find_ages, find_counts
from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.dates.expressions import ExpressionReader
from photos_ml.planner.dates.words import DateContext, Words
from photos_ml.planner.filters import (
    find_address,
    find_favorites,
    find_fillers,
    find_lacking,
    find_media,
    find_order,
    find_quotes,
    find_ratings,
    keep_a_subject,
)
from photos_ml.planner.grounding import find_cameras, find_folders, find_keywords, find_people
from photos_ml.planner.lang import languages, told
from photos_ml.planner.lang.base import Language
from photos_ml.planner.negation import find_negations
from photos_ml.planner.places import GazetteerPlaces
from photos_ml.planner.reading import Draft, Places
from photos_ml.planner.spans import Span, SpanRole
from photos_ml.planner.tokens import tokenize
from photos_ml.planner.where import find_places, find_places_called_after_months
from photos_ml.saying import Saying

RULES = "rules"
MAX_READ_CHARS = 2_000
"""Only so much of a query is read for names and dates; what follows counts as text."""
MAX_TEXT_CHARS = 2_000
MOST_KEPT = 64
"""Of so many queries that were read last it is known what they ask."""
EARLIEST, LATEST = date(1800, 1, 1), date(9000, 1, 1)
"""A clock set beyond these is taken for one that stands there: days around it can still be counted."""

_DAY_FIRST_EXCEPT = frozenset(("", "US", "PH", "CA", "FM", "MH", "PW"))


class RulesPlanner:
    """Plans in a millisecond, with no model. Never raises for what the query says."""

    def __init__(self, places: Places | None = None) -> None:
        self._places = places or GazetteerPlaces()
        self._kept: dict[str, tuple[date, Known, dict[str, Language], PlannedQuery]] = {}
        self._lock = threading.Lock()

    def plan(self, query: str, known: Known, now: datetime) -> PlannedQuery:
        """Of what was asked before on this day, of the same names in the same languages, as it was read then:
        more of a page, its facets and its chips ask again."""
        with self._lock:
            found = self._kept.get(query)
        about = _day_of(now), known, languages()
        if found is None or found[:-1] != about:
            found = *about, assemble(self.read(query, known, now), RULES)
            with self._lock:
                self._kept.pop(query, None)
                self._kept[query] = found
                while len(self._kept) > MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
        return found[-1]

    def mark(self, query: str, known: Known, now: datetime) -> tuple[Span, ...]:
        """The roles the rules see, as spans: what a language model would have to mark."""
        draft = self.read(query, known, now)
        return tuple(
            Span(draft.tokens[r.start].start, draft.tokens[r.end - 1].end, r.role)
            for r in sorted(draft.readings, key=lambda r: r.start)
        )

    def read(self, query: str, known: Known, now: datetime) -> Draft:
        """Every word with its role and meaning. Surest first: what is read once is not read again."""
        draft = new_draft(query, known, now, self._places)
        find_quotes(draft)
        for language in draft.languages:
            draft.speak(language)
            find_all(draft)
        draft.speak(draft.languages[0])
        keep_a_subject(draft)
        return draft


def find_all(draft: Draft) -> None:
    """What the language that the draft speaks has words for, in the tokens that have no role yet."""
    find_address(draft)
    find_folders(draft)
    find_cameras(draft)
    find_long_places_and_dates(draft)
    find_keywords(draft)
    find_lacking(draft)
    find_ratings(draft)
    find_media(draft)
    find_favorites(draft)
    find_negations(draft)
    find_order(draft)
    find_fillers(draft)


def find_long_places_and_dates(draft: Draft) -> None:
    """People before dates ('April and Tom'), dates before places ('4th of July' before 'July, Brazil')."""
    find_people(draft)
    find_ages(draft)
    find_counts(draft)
    find_places_called_after_months(draft)
    find_dates(draft)
    find_places(draft)
    find_undated_clauses(draft)


def find_dates(draft: Draft) -> None:
    """Every expression of time in the tokens that have no role yet."""
    reader = ExpressionReader(Words(draft.unmarked(), draft.language, date_context(draft)))
    for expression in reader.expressions():
        if draft.free(expression.start, expression.end):
            draft.add(expression.start, expression.end, SpanRole.WHEN, expression)
    find_clauses(draft)


def date_context(draft: Draft) -> DateContext:
    country = draft.known.country.upper()
    day_first = draft.language.day_first or country not in _DAY_FIRST_EXCEPT
    return DateContext(draft.today, draft.known.southern, country, day_first)


def _day_of(now: datetime) -> date:
    """All that a query's meaning depends on of the clock."""
    return min(max(now.date(), EARLIEST), LATEST)


def new_draft(query: str, known: Known, now: datetime, places: Places) -> Draft:
    """An empty draft of the first part of a query."""
    head = query[:MAX_READ_CHARS]
    tokens = tokenize(head)
    today = _day_of(now)
    heard = told(head, tokens, country=known.country.upper(), chosen=known.language)
    draft = Draft(head, tokens, heard, known, today, places)
    if len(query) > MAX_READ_CHARS:
        words = f"only the first {MAX_READ_CHARS} characters were read"
        draft.notes.append(Saying("long", words, n=MAX_READ_CHARS))
    return draft
