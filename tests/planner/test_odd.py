"""Odd queries and odd clocks: a plan always, days inside the calendar, and no answer that takes a second."""

from __future__ import annotations

import itertools
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.dates.base import Point
from photos_ml.planner.dates.holidays import holiday
from photos_ml.planner.dates.points import PointReader
from photos_ml.planner.dates.words import DateContext, Words
from photos_ml.planner.lang.english import LANGUAGE
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.rules import RulesPlanner
from photos_ml.planner.tokens import tokenize

KNOWN = Known(
    people=("Anna", "Will", "Rose", "Zoë", "林", "Мария"),
    places=("Paris", "New York", "Home"),
    cameras=("Canon EOS R6",),
    folders=("Work", "2019", "Trip 2020"),
    first=date(2004, 5, 2),
)
SCRIPTS = (
    *("", "   ", "\t\n", "🎂 2019", "👨‍👩‍👧 paris", "صور من باريس 2019", "תמונות של anna", "アンナの写真"),
    *("фото Анны летом", "\u202eanna in paris", "anna\x00ben", "\x1b[31mred", "\u0301", "ａｎｎａ ２０１９"),
    *(
        "٢٠١٩",
        "²⁰¹⁹",
        "½ year ago",
        "١weeks",
        "İstanbul",
        "e\u0301",
        "???!!!",
        '"',
        "''",
        "--",
        "#",
        "★★★★★★★★",
    ),
    *("' OR 1=1 --", "<script>alert(1)</script>", '{"text": "x"}', "../../etc/passwd", "192.168.0.1"),
)
TIMES = (
    *("2019-02-30", "2019-13-01", "0000-00-00", "9999-12-31", "10000-01-01", "31 february", "feb 29 2021"),
    *("year 0", "1800", "before 9999", "since 0001", "after 9999", "99th century", "9999 centuries ago"),
    *("last 9999 years", "christmas 9999", "winter 9998", "week 53 of 9998", "easter 1500", "diwali 1850"),
    *(
        "next year",
        "tomorrow",
        "from 2020 to 2010",
        "12:60",
        "25:00",
        "0weeks ago",
        "99999weeks ago",
        "w/c 99",
    ),
    *(
        "christmas 1800-2199",
        "summers 1800 to 2199",
        "last 0 hours",
        "last 9999 hours",
        "15th of last february",
    ),
    *("200 ramadans ago", "99 easters ago", "the day before 0001-01-01", "the day after 9999-12-31"),
    *("until the end of the end of 2019", "early early late 2019", "more than 9999 years ago"),
    *("not 1800", "but not next month", "except 2019", "without the 90s", "2019 2020"),
)
CLOCKS = (
    datetime(2026, 11, 21, 10),
    datetime(2024, 2, 29, 23, 59, 59),
    datetime(2027, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12))),
    datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(1970, 1, 1),
    datetime(2080, 6, 1),
)
RUNS = (
    "early ",
    "the day before ",
    "may ",
    "of ",
    "anna and ",
    "not ",
    "christmas ",
    "2019 ",
    "half a year ago ",
)


def _sound(query: str, now: datetime) -> QueryPlan:
    plan = RulesPlanner().plan(query, KNOWN, now).plan
    for days in plan.taken:
        assert days.start is None or days.end is None or days.start <= days.end, query
    assert all(piece in query for pieces in plan.evidence.values() for piece in pieces)
    assert QueryPlan.from_dict(plan.to_dict()) == plan
    return plan


@pytest.mark.parametrize("now", CLOCKS, ids=str)
def test_each_odd_query_has_a_sound_plan(now: datetime) -> None:
    for query in SCRIPTS + TIMES:
        _sound(query, now)


def test_odd_queries_side_by_side_have_sound_plans() -> None:
    rng = random.Random(7)
    for now in itertools.islice(itertools.cycle(CLOCKS), 400):
        _sound(rng.choice([" ", ", ", "-", "\n"]).join(rng.sample(SCRIPTS + TIMES, 3)), now)


@pytest.mark.parametrize("now", [datetime(1, 1, 1), datetime(9999, 12, 31, 23)])
def test_a_clock_at_the_end_of_the_calendar_makes_plans(now: datetime) -> None:
    for query in (*TIMES, "yesterday", "last summer", "last diwali", "the day before christmas"):
        RulesPlanner().plan(query, KNOWN, now)


def test_a_time_that_cannot_be_is_not_taken_out_of_the_others() -> None:
    """Nothing is left of 'not next month' but its note."""
    planned = RulesPlanner().plan("but not next month", KNOWN, CLOCKS[0])
    assert not planned.plan.taken
    assert any("in the future" in note for note in planned.notes)


def test_what_lies_before_the_first_photo_is_no_part_of_the_rest() -> None:
    plan = _sound("not before 2010 and not 2012", CLOCKS[0])
    assert all(days.start and days.start.year >= 2010 for days in plan.taken)


def test_a_feast_whose_moon_is_not_reckoned_has_no_latest_one() -> None:
    diwali = holiday("diwali")
    assert diwali
    assert diwali.latest(date(2026, 11, 21))
    assert diwali.latest(date(1700, 1, 1)) is None
    assert diwali.latest(date(2026, 11, 21), back=190) is None


@pytest.mark.parametrize("words", RUNS)
def test_a_word_over_and_over_is_read_once_a_place(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work grows with the query, not with its square: each token is read as a point once."""
    reads: list[int] = []
    longest = PointReader._longest

    def counted(self: PointReader, at: int) -> Point | None:
        reads.append(at)
        return longest(self, at)

    monkeypatch.setattr(PointReader, "_longest", counted)
    tokens = tokenize(words * 60)
    reader = PointReader(Words(tokens, LANGUAGE, DateContext(date(2026, 11, 21))))
    for at in range(len(tokens)):
        reader.read(at)
    assert len(reads) == len(set(reads)) <= len(tokens) + 1
