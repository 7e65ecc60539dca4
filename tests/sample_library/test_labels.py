"""The graded relevance judgements, and the README that explains them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from maker.table import Tables


@pytest.fixture(scope="module")
def labels(sample_library: Path) -> dict[str, Any]:
    """labels.json."""
    data: dict[str, Any] = json.loads((sample_library / "labels.json").read_text(encoding="utf-8"))
    return data


def test_there_are_thirty_different_queries(labels: dict[str, Any]) -> None:
    queries = [entry["query"] for entry in labels["queries"]]
    assert len(queries) == len(set(queries)) == 30


def test_labels_name_files_that_exist(labels: dict[str, Any], sample_library: Path) -> None:
    root = sample_library / labels["root"]
    for entry in labels["queries"]:
        for path in entry["relevant"]:
            assert (root / path).is_file(), (entry["query"], path)


def test_grades_are_one_to_three(labels: dict[str, Any]) -> None:
    grades = {grade for entry in labels["queries"] for grade in entry["relevant"].values()}
    assert grades == {1, 2, 3}


def test_two_queries_match_nothing_and_the_rest_have_a_best_answer(labels: dict[str, Any]) -> None:
    empty = [entry for entry in labels["queries"] if not entry["relevant"]]
    assert len(empty) == 2
    for entry in labels["queries"]:
        assert not entry["relevant"] or max(entry["relevant"].values()) == 3, entry["query"]


def test_now_is_the_day_the_dates_were_judged_on(labels: dict[str, Any], tables: Tables) -> None:
    now = datetime.fromisoformat(labels["now"])
    assert now.date().isoformat() == "2026-11-21"
    assert all(photo.taken < now for photo in tables.photos if photo.taken)


def test_dated_queries_hold_only_photos_of_that_time(labels: dict[str, Any], tables: Tables) -> None:
    taken = {photo.path: photo.taken for photo in tables.photos}
    months = {"california last summer": (2026, (6, 7, 8)), "italy june 2024": (2024, (6,))}
    for query, (year, wanted) in months.items():
        entry = next(entry for entry in labels["queries"] if entry["query"] == query)
        for path in entry["relevant"]:
            when = taken[path]
            assert when is not None and when.year == year and when.month in wanted, path


def test_california_is_judged_by_its_places(labels: dict[str, Any], tables: Tables) -> None:
    entry = next(entry for entry in labels["queries"] if entry["query"] == "california last summer")
    here = {p.path for p in tables.photos if p.place and tables.places[p.place].name.endswith(", California")}
    assert set(entry["relevant"]) == here


def test_on_this_day_is_judged_by_the_calendar(labels: dict[str, Any], tables: Tables) -> None:
    entry = next(entry for entry in labels["queries"] if entry["query"] == "on this day")
    days = {p.path for p in tables.photos if p.taken and (p.taken.month, p.taken.day) == (11, 21)}
    assert set(entry["relevant"]) == days


def test_people_are_judged_by_the_names_written(labels: dict[str, Any], tables: Tables) -> None:
    entry = next(entry for entry in labels["queries"] if entry["query"] == "photos of Leo")
    named = {p.path for p in tables.photos if "Leo" in {person.name for person in p.people}}
    assert named == {path for path, grade in entry["relevant"].items() if grade == 3}


def test_same_moments_are_files_and_overlap_nowhere(labels: dict[str, Any], photos: Path) -> None:
    groups = [[lead, *rest] for lead, rest in labels["same_moment"].items()]
    paths = [path for group in groups for path in group]
    assert len(paths) == len(set(paths))
    assert all((photos / path).is_file() for path in paths)


def test_the_readme_states_the_true_numbers(sample_library: Path, photos: Path, tables: Tables) -> None:
    text = (sample_library / "README.md").read_text(encoding="utf-8")
    match = re.search(r"(\d+) files made from (\d+) photographs", text)
    assert match is not None
    assert int(match[1]) == len(tables.photos)
    assert int(match[2]) == len(tables.sources)


def test_the_readme_names_every_package_and_licence(sample_library: Path, tables: Tables) -> None:
    text = (sample_library / "README.md").read_text(encoding="utf-8")
    for source in tables.sources.values():
        assert source.package in text
        assert source.licence.removesuffix("-1.0") in text
