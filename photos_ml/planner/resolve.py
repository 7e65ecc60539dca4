"""Marked spans to a plan: each role's reader sees only its own words, so a marker can suggest but never
invent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from photos_ml.planner.assemble import assemble
from photos_ml.planner.company import find_ages, find_counts
from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.dates.expressions import ExpressionReader
from photos_ml.planner.dates.words import Words
from photos_ml.planner.filters import (
    Ordered,
    add_order,
    count_at,
    find_favorites,
    find_lacking,
    find_media,
    find_ratings,
)
from photos_ml.planner.grounding import Person, find_cameras, find_folders, person_at
from photos_ml.planner.negation import cue_at, negate_from, not_then
from photos_ml.planner.places import GazetteerPlaces
from photos_ml.planner.reading import Draft, Places
from photos_ml.planner.rules import date_context, new_draft
from photos_ml.planner.spans import Span, SpanRole
from photos_ml.planner.where import narrow, place_at

RESOLVED = "spans"


def resolve_spans(
    query: str,
    spans: Sequence[Span],
    known: Known,
    now: datetime,
    *,
    planner: str = RESOLVED,
    places: Places | None = None,
) -> PlannedQuery:
    """The plan of a marked query. A span its role's reader cannot resolve goes back into the text.

    Words without a span stay in the text; of two spans that overlap the first counts.
    """
    draft = new_draft(query, known, now, places or GazetteerPlaces())
    apply_spans(draft, spans)
    return assemble(draft, planner)


def apply_spans(draft: Draft, spans: Sequence[Span]) -> None:
    """Let each span's reader explain its words, as far as they have no role yet."""
    for span in sorted(spans, key=lambda span: (span.role is SpanRole.NOT, span.start)):
        tokens = tokens_of(draft, span)
        if tokens and draft.free(*tokens):
            _READERS[span.role](draft, *tokens)
    narrow(draft)


def tokens_of(draft: Draft, span: Span) -> tuple[int, int] | None:
    """Tokens that lie in the span; a token it cuts belongs to it where most of it does."""
    inside = [
        k
        for k, token in enumerate(draft.tokens)
        if min(token.end, span.end) - max(token.start, span.start) > (token.end - token.start) / 2
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def _when(draft: Draft, start: int, end: int) -> None:
    """Whatever the span holds of time; a bare word such as 'may' counts, since it was marked, but not the
    'christmas' of a 'christmas market', of which a mark shows only a half.
    """
    around = ExpressionReader(Words(draft.unmarked(), draft.language, date_context(draft)))
    others = [k for k in range(len(draft.tokens)) if not start <= k < end]
    tokens = draft.unmarked()
    for k in others:
        tokens[k] = tokens[k]._replace(word="\x00", base="\x00")
    reader = ExpressionReader(Words(tokens, draft.language, date_context(draft)))
    cue = cue_at(draft, start)
    at = cue if cue and cue < end else start
    while at < end:
        found = reader.whole(at)
        half = at > start and draft.find(at - 1, "last", "ordinal") is not None  # 'our last night'
        half = half or around.names_a_thing(at)
        if found and not half and found.end <= end and draft.free(at, found.end):
            draft.add(at, found.end, SpanRole.WHEN, found)
            if cue == at:
                not_then(draft, start, at)
            at = found.end
        else:
            at += 1


def _where(draft: Draft, start: int, end: int) -> None:
    at = start
    while at < end:
        for stop in range(end, at, -1):
            name = place_at(draft, at, stop) if draft.free(at, stop) else None
            if name and not draft.lexicon.has(draft.word(at), "stop"):
                draft.add(at, stop, SpanRole.WHERE, name)
                at = stop
                break
        else:
            at += 1


def _who(draft: Draft, start: int, end: int) -> None:
    at = start
    while at < end:
        found = person_at(draft, at)
        if found and found[1] <= end and draft.free(at, found[1]):
            draft.add(at, found[1], SpanRole.WHO, Person(found[0]))
            at = found[1]
        else:
            at += 1


def _not(draft: Draft, start: int, end: int) -> None:
    """Names inside become unwanted people; other words, cue and fluff aside, unwanted things."""
    nobody = draft.find(start, "nobody")
    if nobody and nobody.end == end:
        draft.add(start, end, SpanRole.NOT, (nobody.value,))
        return
    begin = cue_at(draft, start) or start
    begin = begin if begin < end else start
    _who(draft, begin, end)
    negate_from(draft, start, begin, until=end)


def _within(*finders: Callable[[Draft], None]) -> Callable[[Draft, int, int], None]:
    """A reader that lets these finders see only the span."""

    def read(draft: Draft, start: int, end: int) -> None:
        hidden = [k for k, role in enumerate(draft.roles) if role is None and not start <= k < end]
        for k in hidden:
            draft.roles[k] = SpanRole.OTHER
        for finder in finders:
            finder(draft)
        for k in hidden:
            draft.roles[k] = None

    return read


def _order(draft: Draft, start: int, end: int) -> None:
    """An order or a limit; a bare word such as 'newest' counts, since it was marked."""
    at = start
    while at < end:
        after = add_order(draft, at, end)
        order = draft.find(at, "order") if after == at else None
        if order and order.end <= end:
            draft.add(at, order.end, SpanRole.ORDER, Ordered(str(order.value)))
            after = order.end
        at = max(after, at + 1)


def _limit(draft: Draft, start: int, end: int) -> None:
    """A number marked as a limit is one, whatever follows it."""
    _order(draft, start, end)
    for at in range(start, end):
        count = count_at(draft, at) if draft.roles[at] is None else None
        if count and count[1] <= end:
            draft.add(at, count[1], SpanRole.LIMIT, Ordered("", count[0]))


def _exact(draft: Draft, start: int, end: int) -> None:
    inner = draft.quote(start, end).strip("\"'“”„«» ")
    if inner:
        draft.add(start, end, SpanRole.EXACT, inner)


def _what(draft: Draft, start: int, end: int) -> None:
    return None


def _other(draft: Draft, start: int, end: int) -> None:
    draft.add(start, end, SpanRole.OTHER)


_READERS: Mapping[SpanRole, Callable[[Draft, int, int], None]] = MappingProxyType(
    {
        SpanRole.WHEN: _when,
        SpanRole.WHERE: _where,
        SpanRole.WHO: _who,
        SpanRole.NOT: _not,
        SpanRole.CAMERA: _within(find_cameras),
        SpanRole.FOLDER: _within(find_folders),
        SpanRole.MEDIA: _within(find_media),
        SpanRole.RATING: _within(find_ratings),
        SpanRole.FAVORITE: _within(find_favorites),
        SpanRole.LACKS: _within(find_lacking),
        SpanRole.FACES: _within(find_counts),
        SpanRole.AGE: _within(find_ages),
        SpanRole.ORDER: _order,
        SpanRole.LIMIT: _limit,
        SpanRole.EXACT: _exact,
        SpanRole.WHAT: _what,
        SpanRole.OTHER: _other,
    }
)
