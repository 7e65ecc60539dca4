"""Marked spans resolved, and the merge of a language model's marks with the rules' plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from photos_ml.app.evaluation.planner import read_cases
from photos_ml.errors import PlanError, UsageError
from photos_ml.planner import make_planner
from photos_ml.planner.auto import AutoPlanner, LlmPlanner, worth_asking
from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.resolve import resolve_spans
from photos_ml.planner.rules import RulesPlanner
from photos_ml.planner.spans import Marking, Span, SpanMarker, SpanRole, spans_of

Plan = Callable[..., PlannedQuery]
Pairs = Sequence[tuple[str, SpanRole]]


class Marker:
    """Answers with the same marks whatever it is asked, and counts how often it was."""

    name = "tester"

    def __init__(self, pairs: Pairs | None, picture_text: str = "") -> None:
        self._pairs = pairs
        self._picture_text = picture_text
        self.asked = 0

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        self.asked += 1
        if self._pairs is None:
            return None
        return Marking(spans_of(self._pairs, query), self._picture_text)


def _loader(marker: SpanMarker | None) -> Callable[[], SpanMarker | None]:
    return lambda: marker


@pytest.fixture
def resolve(known: Known, now: datetime) -> Callable[[str, Pairs], PlannedQuery]:
    return lambda query, pairs: resolve_spans(query, spans_of(pairs, query), known, now)


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_rules_own_marks_resolve_to_the_rules_own_plan(
    name: str, cases_dir: Path, rules: RulesPlanner
) -> None:
    cases = read_cases(cases_dir / f"{name}.jsonl")
    different = []
    for case in cases:
        direct = rules.plan(case.query, case.known, case.now).plan
        spans = rules.mark(case.query, case.known, case.now)
        marked = resolve_spans(case.query, spans, case.known, case.now).plan
        if not marked.same_as(direct):
            different.append(case.query)
    assert len(different) <= len(cases) * 0.05, different


def test_each_role_is_read_by_its_own_reader(resolve: Callable[[str, Pairs], PlannedQuery]) -> None:
    query = "anna in rome two summers ago on the swing without hats, newest canon eos r6 shots"
    pairs = [
        ("anna", SpanRole.WHO),
        ("in rome", SpanRole.WHERE),
        ("two summers ago", SpanRole.WHEN),
        ("on the swing", SpanRole.WHAT),
        ("without hats", SpanRole.NOT),
        ("newest", SpanRole.ORDER),
        ("canon eos r6", SpanRole.CAMERA),
        ("shots", SpanRole.OTHER),
    ]
    plan = resolve(query, pairs).plan
    assert plan.people.all == ("Anna",)
    assert plan.places == ("Rome",)
    assert str(plan.taken[0]) == "2025-06-01 to 2025-08-31"
    assert plan.without == ("hats",)
    assert (plan.order, plan.camera, plan.text) == ("newest", "Canon EOS R6", "swing")


@pytest.mark.parametrize(
    ("query", "piece", "role"),
    [
        ("zebra at the zoo", "zebra", SpanRole.WHO),
        ("the blue car", "blue", SpanRole.WHEN),
        ("the blue car", "car", SpanRole.CAMERA),
        ("asdfgh qwertz", "asdfgh", SpanRole.WHERE),
        ("the blue car", "blue", SpanRole.FOLDER),
        ("the blue car", "blue", SpanRole.RATING),
        ("the blue car", "blue", SpanRole.LIMIT),
        ("the blue car", "car", SpanRole.MEDIA),
    ],
)
def test_a_mark_that_cannot_be_resolved_goes_back_into_the_text(
    resolve: Callable[[str, Pairs], PlannedQuery], query: str, piece: str, role: SpanRole
) -> None:
    plan = resolve(query, [(piece, role)]).plan
    assert not plan.filters()
    assert piece in plan.text


def test_a_marked_bare_word_is_a_time(resolve: Callable[[str, Pairs], PlannedQuery]) -> None:
    assert resolve("may flowers", [("may", SpanRole.WHEN)]).plan.recurring.months == (5,)


@pytest.mark.parametrize(
    ("query", "piece", "none", "without"),
    [
        ("mia but not tom", "but not tom", ("Tom",), ()),
        ("mia, tom had left", "tom", ("Tom",), ()),
        ("beach sans umbrellas", "umbrellas", (), ("umbrellas",)),
        ("beach, nobody", "nobody", (), ("people",)),
    ],
)
def test_not_takes_names_and_things(
    resolve: Callable[[str, Pairs], PlannedQuery],
    query: str,
    piece: str,
    none: tuple[str],
    without: tuple[str],
) -> None:
    plan = resolve(query, [(piece, SpanRole.NOT)]).plan
    assert plan.people.none == none
    assert plan.without == without


@pytest.mark.parametrize(
    "spans", [(Span(-3, 99, SpanRole.WHO),), (Span(5, 2, SpanRole.WHEN),), (Span(0, 0, SpanRole.NOT),)]
)
def test_spans_outside_the_query_do_no_harm(spans: tuple[Span, ...], known: Known, now: datetime) -> None:
    assert resolve_spans("anna sings", spans, known, now).plan.text in ("sings", "anna sings")


def test_pieces_are_found_in_order_and_others_left_out() -> None:
    spans = spans_of(
        [("a", SpanRole.WHO), ("a", SpanRole.WHO), ("xyz", SpanRole.WHEN), ("", SpanRole.NOT)], "a b A"
    )
    assert [(span.start, span.end) for span in spans] == [(0, 1), (4, 5)]


def test_auto_asks_nothing_where_the_rules_explain_every_word(known: Known, now: datetime) -> None:
    marker = Marker([])
    planned = AutoPlanner(_loader(marker)).plan("anna in rome last summer", known, now)
    assert marker.asked == 0
    assert planned.planner == "rules"


WORDY = "so there was this evening when the whole gang had come over to our place for food"


def test_auto_says_who_made_what(known: Known, now: datetime) -> None:
    marker = Marker(
        [("so there was this", SpanRole.OTHER), ("over to our place", SpanRole.OTHER)], "people eating"
    )
    planned = AutoPlanner(_loader(marker)).plan(WORDY, known, now)
    assert marker.asked == 1
    assert planned.planner == "rules+tester"
    assert planned.made_by["text"] == "tester"
    assert planned.picture_text == "people eating"
    assert "gang" in planned.plan.text
    assert "place" not in planned.plan.text


def test_a_merge_keeps_what_the_rules_grounded(known: Known, now: datetime) -> None:
    query = "tom in rome in 2019 with his friends playing some kind of board game all night"
    plain = RulesPlanner().plan(query, known, now).plan
    hostile = Marker(
        [
            ("tom", SpanRole.NOT),
            ("in rome", SpanRole.OTHER),
            ("2019", SpanRole.LIMIT),
            ("friends", SpanRole.WHO),
        ]
    )
    planned = AutoPlanner(_loader(hostile)).plan(query, known, now)
    assert planned.plan.people.all == ("Tom",)
    assert planned.plan.places == plain.places
    assert planned.plan.taken == plain.taken
    assert planned.plan.limit is None


def test_a_merge_that_leaves_no_text_is_not_taken(known: Known, now: datetime) -> None:
    everything = Marker([(WORDY, SpanRole.OTHER)])
    planned = AutoPlanner(_loader(everything)).plan(WORDY, known, now)
    assert planned.plan == RulesPlanner().plan(WORDY, known, now).plan


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        (
            "the ones by the lake where it is already dark outside",
            [("dark", SpanRole.NOT), ("lake", SpanRole.WHAT)],
        ),
        (
            "a burnt in water mark will on the old oak table",
            [("will", SpanRole.WHO), ("old oak table", SpanRole.WHAT)],
        ),
        ("will it be the red boat or the green one", [("will", SpanRole.WHO), ("red boat", SpanRole.WHAT)]),
    ],
)
def test_a_model_that_slipped_is_believed_in_nothing(
    query: str, pairs: Pairs, known: Known, now: datetime
) -> None:
    """Unwanted with no word that says no; a name that belongs to the noun before it."""
    planned = AutoPlanner(_loader(Marker(pairs))).plan(query, known, now)
    assert planned == RulesPlanner().plan(query, known, now)


@pytest.mark.parametrize(
    ("query", "marks", "text"),
    [
        (
            "the whole family on a bench by the lake",
            [("family", SpanRole.WHAT), ("bench by the lake", SpanRole.WHAT)],
            "whole family on a bench by the lake",
        ),
        (
            "the same old tree in every single season",
            [("same old tree", SpanRole.WHAT)],
            "same old tree in every single season",
        ),
        (
            "a broken window, i need it for the insurance",
            [("broken window", SpanRole.WHAT)],
            "broken window",
        ),
        (
            "mia upside down, that would be a handstand",
            [("mia", SpanRole.WHO), ("upside down", SpanRole.WHAT), ("handstand", SpanRole.WHAT)],
            "upside down handstand",
        ),
    ],
)
def test_words_left_out_are_dropped_only_where_they_ask_or_tell(
    query: str, marks: Pairs, text: str, known: Known, now: datetime
) -> None:
    """As the model writes it: every word in no line is OTHER."""
    marker = Marker([*marks, *_left_out(query, marks)])
    assert AutoPlanner(_loader(marker)).plan(query, known, now).plan.text == text


def _left_out(query: str, marks: Pairs) -> Pairs:
    rest = query
    for piece, _ in marks:
        rest = rest.replace(piece, " ")
    return [(word.strip(","), SpanRole.OTHER) for word in rest.split() if len(word) > 2]


def test_nobody_else_is_kept(known: Known, now: datetime) -> None:
    query = "just mia and ben at the sea, and nobody else please"
    marks = [("mia and ben", SpanRole.WHO), ("sea", SpanRole.WHAT), ("nobody", SpanRole.NOT)]
    people = AutoPlanner(_loader(Marker(marks))).plan(query, known, now).plan.people
    assert (people.all, people.only) == (("Mia", "Ben"), True)


def test_a_time_half_understood_is_none(known: Known, now: datetime) -> None:
    query = "the spider we found in the tub on our last night"
    marks = [("spider", SpanRole.WHAT), ("in the tub", SpanRole.WHAT), ("on our last night", SpanRole.WHEN)]
    plan = AutoPlanner(_loader(Marker(marks))).plan(query, known, now).plan
    assert not plan.recurring
    assert plan.text.endswith("last night")


def test_a_time_that_only_says_which_thing_is_none(known: Known, now: datetime) -> None:
    query = "anna with a red hat on christmas market"
    marks = [("anna", SpanRole.WHO), ("red hat", SpanRole.WHAT), ("christmas", SpanRole.WHEN)]
    planned = AutoPlanner(_loader(Marker(marks))).plan(query, known, now)
    assert not planned.plan.recurring
    assert "christmas market" in planned.plan.text


def test_a_word_that_says_no_lets_the_model_say_what_of(known: Known, now: datetime) -> None:
    query = "the harbour seen from above, i am really tired of all the boats"
    marks = Marker([("harbour", SpanRole.WHAT), ("boats", SpanRole.NOT)])
    assert AutoPlanner(_loader(marks)).plan(query, known, now).plan.without == ("boats",)


@pytest.mark.parametrize(
    ("seen", "text"), [([("anna", SpanRole.WHO)], ""), ([], "nice could put in a frame")]
)
def test_nothing_is_shown_only_where_the_model_saw_every_filter(
    seen: Pairs, text: str, known: Known, now: datetime
) -> None:
    query = "show me something nice of anna that i could put in a frame"
    marks = [*seen, *((word, SpanRole.OTHER) for word in ("nice", "could", "put", "frame"))]
    plan = AutoPlanner(_loader(Marker(marks))).plan(query, known, now).plan
    assert (plan.people.all, plan.text) == (("Anna",), text)


@pytest.mark.parametrize("planner", [AutoPlanner, LlmPlanner])
def test_a_model_without_an_answer_leaves_the_rules_plan_and_says_so(
    planner: type[AutoPlanner] | type[LlmPlanner], known: Known, now: datetime
) -> None:
    planned = planner(_loader(Marker(None))).plan(WORDY, known, now)
    assert planned.plan == RulesPlanner().plan(WORDY, known, now).plan
    assert planned.planner == "rules"
    assert "tester" in planned.working[-1]


@pytest.mark.parametrize("planner", [AutoPlanner, LlmPlanner])
def test_no_model_at_all_leaves_the_rules_plan(
    planner: type[AutoPlanner] | type[LlmPlanner], known: Known, now: datetime
) -> None:
    planned = planner(_loader(None)).plan(WORDY, known, now)
    assert planned.plan == RulesPlanner().plan(WORDY, known, now).plan
    assert planned.planner == "rules"


@pytest.mark.parametrize("planner", [AutoPlanner, LlmPlanner])
def test_a_model_that_cannot_be_loaded_is_said_and_tried_once(
    planner: type[AutoPlanner] | type[LlmPlanner], known: Known, now: datetime
) -> None:
    tried = []

    def load() -> SpanMarker | None:
        tried.append(1)
        raise PlanError("no such model file")

    made = planner(load)
    for _ in range(2):
        planned = made.plan(WORDY, known, now)
        assert planned.planner == "rules"
        assert "no such model file" in planned.working[-1]
    assert len(tried) == 1


def test_the_llm_planner_resolves_marks_alone(known: Known, now: datetime) -> None:
    marker = Marker([("anna", SpanRole.WHO), ("last summer", SpanRole.WHEN)])
    planned = LlmPlanner(_loader(marker)).plan("anna at the sea last summer", known, now)
    assert planned.planner == "tester"
    assert planned.plan.people.all == ("Anna",)
    assert planned.plan.taken


def test_the_model_is_loaded_once_and_only_when_needed(known: Known, now: datetime) -> None:
    loads = []

    def load() -> SpanMarker | None:
        loads.append(1)
        return Marker([])

    planner = AutoPlanner(load)
    planner.plan("sunset", known, now)
    assert not loads
    for _ in range(2):
        planner.plan(WORDY, known, now)
    assert len(loads) == 1


def test_long_queries_are_not_shown_to_the_model(rules: RulesPlanner, known: Known, now: datetime) -> None:
    assert worth_asking(rules.read(WORDY, known, now))
    assert not worth_asking(rules.read(WORDY * 10, known, now))


def test_planners_by_name(known: Known, now: datetime) -> None:
    assert make_planner("rules").plan("anna", known, now).planner == "rules"
    assert make_planner().plan("anna", known, now).planner == "rules"
    with pytest.raises(UsageError, match="no such planner"):
        make_planner("oracle")
