"""What is said in one language is planned as in another, English being the measure."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from photos_ml.planner.context import Known, PlannedQuery

Plan = Callable[..., PlannedQuery]

KNOWN = Known(
    people=("Leo", "Anna"),
    places=("Rome", "Home"),
    cameras=("iPhone 14", "Canon R6"),
    folders=("Trips", "Work"),
    births=frozenset(("Leo",)),
    faces=True,
)
"""Names that are the same in all of them."""
HOMES = {"es": "ES", "fr": "FR", "it": "IT", "pt": "PT", "de": "DE"}


def _said(planned: PlannedQuery) -> str:
    found = {key: value for key, value in planned.plan.to_dict().items() if key not in ("evidence", "soft")}
    return json.dumps(found, default=str, sort_keys=True)


@pytest.mark.parametrize(("code", "country"), HOMES.items())
def test_times_and_filters_mean_the_same_in_every_language(
    code: str, country: str, cases_dir: Path, plan: Plan
) -> None:
    known = replace(KNOWN, country=country)
    with (cases_dir / "alike.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) > 90
    other = {
        row[code]: (_said(planned), expected)
        for row in rows
        if _said(planned := plan(row[code], known))
        != (expected := _said(plan(row["en"], replace(known, language="en"))))
    }
    assert other == {}


@pytest.mark.parametrize("code", HOMES)
def test_the_same_is_told_without_a_home(code: str, cases_dir: Path, plan: Plan) -> None:
    """Only words that several languages share need to know where one is at home."""
    with (cases_dir / "alike.tsv").open(encoding="utf-8", newline="") as file:
        queries = [row[code] for row in csv.DictReader(file, delimiter="\t")]
    told = [query for query in queries if plan(query, KNOWN).language == code]
    assert len(told) >= 0.7 * len(queries), sorted({*queries} - {*told})
