"""A library the planner's tests ask about, and the day they ask on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.rules import RulesPlanner

NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
KNOWN = Known(
    people=("Anna", "Ben", "Grandma Rose", "Mia", "Tom", "Zoë", "Will", "May", "Aunt Mary", "Anna Smith"),
    places=(
        "Paris",
        "France",
        "Norway",
        "Lake Tahoe",
        "California",
        "Rome",
        "Italy",
        "Kyoto",
        "Tokyo",
        "Home",
    ),
    cameras=("iPhone 12", "iPhone 15 Pro", "Canon EOS R6", "Pixel 7"),
    folders=("Wedding", "Work", "Camera Uploads", "Iceland 2017"),
    keywords=("sunset", "birthday party"),
    first=date(2004, 5, 2),
    last=date(2026, 11, 20),
)

Plan = Callable[..., PlannedQuery]


@pytest.fixture(scope="session")
def rules() -> RulesPlanner:
    return RulesPlanner()


@pytest.fixture(scope="session")
def plan(rules: RulesPlanner) -> Plan:
    """Plans a query with the rules, for the test library on the test day unless told otherwise."""

    def planned(query: str, known: Known = KNOWN, now: datetime = NOW) -> PlannedQuery:
        return rules.plan(query, known, now)

    return planned


@pytest.fixture(scope="session")
def known() -> Known:
    return KNOWN


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def cases_dir() -> Path:
    return Path(__file__).parent / "cases"
