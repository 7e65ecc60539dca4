"""'Three people', 'group photo', 'Mia when she was two': counted faces and known ages."""

from __future__ import annotations

from datetime import datetime

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.plan import Age, Faces, QueryPlan
from photos_ml.planner.reading import NoPlaces
from photos_ml.planner.rules import RulesPlanner

NOW = datetime(2026, 11, 21, 12)
PLANNER = RulesPlanner(NoPlaces())
KNOWN = Known(people=("Anna", "Ben", "Mia"), births=frozenset(("Mia",)), faces=True)


def plan(query: str, known: Known = KNOWN) -> QueryPlan:
    return PLANNER.plan(query, known, NOW).plan


@pytest.mark.parametrize(
    ("query", "faces", "text"),
    [
        ("three people", Faces(3, 3), ""),
        ("photos with 2 people on the beach", Faces(2, 2), "beach"),
        ("group photo", Faces(min=4), ""),
        ("group photos in the snow", Faces(min=4), "snow"),
        ("at least five people at a table", Faces(min=5), "table"),
        ("more than five people at a table", Faces(min=6), "table"),
        ("fewer than three people", Faces(max=2), ""),
        ("weniger als drei personen", Faces(max=2), ""),
        ("mehr als drei personen", Faces(min=4), ""),
        ("not more than two people", Faces(max=2), ""),
        ("drei personen", Faces(3, 3), ""),
        ("gruppenfoto am strand", Faces(min=4), "strand"),
        ("people on the beach", Faces(), "people on the beach"),
    ],
)
def test_how_many(query: str, faces: Faces, text: str) -> None:
    found = plan(query)
    assert (found.faces, found.text) == (faces, text)


def test_people_are_not_counted_where_faces_were_not_looked_for() -> None:
    found = plan("three people", Known())
    assert (found.faces, found.text) == (Faces(), "three people")


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("Mia when she was two", (2, 2)),
        ("Mia when she was 2 years old", (2, 2)),
        ("mia at 5", (5, 5)),
        ("mia aged 11", (11, 11)),
        ("mia age 7", (7, 7)),
        ("Mia as a baby", (0, 1)),
        ("baby Mia", (0, 1)),
        ("two year old Mia", (2, 2)),
        ("2-year-old Mia", (2, 2)),
        ("Mia als sie zwei war", (2, 2)),
        ("when Mia was four months old", (0, 0)),
        ("18 month old Mia", (1, 1)),
        ("mia aged 3 weeks", (0, 0)),
        ("Mia mit 6 Monaten", (0, 0)),
        ("quand Mia avait quatre mois", (0, 0)),
    ],
)
def test_how_old(query: str, years: tuple[int, int]) -> None:
    found = plan(query)
    assert (found.age, found.people.all, found.text) == (Age("Mia", *years), ("Mia",), "")
    assert all(piece in query for piece in found.evidence["age"])


def test_an_unknown_birth_is_said() -> None:
    planned = PLANNER.plan("Anna when she was two", KNOWN, NOW)
    assert planned.plan.age is None
    assert "born" in planned.notes[0]


def test_beside_other_filters() -> None:
    found = plan("Mia and Ben at 3 pm on Sundays")
    assert found.age is None
    found = plan("Mia when she was two with Anna at the lake")
    assert (found.age, found.people.all, found.text) == (Age("Mia", 2, 2), ("Mia", "Anna"), "lake")


@pytest.mark.parametrize(
    ("faces", "label"),
    [
        (Faces(min=1), "somebody"),
        (Faces(min=4), "4 faces or more"),
        (Faces(max=1), "at most 1 face"),
        (Faces(0, 0), "nobody"),
        (Faces(1, 1), "1 face"),
        (Faces(2, 3), "2 to 3 faces"),
    ],
)
def test_a_number_of_faces_is_said_as_people_say_it(faces: Faces, label: str) -> None:
    assert str(faces) == label


def test_labels_and_json() -> None:
    said = QueryPlan(faces=Faces(3, 3), age=Age("Mia", 2, 3))
    assert str(said) == "3 faces · Mia at 2 to 3"
    assert QueryPlan.from_json(said.to_json()) == said
    assert said.to_dict()["age"] == {"person": "Mia", "from": 2, "to": 3}
    assert not said.dropping("faces").faces


@pytest.mark.parametrize(
    "query",
    [
        *("mia turning five", "mia turns 5", "mia cumple 5 años", "mia fête ses 5 ans", "mia compie 5 anni"),
        "mia fazendo 5 anos",
    ],
)
def test_a_birthday_by_its_number_is_an_age(query: str) -> None:
    planned = plan(query)
    assert (planned.text, planned.age) == ("", Age("Mia", 5, 5))


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("at least 2 faces", 2),
        ("mindestens 2 Gesichter", 2),
        ("al menos dos rostros", 2),
        ("au moins 2 visages", 2),
        ("almeno 2 volti", 2),
        ("almeno due facce", 2),
        ("pelo menos 2 rostos", 2),
        ("group photos with at least 6 people", 6),
        ("gruppenfotos mit mindestens fünf personen", 5),
        ("group photo", 4),
    ],
)
def test_faces_are_counted_in_each_language(query: str, least: int) -> None:
    planned = plan(query)
    assert (planned.text, planned.faces) == ("", Faces(min=least))
