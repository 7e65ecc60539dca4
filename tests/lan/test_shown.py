"""What a device sees of a library: no hidden photo, and nobody for whom people are not allowed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.lan.shown import ShownContext
from photos_ml.app.service.people import naming
from photos_ml.app.service.photos import mark_photos
from photos_ml.app.service.search import search_photos
from photos_ml.errors import LibraryReadOnlyError
from photos_ml.ranker.telling.memory import Memory, as_kept
from photos_ml.store.faces import FACES, FaceTable
from photos_ml.store.memories import Memories
from photos_ml.store.steps import Outcome, Record

DAY = date(2026, 11, 21)
NAME = "Annamaria"
HIDDEN = 2
OF_PERSON, OF_LAKE = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture(scope="module")
def peopled(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a person in two photos, a memory of her, one of a lake, an album, and a hidden photo."""
    folder = Path(shutil.copytree(indexed, tmp_path_factory.mktemp("peopled") / "library"))
    with Context(folder) as context:
        library = context.library()
        library.steps.switch_on(FACES)
        vector = np.random.default_rng(1).normal(0, 0.07, 128).astype("<f2").tobytes()
        rows = library.database.query("SELECT content_id FROM photos WHERE id IN (1, 2)")
        for row in rows:
            face = (None, 0.1, 0.2, 0.1, 0.15, None, 0.9, 0.15, 4.0, 0.0, 120, vector, None, None)
            library.steps.write(Record(FACES, "made", (FaceTable(),)), [Outcome(row[0], {FACES: [face]})])
        naming.name_faces(context, [1, 2], NAME)
        library.albums.make("Sea", [1, 2, 3])
        photos = tuple((photo, 0.5) for photo in (1, 2, 3, 4, 5))
        about = (("memory", "lake"),)
        lake = Memory(OF_LAKE, "on_this_day", "on_this_day:11-21", "Lake", "", 0.5, (), 1, photos, about)
        of_her = (*about, ("person", NAME))
        person = Memory(OF_PERSON, "person", f"person:{NAME}", NAME, "2024", 0.5, (), 1, photos, of_her)
        Memories(library.database).save(DAY, [as_kept(lake, DAY, 0), as_kept(person, DAY, 1)])
        mark_photos(context, [HIDDEN], hidden=True)
        from photos_ml.app.service.latest import remember_search

        remember_search(context, "a surprise for Ben")
    return folder


@pytest.fixture(scope="module")
def lived_in(peopled: Path, open_house: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    with open_house(peopled) as found:
        yield found


PLACES = (
    "/api/timeline",
    "/api/timeline?show=hidden",
    "/api/timeline?show=favorites",
    "/api/photos",
    "/api/photos/1",
    "/api/photos/1/similar",
    "/api/albums",
    "/api/memories",
    f"/api/memories/{OF_PERSON}",
    f"/api/memories/{OF_LAKE}",
    "/api/suggestions?query=",
    "/api/suggestions?query=an",
    f"/api/suggestions?query={NAME}",
    f"/api/timeline?person={NAME}",
    f"/api/map?west=-180&south=-90&east=180&north=90&zoom=2&person={NAME}",
    "/api/people",
    "/api/people/1",
    "/api/photos/1/faces",
    "/api/folders/tree",
    "/api/tags",
    "/api/words",
    "/api/albums/latest/looked-at",
)
QUERIES = ("", NAME, f"photos of {NAME}", f'"{NAME.lower()}"', "without " + NAME, "three people", "disc")


def all_that_is_told(phone: Any) -> dict[str, bytes]:
    told = {path: phone.get(path).body for path in PLACES}
    for query in QUERIES:
        for path in ("/api/search", "/api/search/closer", "/api/plan"):
            asked = (
                {"query": query} if path == "/api/plan" else {"query": query, "facets": True, "explain": True}
            )
            told[f"{path} {query}"] = phone.post(path, asked).body
    told["/api/refine"] = phone.post("/api/refine", {"query": "disc", "like": [1]}).body
    return told


def without_the_query(where: str, body: bytes) -> bytes:
    """What was typed comes back: that tells nothing."""
    _, _, query = where.partition(" ")
    words = (
        [query, *query.split(), NAME]
        if where.startswith(("/api/search ", "/api/search/closer ", "/api/plan "))
        else []
    )
    for word in words:
        body = body.replace(json.dumps(word.strip('"')).strip('"').encode(), b"")
    return body


def test_nobody_is_named_where_people_are_not_allowed(lived_in: Any) -> None:
    phone = lived_in.paired()
    for where, body in all_that_is_told(phone).items():
        assert NAME.encode() not in without_the_query(where, body), where
    for facets in (
        phone.post("/api/search", {"query": query, "facets": True}).json["facets"] for query in QUERIES
    ):
        assert facets["people"] == {} and facets["faces"] == {}, "nor how many are seen, nor that nobody is"
    assert phone.get("/api/people").status == 403
    assert [one["id"] for one in phone.get("/api/memories").json["memories"]] == [OF_LAKE]
    assert phone.get(f"/api/memories/{OF_PERSON}").status == 404
    assert phone.get("/api/photos/1").json["people"] == []


def test_a_name_finds_nothing_where_people_are_not_allowed(lived_in: Any) -> None:
    """Not by the column of names in the index of words either, nor by what the plan makes of it."""
    phone, family = lived_in.paired(), lived_in.paired(people=True)
    plan = {"people": {"all": [NAME]}, "evidence": {"people": [NAME]}}
    for asked in ({"query": f'"{NAME}"'}, {"query": NAME, "plan": plan}):
        strangers = phone.post("/api/search", asked).json
        assert strangers["good"] == 0 and not any(NAME in str(hit["why"]) for hit in strangers["hits"]), asked
        seen = family.post("/api/search", asked).json
        assert [hit["photo"] for hit in seen["hits"] if hit["good"]] == [1], asked


def test_people_are_shown_where_they_are_allowed_and_can_be_taken_back(lived_in: Any) -> None:
    phone = lived_in.paired(people=True)
    assert phone.get("/api/photos/1").json["people"] == [NAME]
    assert {one["id"] for one in phone.get("/api/memories").json["memories"]} == {OF_LAKE, OF_PERSON}
    (person,) = phone.get("/api/people").json["people"]
    assert person["name"] == NAME and person["photos"] == 1
    path = f"/api/people/{person['id']}"
    asked = {"query": "", "plan": {"media": ["photo"]}, "facets": True}
    for who in (lived_in.owner.post, lambda *of: phone.post(*of).json):
        assert who("/api/search", asked)["facets"]["people"] == {NAME: 1}
    lived_in.owner.post(f"{path}/change", {"hidden": True})
    for who in (lived_in.owner.post, lambda *of: phone.post(*of).json):
        assert who("/api/search", asked)["facets"]["people"] == {}, "whom the owner hides no list names"
    assert phone.get("/api/people?hidden=true").json["people"] == []
    assert phone.get(path).status == 422
    lived_in.owner.post(f"{path}/change", {"hidden": False})
    lived_in.owner.post(f"/api/devices/{lived_in.device_of(phone)}/change", {"people": False})
    assert phone.get("/api/people").status == 403
    assert phone.get("/api/photos/1").json["people"] == []


@pytest.mark.parametrize("people", [False, True])
def test_what_is_hidden_is_not_there(lived_in: Any, people: bool) -> None:
    phone = lived_in.paired(people=people)
    for path in ("", "/thumbnail/grid", "/original", "/copy", "/similar", "/text", "/albums", "/moments"):
        assert phone.get(f"/api/photos/{HIDDEN}{path}").status == 404, path
    assert phone.post(f"/api/photos/{HIDDEN}/marks", {"favorite": True}).status == 404
    assert phone.post("/api/marks", {"photos": [HIDDEN], "favorite": True}).json["photos"] == []
    assert phone.get("/api/timeline?show=hidden").json["total"] == 0
    shown = [photo for month in phone.get("/api/timeline").json["months"] for photo in month["ids"]]
    assert HIDDEN not in shown and len(shown) == 5
    lines = [json.loads(line) for line in phone.get("/api/photos").body.splitlines()]
    assert HIDDEN not in [line["photo"] for line in lines]
    (album,) = phone.get("/api/albums").json["albums"]
    assert HIDDEN not in phone.get(f"/api/albums/{album['id']}").json["ids"]
    hits = phone.post("/api/search", {"query": "disc", "limit": 100, "fold": False}).json["hits"]
    assert hits and HIDDEN not in [hit["photo"] for hit in hits]
    memory = phone.get(f"/api/memories/{OF_LAKE}").json
    assert HIDDEN not in [one["photo"] for one in memory["photos"]]


def test_what_the_owner_did_lately_is_not_told(lived_in: Any) -> None:
    phone = lived_in.paired()
    assert "surprise" in str(lived_in.owner.get("/api/suggestions?query="))
    assert "surprise" not in str(phone.get("/api/suggestions?query=").json)
    lived_in.owner.post("/api/photos/3/looked-at", {})
    assert phone.get("/api/albums/latest/looked-at").json["photos"] == []
    assert phone.get("/api/albums/latest/added").json["photos"]


def test_where_photos_lie_on_the_machine_is_not_told(lived_in: Any, indexed: Path) -> None:
    root = str(lived_in.server.backend.roots()[0].parent).encode()
    phone = lived_in.paired(people=True)
    for where, body in all_that_is_told(phone).items():
        assert root not in body, where
    assert phone.get("/api/photos/1").json["path"].startswith("Album/")


def test_a_favourite_is_the_librarys_and_hiding_is_not_a_devices(lived_in: Any) -> None:
    phone = lived_in.paired()
    assert phone.post("/api/photos/3/marks", {"favorite": True}).json["favorite"] is True
    assert lived_in.owner.get("/api/photos/3")["favorite"] is True
    assert phone.get("/api/timeline?show=favorites").json["total"] == 1
    assert phone.post("/api/photos/3/marks", {"hidden": True}).status == 403
    assert phone.post("/api/marks", {"photos": [3], "hidden": False}).status == 403
    lived_in.owner.post(f"/api/devices/{lived_in.device_of(phone)}/change", {"favorite": False})
    assert phone.post("/api/photos/3/marks", {"favorite": False}).status == 403
    assert lived_in.owner.get("/api/photos/3")["favorite"] is True


def test_the_page_says_what_its_device_may(lived_in: Any) -> None:
    phone = lived_in.paired()
    assert b'data-may="favorite"' in phone.get("/").body
    assert b'data-may="favorite people"' in lived_in.paired(people=True).get("/").body
    lived_in.owner.post(f"/api/devices/{lived_in.device_of(phone)}/change", {"favorite": False})
    assert b'data-may=""' in phone.get("/").body


def test_nothing_is_written_through_what_is_shown(peopled: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(peopled, tmp_path / "library"))
    with Context(folder) as whole, ShownContext(whole, people=True) as shown:
        with pytest.raises(LibraryReadOnlyError):
            mark_photos(shown, [1], favorite=True)
        with pytest.raises(Exception, match=r"readonly|read-only"):
            shown.library().database.connection.execute("DELETE FROM main.photos")
        found = {hit.photo.id for hit in search_photos(shown, "disc", fold=False).hits}
        assert found and HIDDEN not in found
        # What the owner hides is gone at once.
        mark_photos(whole, [min(found)], hidden=True)
        assert min(found) not in {hit.photo.id for hit in search_photos(shown, "disc", fold=False).hits}


def test_every_table_that_a_view_stands_before_is_there(peopled: Path) -> None:
    """A table that is renamed would else be shown whole."""
    with Context(peopled) as whole, ShownContext(whole, people=False) as shown:
        views = [row[0] for row in shown.library().database.query("SELECT name FROM temp.sqlite_master")]
        tables = {row[0] for row in whole.library().database.query("SELECT name FROM sqlite_master")}
        assert len(views) >= 11 and set(views) <= tables
        named = {name for name in tables if "face" in name or "person" in name or "people" in name}
        named -= {"personal_models"}  # of the ranker
        indexes = {
            row[0]
            for row in whole.library().database.query("SELECT name FROM sqlite_master WHERE type <> 'table'")
        }
        assert named - indexes <= set(views), "a table about people that devices would see"
