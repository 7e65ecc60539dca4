"""Ten thousand generated and fuzzed queries: nothing is invented, everything has evidence, nothing fails."""

from __future__ import annotations

import random
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.gazetteer import Gazetteer
from photos_ml.planner.context import Known
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.resolve import resolve_spans
from photos_ml.planner.rules import RulesPlanner
from photos_ml.planner.spans import Span, SpanRole
from photos_ml.planner.tokens import fold, tokenize

NOW = datetime(2026, 11, 21, 10)
KNOWN = Known(
    people=("Anna", "Ben", "Grandma", "Charlotte", "Tom", "Zoë Müller", "Rose", "Will", "Marina", "Maria"),
    places=("Paris", "Norway", "Lake Tahoe", "Rome", "Kyoto", "Home", "Marin"),
    cameras=("iPhone 12", "iPhone 15 Pro", "Canon EOS R6"),
    folders=("Wedding", "Work", "Iceland 2017"),
    keywords=("sunset",),
    first=date(2004, 5, 2),
)
RULES = RulesPlanner()
GAZETTEER = Gazetteer()

PLAIN = """
a the of on with and dog dogs cat red blue green small large old wooden sandy table chair bench street
road car cars bus bike bikes boat boats river sea sand snow rain tree trees flower flowers grass leaf
garden kitchen window door wall floor man woman boy girl baby child children people kid kids friends
family standing sitting running walking eating drinking holding wearing playing looking smiling sleeping
jumping riding pairs parts hanna ana ann bend bent tommy grandpa charles charlie roses rosy willing wild
mariner marine marinated aroma romp norwegian parish tahini kayak cannon canyon pixelated workshop
weddings hat shirt dress shoes umbrella bag cup plate cake pizza bread soup apple orange fish bird birds
horse sheep cow train plane sky cloud clouds sunset mountain hill lake beach forest field bridge tower
church building house roof light lamp lights
""".split()
TIMES = [
    "in 2019",
    "last summer",
    "two years ago",
    "at christmas",
    "since march",
    "before 2015",
    "the 90s",
    "yesterday",
    "june 2018",
    "3 weeks ago",
    "on weekends",
    "at night",
    "easter 2021",
    "in may",
    "last weekend",
]
NAMES = [
    "anna",
    "Ben",
    "grandma",
    "Charlotte",
    "with rose",
    "tom and anna",
    "zoe müller",
    "without tom",
    "Maria",
]
WHERE = ["in paris", "norway", "at home", "lake tahoe", "near rome", "kyoto"]
OTHER = [
    "selfies",
    "videos of",
    "no people",
    "without cars",
    "5 star",
    "favorites",
    "newest",
    "top 10",
    '"hello"',
    "canon eos r6",
    "iphone 12",
    "wedding album",
    "photos of",
    "show me",
    "not blurry",
    "iceland 2017",
]
NOISE = [
    "!!!",
    "???",
    "🙂",
    "—",
    "(",
    ")",
    "''",
    '"',
    "...",
    "\t",
    "\x00",
    "₿",
    "№5",
    "1/2",
    "@home",
    "http://x.y",
    "#",
]


def _check(query: str, plan: QueryPlan) -> None:
    """What holds of every plan, whatever made it."""
    for field in plan.filters():
        assert plan.evidence.get(field), (query, field)
    for field, pieces in plan.evidence.items():
        assert pieces, (query, field)
        assert all(piece and piece in query for piece in pieces), (query, field, pieces)
    words = {token.base for token in tokenize(query)} | {token.word for token in tokenize(query)}
    for name in (*plan.people.all, *plan.people.any, *plan.people.none):
        assert name in KNOWN.people, (query, name)
        assert any(_like(first, words) for first in fold(name).split()), (query, name)
    for place in plan.places:
        assert place in KNOWN.places or _in_gazetteer(place, plan.evidence["places"]), (query, place)
    assert plan.camera in ("", *KNOWN.cameras)
    assert set(plan.folders) <= set(KNOWN.folders)
    future = [days for days in plan.taken if days.start and days.start > NOW.date()]
    early = [days for days in plan.taken if days.end and days.end < date(2004, 5, 2)]
    assert len(future) + len(early) in (0, len(plan.taken)), query  # what no photo is of stands alone
    assert QueryPlan.from_json(plan.to_json()) == plan


def _in_gazetteer(place: str, pieces: tuple[str, ...]) -> bool:
    """Whether the words that are evidence, or some run of them, are a name of this place."""
    for piece in pieces:
        words = piece.replace(",", " ").split()
        runs = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
        if any(entry.name == place for run in runs for entry in GAZETTEER.find(run)):
            return True
    return False


def _like(name: str, words: set[str]) -> bool:
    """Whether the name or something one slip away from it was typed."""
    return any(
        word == name or word == name + "s" or (len(name) > 4 and _one_slip(word, name)) for word in words
    )


def _one_slip(one: str, two: str) -> bool:
    if abs(len(one) - len(two)) > 1:
        return False
    if len(one) == len(two):
        different = [k for k in range(len(one)) if one[k] != two[k]]
        return len(different) == 1 or (len(different) == 2 and sorted(one) == sorted(two))
    short, long = sorted((one, two), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def _query(rng: random.Random) -> str:
    pieces: list[str] = []
    for _ in range(rng.randint(1, 7)):
        pool: list[str] = rng.choices([PLAIN, TIMES, NAMES, WHERE, OTHER, NOISE], weights=[8, 2, 2, 2, 2, 1])[
            0
        ]
        pieces.append(rng.choice(pool))
    query = " ".join(pieces)
    if rng.random() < 0.2:
        at = rng.randrange(len(query))
        query = (
            query[:at]
            + rng.choice("abcdefghijklmnopqrstuvwxyz '\"-0123456789")
            + query[at + rng.randint(0, 1) :]
        )
    return query.upper() if rng.random() < 0.05 else query.title() if rng.random() < 0.05 else query


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_invented_in_a_thousand_generated_queries(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(1_000):
        query = _query(rng)
        _check(query, RULES.plan(query, KNOWN, NOW).plan)


@pytest.mark.parametrize("seed", range(3))
def test_plain_words_make_no_person_place_or_date(seed: int) -> None:
    """Among them strangers' names and plain words one letter from a known name."""
    rng = random.Random(seed)
    for _ in range(1_000):
        query = " ".join(rng.choice(PLAIN) for _ in range(rng.randint(1, 8)))
        plan = RULES.plan(query, KNOWN, NOW).plan
        said = (plan.people, plan.places, plan.taken, plan.recurring, plan.camera, plan.folders)
        assert not any(said), (query, plan.to_dict())


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_makes_a_plan(query: str) -> None:
    _check(query, RULES.plan(query, KNOWN, NOW).plan)


SPANS = st.lists(
    st.builds(Span, st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(list(SpanRole))), max_size=6
)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10_000), SPANS)
def test_wrong_marks_invent_nothing(seed: int, spans: list[Span]) -> None:
    query = _query(random.Random(seed))
    _check(query, resolve_spans(query, spans, KNOWN, NOW).plan)


def test_the_same_query_makes_the_same_plan() -> None:
    rng = random.Random(7)
    for query in (_query(rng) for _ in range(200)):
        plans: list[Any] = [RULES.plan(query, KNOWN, NOW).plan.to_dict() for _ in range(2)]
        assert plans[0] == plans[1]


def test_case_of_names_does_not_matter() -> None:
    for query in ("anna in paris", "ANNA IN PARIS", "Anna In Paris"):
        plan = RULES.plan(query, KNOWN, NOW).plan
        assert plan.people.all == ("Anna",)
        assert plan.places == ("Paris",)
