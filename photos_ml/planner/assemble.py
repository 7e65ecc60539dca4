"""Readings to a plan: who is wanted together, which days, what text is left, and the evidence of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.dates.combine import combine
from photos_ml.planner.dates.expressions import Expression
from photos_ml.planner.filters import Ordered
from photos_ml.planner.grounding import Person
from photos_ml.planner.lang import not_read
from photos_ml.planner.negation import unwanted
from photos_ml.planner.plan import People, QueryPlan
from photos_ml.planner.reading import Draft, Reading, pieces
from photos_ml.planner.seen import soft_fields, words_to_see
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import fold, is_word
from photos_ml.saying import Saying

_OUTSIDE = {"future": "in the future", "early": "before the first photo"}


def assemble(draft: Draft, planner: str) -> PlannedQuery:
    """The plan of a finished draft."""
    values: dict[str, Any] = {}
    evidence: dict[str, tuple[str, ...]] = {}

    def put(field: str, value: object, readings: Iterable[Reading]) -> None:
        words = pieces(readings, draft)
        if value and words:
            values[field] = value
            evidence[field] = words

    _put_when(draft, values, evidence)
    places = draft.with_role(SpanRole.WHERE)
    put("places", _unique(str(r.value) for r in places), places)
    elsewhere = [(r, place) for r in draft.with_role(SpanRole.NOT) if (place := unwanted(r, SpanRole.WHERE))]
    put("not_places", _unique(str(place.value) for _, place in elsewhere), [r for r, _ in elsewhere])
    people, shown = _people(draft)
    put("people", people, shown)
    _put_not(draft, put)
    _put_filters(draft, put)
    text, text_words = remaining_text(draft)
    if text:
        values["text"] = text
        evidence["text"] = text_words
    soft = tuple(field for field in soft_fields(draft) if text and field in values)
    plan = QueryPlan(**values, soft=soft, evidence=evidence)
    seen = words_to_see(draft, soft) if text else ""
    strange = not_read(draft.told, text, seen=draft.known.letters)
    notes = tuple(dict.fromkeys([*draft.notes, strange] if strange else draft.notes))
    language = "" if strange else draft.languages[0].code
    return PlannedQuery(plan, planner, notes, picture_text=seen, language=language)


def _put_when(draft: Draft, values: dict[str, Any], evidence: dict[str, tuple[str, ...]]) -> None:
    expressions = [r.value for r in draft.with_role(SpanRole.WHEN) if isinstance(r.value, Expression)]
    combined = combine(expressions, draft.today, draft.known.first)
    for expression, why in combined.outside:
        words = draft.quote(expression.start, expression.end)
        draft.notes.append(Saying(why, f"'{words}' is {_OUTSIDE[why]}", text=words))
    for field, value, said in (
        ("taken", combined.when.taken, combined.taken_from),
        ("recurring", combined.when.recurring, combined.recurring_from),
        ("not_taken", combined.when.not_taken, combined.not_taken_from),
        ("not_recurring", combined.when.not_recurring, combined.not_recurring_from),
    ):
        if value:
            values[field], evidence[field] = value, _quotes(draft, said)


def _quotes(draft: Draft, expressions: Iterable[Expression]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(draft.quote(one.start, one.end) for one in expressions))


def _people(draft: Draft) -> tuple[People, list[Reading]]:
    """All of them, or any where 'or' stands between; 'only' before, or 'alone' after, means nobody else."""
    readings = draft.with_role(SpanRole.WHO)
    groups = _groups(draft, readings)
    every = [group[0] for group in groups if len(group) == 1 and len(_names(group[0])) == 1]
    either = [r for group in groups for r in group if r not in every]
    none = [r for r in draft.with_role(SpanRole.NOT) if unwanted(r, SpanRole.WHO)]
    only = _only(draft, readings)
    people = People(
        all=_unique(name for r in every for name in _names(r)),
        any=_unique(name for r in either for name in _names(r)),
        none=_unique(name for r in none for name in _names(unwanted(r, SpanRole.WHO))),
        only=bool(only),
    )
    return people, [*readings, *none, *only]


def _names(reading: Reading | None) -> tuple[str, ...]:
    return reading.value.names if reading and isinstance(reading.value, Person) else ()


def _groups(draft: Draft, readings: list[Reading]) -> list[list[Reading]]:
    """People joined by 'or' (or a comma in such a list) make one group."""
    groups: list[list[Reading]] = []
    for reading in readings:
        before = groups[-1][-1] if groups else None
        links = [draft.word(k) for k in range(before.end, reading.start)] if before else []
        joined = bool(links) and all(draft.lexicon.has(word, "or") or word in ",/" for word in links)
        if joined and (any(draft.lexicon.has(word, "or") for word in links) or _list_has_or(draft, reading)):
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return groups


def _list_has_or(draft: Draft, reading: Reading) -> bool:
    """Whether a list goes on to an 'or': the comma of 'anna, ben or tom'."""
    at = reading.end
    while at < len(draft.tokens) and (draft.word(at) == "," or draft.roles[at] is SpanRole.WHO):
        at += 1
    return draft.lexicon.has(draft.word(at), "or")


def _only(draft: Draft, readings: list[Reading]) -> list[Reading]:
    if not readings:
        return []
    said = []
    start, end = readings[0].start, readings[-1].end
    before = draft.ends_with(start, "only before")
    if before is not None and _next_to(draft, before, start):
        said.append(draft.add(before, start, SpanRole.OTHER))
    after = draft.find(end + 1 if draft.word(end) == "," else end, "only after")
    if after:
        said.append(draft.add(end, after.end, SpanRole.OTHER))
    return said


def _next_to(draft: Draft, start: int, end: int) -> bool:
    found = draft.lexicon.find(draft.tokens, start, "only before")
    return found is not None and found.end == end


def _put_not(draft: Draft, put: Any) -> None:
    things = [r for r in draft.with_role(SpanRole.NOT) if isinstance(r.value, tuple)]
    put("without", _unique(str(thing) for r in things for thing in r.value), things)  # type: ignore[attr-defined]


def _put_filters(draft: Draft, put: Any) -> None:
    media = draft.with_role(SpanRole.MEDIA)
    put("media", _unique(str(r.value) for r in media), media)
    cameras = draft.with_role(SpanRole.CAMERA)
    put("camera", cameras[0].value if cameras else "", cameras[:1])
    folders = draft.with_role(SpanRole.FOLDER)
    put("folders", _unique(str(r.value) for r in folders), folders)
    exact = draft.with_role(SpanRole.EXACT)
    put("exact", _unique(str(r.value) for r in exact), exact)
    favorites = draft.with_role(SpanRole.FAVORITE)
    put("favorite", bool(favorites), favorites)
    ratings = draft.with_role(SpanRole.RATING)
    put("min_rating", ratings[0].value if ratings else None, ratings[:1])
    faces = draft.with_role(SpanRole.FACES)
    put("faces", faces[0].value if faces else None, faces[:1])
    ages = draft.with_role(SpanRole.AGE)
    put("age", ages[0].value if ages else None, ages[:1])
    lacking = draft.with_role(SpanRole.LACKS)
    put("lacks", _unique(str(r.value) for r in lacking), lacking)
    ordered = [
        r
        for r in (*draft.with_role(SpanRole.ORDER), *draft.with_role(SpanRole.LIMIT))
        if isinstance(r.value, Ordered)
    ]
    orders = [r for r in ordered if r.value.order]  # type: ignore[attr-defined]
    put("order", orders[0].value.order if orders else "", orders[:1])  # type: ignore[attr-defined]
    limits = [r for r in ordered if r.value.limit]  # type: ignore[attr-defined]
    put("limit", limits[0].value.limit if limits else None, limits[:1])  # type: ignore[attr-defined]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def remaining_text(draft: Draft) -> tuple[str, tuple[str, ...]]:
    """Words without a role, in lower case, small words at the edges of each run left out; and the runs
    verbatim.
    """
    texts: list[str] = []
    quotes: list[str] = []
    for start, end in _runs(draft):
        begin, stop = _trimmed(draft, start, end)
        if begin < stop:
            texts.append(_plain(draft, begin, stop))
            quotes.append(draft.quote(begin, stop))
    kept = [(text, quote) for text, quote in zip(texts, quotes, strict=True) if text]
    if _says_no_more(draft, [text for text, _ in kept]):
        return "", ()
    return " ".join(text for text, _ in kept), tuple(dict.fromkeys(quote for _, quote in kept))


def _says_no_more(draft: Draft, texts: Sequence[str]) -> bool:
    """Whether beside a place, a time or people only 'trip' or 'holiday' is left, which no picture shows."""
    words = {fold(word) for text in texts for word in text.split()}
    rest = {word for word in words if not draft.lexicon.has(word, "stop")}
    told = any(r.role in _TOLD for r in draft.readings)
    return told and bool(words) and rest <= draft.language.unseen_words


_TOLD = frozenset((SpanRole.WHERE, SpanRole.WHEN, SpanRole.WHO))


def _runs(draft: Draft) -> Iterable[tuple[int, int]]:
    start = None
    for k in range(len(draft.tokens) + 1):
        inside = k < len(draft.tokens) and draft.roles[k] in (None, SpanRole.WHAT)
        if inside and start is None:
            start = k
        elif not inside and start is not None:
            yield start, k
            start = None


def _trimmed(draft: Draft, start: int, end: int) -> tuple[int, int]:
    while start < end and _small(draft, start):
        phrase = draft.small(start, end) if draft.roles[start] is None else None
        start = phrase.end if phrase else start + 1
    while end > start and (_small(draft, end - 1) or _over_a_place(draft, end - 1)):
        if _particle(draft, end - 1):
            break
        end -= 1
    return start, end


def _over_a_place(draft: Draft, at: int) -> bool:
    """The 'over' of 'videos over tenby': it belongs to the place, which is no text."""
    return draft.role(at + 1) is SpanRole.WHERE and draft.lexicon.has(draft.word(at), "in place")


def _particle(draft: Draft, at: int) -> bool:
    """The 'up' of 'growing up': part of the verb before it."""
    verb = draft.lexicon.has(draft.word(at), "particle") and draft.role(at - 1) is None
    return verb and draft.content(at - 1) and draft.word(at - 1).endswith(draft.language.endings.doing)


def _small(draft: Draft, at: int) -> bool:
    token = draft.tokens[at]
    if draft.roles[at] is SpanRole.WHAT:
        return False
    if not is_word(token):
        return unicodedata.category(token.word[0]) != "So"
    return draft.small(at) is not None


def _plain(draft: Draft, start: int, end: int) -> str:
    """Words with single spaces; marks only where they join two words ('t-shirt') and symbols such as
    emoji.
    """
    out = ""
    for k in range(start, end):
        token = draft.tokens[k]
        if not is_word(token):
            symbol = unicodedata.category(token.word[0]) == "So"
            touching = (
                start < k < end - 1
                and draft.tokens[k - 1].end == token.start
                and draft.tokens[k + 1].start == token.end
            )
            if symbol:
                out += " " + token.word
            elif touching and token.word in "-&/":
                out += token.word
            continue
        touches = k > start and draft.tokens[k - 1].end == token.start
        glued = touches and (out[-1:] in "-&/" or draft.query[token.start - 1] in "'’")
        out += ("" if glued else " ") + draft.query[token.start : token.end].lower()
    return " ".join(out.split())
