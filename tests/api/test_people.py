"""Persons and faces over HTTP: what the pages stand on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.people.grouping import regroup
from photos_ml.store.faces import FACES, FaceTable
from photos_ml.store.steps import Outcome, Record

STEP = Record(FACES, "made", (FaceTable(),))


@pytest.fixture(scope="module")
def people(serve: Any, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The service over five photos: one person in three of them, another in two and in the first."""
    folder = tmp_path_factory.mktemp("people") / "library"
    with Context(folder) as context:
        index_folders(context, [photos])
        library, random = context.library(), np.random.default_rng(1)
        middles = random.normal(0, 0.07, (2, 128))

        def face(who: int, x: float) -> tuple[Any, ...]:
            vector = (middles[who] + random.normal(0, 0.02, 128)).astype("<f2").tobytes()
            return (None, x, 0.2, 0.1, 0.15, None, 0.9, 0.15, 4.0, 0.0, 120, vector, 0.28, 0.0)

        contents = [row[0] for row in library.database.query("SELECT content_id FROM photos ORDER BY id")]
        for number, content in enumerate(contents):
            faces = [face(number % 2, 0.1)] + ([face(1, 0.6)] if number == 0 else [])
            library.steps.write(STEP, [Outcome(content, {FACES: faces})])
        regroup(context)
    with serve(folder) as client:
        yield client


def listed(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/people").json
    return found


def test_from_groups_to_persons_and_back(people: Any) -> None:
    before = listed(people)
    assert (before["on"], before["people"]) == (False, [])
    assert sorted(group["faces"] for group in before["groups"]) == [3, 3]
    one, other = before["groups"]
    assert set(one) == {"id", "faces", "photos", "cover", "box", "ratio", "examples"}
    done = people.post(f"/api/people/groups/{one['id']}/name", {"name": "Anna"})
    assert done.status == 200
    people.post(f"/api/people/groups/{other['id']}/name", {"name": "Ben"})
    found = {person["name"]: person for person in listed(people)["people"]}
    assert {name: person["faces"] for name, person in found.items()} == {"Anna": 3, "Ben": 3}
    taken = people.post(f"/api/people/{found['Anna']['id']}/change", {"name": "ben"})
    assert (taken.status, "merge" in taken.json["hint"]) == (422, True)
    people.post(f"/api/people/{found['Anna']['id']}/change", {"birth": "2019-05", "hidden": True})
    assert [person["name"] for person in listed(people)["people"]] == ["Ben"]
    hidden = people.get("/api/people?hidden=true").json["people"]
    assert {person["birth"] for person in hidden} == {"2019-05", None}
    people.post(f"/api/people/{found['Anna']['id']}/change", {"hidden": False, "birth": ""})
    merged = people.post(f"/api/people/{found['Anna']['id']}/merge", {"others": [found["Ben"]["id"]]}).json
    assert len(listed(people)["people"]) == 1
    people.post("/api/people/undo", {"gesture": merged["gesture"]})
    assert len(listed(people)["people"]) == 2


def test_faces_of_a_photo(people: Any) -> None:
    group = people.get("/api/photos/1/faces").json["faces"]
    assert [face["box"][0] for face in group] == [0.1, 0.6]
    assert {"id", "box", "person", "name", "said", "group", "origin"} <= set(group[0])
    drawn = people.post("/api/photos/2/faces", {"box": [0.7, 0.7, 0.1, 0.1], "name": "Leo"}).json
    assert [face["name"] for face in drawn["faces"] if face["origin"] == "drawn"] == ["Leo"]
    face = next(face for face in drawn["faces"] if face["origin"] == "drawn")
    people.post("/api/faces/none", {"faces": [face["id"]]})
    assert all(f["id"] != face["id"] for f in people.get("/api/photos/2/faces").json["faces"])
    named = people.post("/api/faces/name", {"faces": [group[0]["id"]], "name": "Zoe"})
    assert named.status == 200
    assert people.get("/api/photos/1/faces").json["faces"][0]["name"] == "Zoe"
    people.post("/api/faces/not", {"faces": [group[0]["id"]]})
    assert people.get("/api/photos/1/faces").json["faces"][0]["name"] != "Zoe"
    people.post("/api/people/undo", {"gesture": named.json["gesture"]})


def test_one_answer_has_all_of_a_person(people: Any) -> None:
    ben = next(p for p in listed(people)["people"] if p["name"] == "Ben")
    found = people.get(f"/api/people/{ben['id']}").json
    shown = {
        photo
        for month in people.get(f"/api/timeline?person={ben['id']}").json["months"]
        for photo in month["ids"]
    }
    assert found["photos"] == len(shown)
    assert {found["first"]["photo"], found["last"]["photo"]} <= shown
    assert found["first"]["taken"] <= found["last"]["taken"]
    assert sum(spot["photos"] for spot in found["spots"]) == found["placed"] <= len(shown)
    assert (found["bounds"] is None) == (found["placed"] == 0)
    assert {"with", "memories", "cover", "birth", "faces"} <= set(found)


def test_photos_like_one_with_somebody_in_it(people: Any) -> None:
    every = people.get("/api/photos/2/similar").json
    with_ben = people.get("/api/photos/2/similar?person=ben").json
    assert 0 < with_ben["total"] < every["total"]
    for hit in with_ben["hits"]:
        names = [face["name"] for face in people.get(f"/api/photos/{hit['photo']}/faces").json["faces"]]
        assert "Ben" in names
    assert people.get("/api/photos/2/similar?person=nobody").json["total"] == 0


def test_memories_of_a_person_are_made_when_asked_for(people: Any) -> None:
    ben = next(p for p in listed(people)["people"] if p["name"] == "Ben")
    path = f"/api/people/{ben['id']}/memories"
    assert people.post(path, {}).json["state"] == "making"
    while (found := people.get(path).json)["state"] == "making":
        time.sleep(0.05)
    assert (found["state"], found["error"], found["memories"]) == ("ready", "", [])
    assert people.post("/api/people/999/memories", {}).status == 422


def test_forgetting_says_first_what_goes(people: Any) -> None:
    person = next(p for p in people.get("/api/people?hidden=true").json["people"] if p["name"] == "Ben")
    path = f"/api/people/{person['id']}/forget"
    assert people.post(path, {}).json["forgotten"] is False
    gone = people.post(path, {"sure": True}).json
    assert gone["faces"] > 0
    assert gone["forgotten"] is True
    assert [Path(trace["place"]).name for trace in gone["traces"]] == ["library.sqlite", "acts"]
    assert {trace["fate"] for trace in gone["traces"]} == {"clean"}
    assert people.get(f"/api/people/{person['id']}/faces").status == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/people/999/merge", {"others": [1]}),
        ("/api/people/groups/999/name", {"name": "Anna"}),
        ("/api/people/groups/1/name", {}),
        ("/api/faces/name", {"faces": [999], "name": "Anna"}),
        ("/api/faces/name", {"faces": [], "name": "Anna"}),
        ("/api/people/undo", {"gesture": 99999}),
        ("/api/photos/1/faces", {"box": [0.9, 0.9, 0.0, 0.0]}),
    ],
)
def test_what_makes_no_sense_is_refused(people: Any, path: str, body: dict[str, Any]) -> None:
    assert people.post(path, body).status == 422


def test_suggestions_and_answers(people: Any) -> None:
    found = people.get("/api/people/suggestions?limit=5")
    assert found.status == 200
    assert all({"one", "other", "likely", "settles"} == set(one) for one in found.json["suggestions"])
