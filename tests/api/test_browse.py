"""People, duplicates and photos like one with words, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders

SAMPLE = Path(__file__).resolve().parents[2] / "sample_library" / "photos"


@pytest.fixture(scope="module")
def family(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., AbstractContextManager[Any]]
) -> Iterator[Any]:
    """The sample library."""
    folder = tmp_path_factory.mktemp("family")
    with Context(folder / "library") as context:
        index_folders(context, [SAMPLE])
    with serve(folder / "library") as client:
        yield client


def ready(client: Any, query: str = "") -> Any:
    for _ in range(600):
        found = client.get(f"/api/duplicates{query}").json
        if found["state"] != "making":
            return found
        time.sleep(0.05)
    raise AssertionError("it never ends")


def test_people_are_listed_with_how_many_photos_they_are_in(family: Any) -> None:
    people = family.get("/api/people").json["people"]
    counts = {person["name"]: person["photos"] for person in people}
    assert counts["Leo"] == 4
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    plan = {"people": {"all": ["Leo"]}}
    hits = family.post("/api/search", {"plan": plan, "fold": False}).json["hits"]
    assert len(hits) == counts["Leo"], "the count is what a search by the name finds"
    assert next(person["cover"] for person in people if person["name"] == "Leo") in [h["photo"] for h in hits]


def test_a_cover_shows_where_the_face_is(family: Any) -> None:
    boxes = [person["box"] for person in family.get("/api/people").json["people"] if person["box"]]
    assert boxes
    assert all(0 <= side <= 1 for box in boxes for side in box)


def test_a_hidden_photo_counts_for_nobody(family: Any) -> None:
    before = {person["name"]: person for person in family.get("/api/people").json["people"]}
    photo = before["Leo"]["cover"]
    family.post(f"/api/photos/{photo}/marks", {"hidden": True})
    after = {person["name"]: person for person in family.get("/api/people").json["people"]}
    family.post(f"/api/photos/{photo}/marks", {"hidden": False})
    assert after["Leo"]["photos"] == before["Leo"]["photos"] - 1
    assert after["Leo"]["cover"] != photo


def test_duplicates_are_looked_for_beside_the_service(family: Any) -> None:
    found = ready(family)
    assert set(found["kinds"]) <= {"exact", "same picture", "burst"}
    assert sum(found["kinds"].values()) == found["total"] > 5
    first = found["groups"][0]
    assert first["kind"] == "exact"
    assert len({photo["bytes"] for photo in first["photos"]}) == 1
    assert "path" not in first["photos"][0], "names and folders, no paths"


def test_pages_of_duplicates_join_and_one_kind_can_be_asked_for(family: Any) -> None:
    whole = ready(family, "?limit=60")["groups"]
    paged, offset = [], 0
    while offset is not None:
        page = ready(family, f"?limit=4&offset={offset}")
        paged += page["groups"]
        offset = page["next"]
    assert paged == whole
    bursts = ready(family, "?kind=burst&limit=60")["groups"]
    assert bursts == [group for group in whole if group["kind"] == "burst"]


def test_a_hidden_photo_is_no_duplicate(family: Any) -> None:
    group = ready(family)["groups"][0]
    photo = group["photos"][1]["photo"]
    family.post(f"/api/photos/{photo}/marks", {"hidden": True})
    after = ready(family, "?limit=60")["groups"]
    family.post(f"/api/photos/{photo}/marks", {"hidden": False})
    assert photo not in [shown["photo"] for one in after for shown in one["photos"]]
    assert ready(family)["groups"][0] == group


def test_a_group_is_decided_on_and_taken_back(family: Any) -> None:
    group = ready(family)["groups"][0]
    best, *others = [photo["photo"] for photo in group["photos"]]
    assert group["why"]
    assert all(photo["same_as"] == best for photo in group["photos"]), "copies byte by byte"
    choice = {"kind": group["kind"], "kept": [best], "others": others}
    done = family.post("/api/duplicates/choices", {"groups": [choice]}).json
    assert done["hidden"] == others
    shown = [photo["photo"] for one in ready(family, "?limit=60")["groups"] for photo in one["photos"]]
    assert not set(others) & set(shown)
    family.post("/api/undo", {"gesture": done["gesture"]})
    assert ready(family)["groups"][0] == group
    wrong = {**choice, "kept": others, "others": others}
    assert family.post("/api/duplicates/choices", {"groups": [wrong]}).status == 422
    file = {"photo": others[0], "kept": best, "name": group["photos"][1]["name"]}
    refused = family.post("/api/duplicates/trash", {"files": [file]})
    assert (refused.status, refused.json["detail"]) == (422, "Moving files to the trash is switched off.")
    assert family.get("/api/duplicates/trash").json == {"allowed": False, "files": []}


@pytest.mark.parametrize("query", ["kind=none", "limit=0", "limit=61", "offset=-1", "limit=x"])
def test_what_is_no_page_of_duplicates_is_refused(family: Any, query: str) -> None:
    assert family.get(f"/api/duplicates?{query}").status == 422


def test_like_a_photo_but_with_more_of_something(family: Any) -> None:
    photo = family.post("/api/search", {"query": "beach"}).json["hits"][0]["photo"]
    plain = family.get(f"/api/photos/{photo}/similar?limit=10").json["hits"]
    snowy = family.get(f"/api/photos/{photo}/similar?limit=10&plus=snow").json["hits"]
    assert [hit["photo"] for hit in snowy] != [hit["photo"] for hit in plain]
    empty = family.get(f"/api/photos/{photo}/similar?limit=10&plus=%20&minus=").json["hits"]
    assert empty == plain


def test_the_timeline_follows_what_is_marked_and_hidden(client: Any) -> None:
    def ids(show: str) -> list[int]:
        months = client.get(f"/api/timeline?show={show}").json["months"]
        return [photo for month in months for photo in month["ids"]]

    before = ids("all")
    photo = before[1]
    client.post(f"/api/photos/{photo}/marks", {"hidden": True})
    assert (ids("all"), ids("hidden")) == ([one for one in before if one != photo], [photo])
    client.post(f"/api/photos/{photo}/marks", {"hidden": False})
    assert (ids("all"), ids("hidden")) == (before, [])
    client.post(f"/api/photos/{photo}/marks", {"favorite": True})
    assert ids("favorites") == [photo]
    months = client.get("/api/timeline?show=all").json["months"]
    assert [one for month in months for one in month["favorites"]] == [photo]
    client.post(f"/api/photos/{photo}/marks", {"favorite": False})
    assert ids("favorites") == []
