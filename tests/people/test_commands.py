"""`photos-ml people`: what it prints, and that it says and takes back what the pages do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from photos_ml.app.cli.people_command import command
from photos_ml.app.service.people.grouping import regroup


@pytest.fixture
def people(family: Any) -> Any:
    """Runs a command: its one document. Five photos of 0, four of 1, and one of both."""
    family.photos = [
        *(family.photo(0) for _ in range(5)),
        *(family.photo(1) for _ in range(4)),
        family.photo(0, 1),
    ]
    regroup(family.context)

    def run(*arguments: str) -> Any:
        library = str(family.context.folder)
        done = CliRunner().invoke(command, [*arguments, "--library", library, "--json"])
        assert done.exception is None, done.output
        return json.loads(done.stdout)

    family.run = run
    return family


def names(people: Any) -> list[tuple[str, int, int]]:
    return [(one["name"], one["faces"], one["photos"]) for one in people.run("list")["people"]]


def test_groups_are_named_merged_split_and_taken_back(people: Any) -> None:
    first, second = people.run("list")["groups"]
    assert (first["faces"], second["faces"]) == (6, 5)
    people.run("name", f"g{first['id']}", "Anna")
    people.run("name", f"g{second['id']}", "Ben")
    assert names(people) == [("Anna", 6, 6), ("Ben", 5, 5)]
    anna, ben = people.run("list")["people"]
    assert set(anna) >= {"id", "name", "faces", "photos", "cover"}
    merged = people.run("merge", str(anna["id"]), str(ben["id"]))["gesture"]
    assert names(people) == [("Anna", 11, 10)]
    people.run("undo", str(merged))
    assert names(people) == [("Anna", 6, 6), ("Ben", 5, 5)]
    faces = [str(face["id"]) for face in people.run("faces", str(anna["id"]))]
    people.run("split", str(anna["id"]), *faces[:2], "--name", "Cleo")
    people.run("not", faces[2])
    assert names(people) == [("Ben", 5, 5), ("Anna", 3, 3), ("Cleo", 2, 2)]


def test_who_is_aside_born_asked_about_and_forgotten(people: Any) -> None:
    first, second = people.run("list")["groups"]
    people.run("name", f"g{first['id']}", "Anna")
    people.run("ignore", f"g{second['id']}")
    assert people.run("suggest") == []
    (anna,) = people.run("list")["people"]
    people.run("birth", str(anna["id"]), "2019-05")
    people.run("hide", str(anna["id"]))
    assert people.run("list")["people"] == []
    shown = {
        one["name"]: (one["birth"], one["hidden"], one["stranger"])
        for one in people.run("list", "--hidden")["people"]
    }
    assert shown == {"Anna": ("2019-05", True, False), "": (None, False, True)}
    gone = people.run("forget", str(anna["id"]), "--yes")
    assert (gone["faces"], gone["photos"]) == (6, 6)
    assert [one["name"] for one in people.run("list", "--hidden")["people"]] == [""]
    assert people.run("group")["faces"] == 5
