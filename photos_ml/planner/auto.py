"""`auto`: the rules at once, a language model only where it may add something, and a merge that says who
did what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from photos_ml.errors import PlanError
from photos_ml.planner.assemble import assemble
from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.once import LoadMarker, MarkerOnce, one_line
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.reading import Draft, Places
from photos_ml.planner.resolve import apply_spans, resolve_spans, tokens_of
from photos_ml.planner.rules import RULES, RulesPlanner
from photos_ml.planner.spans import Marking, Span, SpanMarker, SpanRole
from photos_ml.planner.tokens import is_word

BUDGET_S = 1.5
"""Longest wait for the language model; the deterministic plan stands after it."""
MANY_WORDS = 6
"""Queries of fewer words are names and things, whose traps the rules know and the model falls into."""
TRUSTED = frozenset(
    {SpanRole.OTHER, SpanRole.WHAT, SpanRole.NOT, SpanRole.WHEN, SpanRole.WHERE, SpanRole.WHO}
)
"""What the model may say of words the rules left over. The words of the other roles are a closed list, which
the rules know whole: what they left of it they left on purpose ('my favorite mug', 'oldest tree in town')."""
MAX_ASKED_CHARS = 400
"""Longer queries are not shown to a small model: it would be slow, and lost."""


class AutoPlanner:
    """Rules first. The model is loaded when it is first needed, or, where the planner does not wait for that,
    asked only once it is loaded; absent, slow or wrong, the rules' plan stands.
    """

    def __init__(
        self,
        load: LoadMarker | MarkerOnce,
        places: Places | None = None,
        *,
        budget_s: float = BUDGET_S,
        waits: bool = True,
    ) -> None:
        self._waits = waits
        self._rules = RulesPlanner(places)
        self._marker = load if isinstance(load, MarkerOnce) else MarkerOnce(load)
        self._budget_s = budget_s

    def plan(self, query: str, known: Known, now: datetime) -> PlannedQuery:
        draft = self._rules.read(query, known, now)
        plain = assemble(draft, RULES)
        if not worth_asking(draft):
            return plain
        marker = self._marker.get(wait=self._waits)
        if marker is None:
            return replace(plain, working=self._marker.why_none())
        marking = marked(marker, query, known, now, self._budget_s)
        if isinstance(marking, str):
            return replace(plain, working=(f"{marking}: plan by rules",))
        return merged(plain, draft, marking, marker.name)


class LlmPlanner:
    """The model's marks alone, resolved by the same code; without a model or an answer, the rules, and
    says so.
    """

    def __init__(
        self, load: LoadMarker | MarkerOnce, places: Places | None = None, *, budget_s: float = BUDGET_S
    ) -> None:
        self._rules = RulesPlanner(places)
        self._places = places
        self._marker = load if isinstance(load, MarkerOnce) else MarkerOnce(load)
        self._budget_s = budget_s

    def plan(self, query: str, known: Known, now: datetime) -> PlannedQuery:
        marker = self._marker.get()
        if marker is None:
            why = self._marker.why_none() or ("no language model is installed, or it is off",)
            return self._by_rules(query, known, now, why[0])
        marking = marked(marker, query, known, now, self._budget_s)
        if isinstance(marking, str):
            return self._by_rules(query, known, now, marking)
        planned = resolve_spans(query, marking.spans, known, now, planner=marker.name, places=self._places)
        return replace(planned, picture_text=marking.picture_text or planned.picture_text)

    def _by_rules(self, query: str, known: Known, now: datetime, why: str) -> PlannedQuery:
        planned = self._rules.plan(query, known, now)
        return replace(planned, working=(f"{why}: plan by rules",))


def marked(marker: SpanMarker, query: str, known: Known, now: datetime, budget_s: float) -> Marking | str:
    """The model's marks, or why there are none, in words for the user."""
    if len(query) > MAX_ASKED_CHARS:
        return f"too long for {marker.name}"
    if not any(map(str.isalnum, query)):
        return f"no words for {marker.name}"
    try:
        found = marker.mark(query, known, now, budget_s)
    except PlanError as error:
        return one_line(error)
    return f"{marker.name} gave no answer in time" if found is None else found


def worth_asking(draft: Draft) -> bool:
    """Whether words are left of a sentence or a question; of short queries the rules read more."""
    if len(draft.query) > MAX_ASKED_CHARS or not any(draft.content(k) for k in draft.free_at()):
        return False
    asks = bool(draft.tokens) and draft.lexicon.has(draft.word(0), "asks")
    return asks or sum(map(is_word, draft.tokens)) >= MANY_WORDS


def merged(plain: PlannedQuery, draft: Draft, marking: Marking, name: str) -> PlannedQuery:
    """The rules' readings stand; the model's spans may only explain words the rules left over.

    A merge that would leave nothing of a text, or change a field the rules grounded, is not taken; of marks
    that cannot be right none is.
    """
    if not believable(draft, marking):
        return plain
    agreed = agrees(draft, marking)
    asks = asking(draft, marking)
    apply_spans(
        draft,
        [
            span
            for span in marking.spans
            if span.role in TRUSTED and (span.role is not SpanRole.OTHER or asks(span))
        ],
    )
    planner = f"{RULES}+{name}"
    both = assemble(draft, planner)
    if not _keeps(plain.plan, both.plan, may_be_empty=agreed):
        return replace(plain, picture_text=marking.picture_text or plain.picture_text)
    made_by = {
        field: RULES if getattr(both.plan, field) == getattr(plain.plan, field) else name
        for field in both.plan.evidence
    }
    changed = both.plan.text != plain.plan.text or name in made_by.values()
    if not changed and not marking.picture_text:
        return plain
    return replace(both, picture_text=marking.picture_text or both.picture_text, made_by=made_by)


def believable(draft: Draft, marking: Marking) -> bool:
    """False where something is unwanted but no word of the query says no, or a word that is also a name
    follows the noun it belongs to ('pencil mark') or asks ('will it be'): a model
    that slipped there is trusted in nothing.
    """
    for span in marking.spans:
        tokens = tokens_of(draft, span)
        if span.role is SpanRole.NOT and not any(_negative(draft, token.word) for token in draft.tokens):
            return False
        if tokens and span.role is SpanRole.WHO and _compound_name(draft, *tokens):
            return False
    return True


def asking(draft: Draft, marking: Marking) -> Callable[[Span], bool]:
    """Whether a span of words that the model left out may be dropped: only where the words left out
    around it ask, tell or hedge ('i need it for', 'it might be'), which shows in a pronoun, a verb of
    asking or the like. What belongs to the picture ('the whole', 'in every season') shows none, and stays.
    """
    marked_tokens = [tokens_of(draft, span) for span in marking.spans if span.role is not SpanRole.OTHER]
    kept = {k for found in marked_tokens if found for k in range(*found)}
    believed: set[int] = set()
    run: list[int] = []
    for k in range(len(draft.tokens) + 1):
        if k < len(draft.tokens) and k not in kept and draft.roles[k] is None:
            run.append(k)
            continue
        if any(draft.lexicon.find(draft.tokens, at, "asking") for at in run):
            believed.update(run)
        run = []

    def asks(span: Span) -> bool:
        found = tokens_of(draft, span)
        return found is not None and found[0] in believed

    return asks


def _negative(draft: Draft, word: str) -> bool:
    return (
        word in ("-", "/")
        or word.endswith(draft.language.endings.negative)
        or draft.lexicon.has(word, "negative")
    )


def _compound_name(draft: Draft, start: int, end: int) -> bool:
    token = draft.tokens[start]
    plain = token.base in draft.language.name_words and not token.capital and token.word == token.base
    belongs = draft.content(start - 1) or draft.find(end, "subject") is not None
    return end == start + 1 and plain and draft.free(start, end) and belongs


def agrees(draft: Draft, marking: Marking) -> bool:
    """Whether the model marked, as anything but text, every filter that the rules found; then it may also be
    believed that nothing else of the query is seen in the picture.
    """
    roles = {SpanRole.OTHER, SpanRole.WHAT}
    seen = [tokens_of(draft, span) for span in marking.spans if span.role not in roles]
    filters = [reading for reading in draft.readings if reading.role not in roles]
    return bool(filters) and all(
        any(found and found[0] < one.end and one.start < found[1] for found in seen) for one in filters
    )


def _keeps(before: QueryPlan, after: QueryPlan, *, may_be_empty: bool) -> bool:
    """Every filter of `before` is in `after`, and a text that showed something still does."""
    said = [field for field in before.filters() if field not in ("without", "people", "taken", "recurring")]
    if any(getattr(before, field) != getattr(after, field) for field in said):
        return False
    lists = ("without", "taken", "places", "media", "folders", "exact")
    if any(not set(getattr(before, field)) <= set(getattr(after, field)) for field in lists):
        return False
    people = (after.people.only or not before.people.only) and all(
        set(getattr(before.people, part)) <= set(getattr(after.people, part))
        for part in ("all", "any", "none")
    )
    if not people:
        return False
    return may_be_empty or bool(after.text) or not before.text or len(after.filters()) > len(before.filters())
