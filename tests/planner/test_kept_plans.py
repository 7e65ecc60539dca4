"""What a query was read as is kept for the day and the names it was read with, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from photos_ml.planner import lang
from photos_ml.planner.context import Known
from photos_ml.planner.rules import MOST_KEPT, RulesPlanner

NOW = datetime(2026, 11, 21, 9)
KNOWN = Known(people=("Leo", "Mia"), places=("Boston",), first=NOW.date().replace(year=2010), last=NOW.date())


def test_the_same_question_is_read_once_a_day() -> None:
    planner = RulesPlanner()
    first = planner.plan("leo yesterday", KNOWN, NOW)
    assert planner.plan("leo yesterday", KNOWN, NOW + timedelta(hours=9)) is first


def test_another_day_and_other_names_are_read_anew() -> None:
    planner = RulesPlanner()
    for now in (NOW, NOW + timedelta(days=1)):
        for known in (KNOWN, Known(), Known(people=("Mia",))):
            for query in ("leo yesterday", "boston with mia", "last summer"):
                assert planner.plan(query, known, now) == RulesPlanner().plan(query, known, now)


def test_a_language_that_comes_or_goes_is_heard() -> None:
    planner, query = RulesPlanner(), "chiens 3/4/2020"
    known = Known(language="fr", country="US")
    french = lang.languages()["fr"]
    before = planner.plan(query, known, NOW)
    lang.register(replace(french, day_first=False))
    try:
        assert planner.plan(query, known, NOW) == RulesPlanner().plan(query, known, NOW) != before
    finally:
        lang.forget("fr")
    assert planner.plan(query, known, NOW) == before


def test_many_questions_are_not_kept_for_ever() -> None:
    planner = RulesPlanner()
    first = planner.plan("leo", KNOWN, NOW)
    for number in range(MOST_KEPT):
        planner.plan(f"picture {number}", KNOWN, NOW)
    again = planner.plan("leo", KNOWN, NOW)
    assert again == first and again is not first
