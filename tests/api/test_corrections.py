"""Corrections over HTTP: said, searched, undone."""

from __future__ import annotations

from typing import Any

import pytest


def test_corrections_are_said_and_undone(client: Any) -> None:
    photo = client.get("/api/timeline").json["months"][0]["ids"][0]
    before = client.get(f"/api/photos/{photo}").json
    said = {
        "photos": [photo, 987654],
        "date": "1985",
        "point": {"lat": 38.72, "lon": -9.14},
        "caption": "Dom",
    }
    done = client.post(
        "/api/corrections", {**said, "keywords": ["tram"], "people": ["Rui"], "rating": 3}
    ).json
    assert done["photos"] == 1
    now = client.get(f"/api/photos/{photo}").json
    assert (now["caption"], now["taken"][:4], now["rating"]) == ("Dom", "1985", 3)
    assert {now["sources"][name] for name in ("date", "place", "caption", "rating")} == {"user"}
    assert client.get("/api/places?name=lisbon").json["places"][0]["name"].startswith("Lisbon")
    assert client.get("/api/places").json == {"places": []}
    assert "Rui" in str(now["people"]) and "tram" in now["keywords"]
    named = client.post("/api/corrections", {"where": "rui", "title": "x"}).json
    assert named["photos"] == 1
    client.post("/api/undo", {"gesture": named["gesture"]})
    client.post("/api/undo", {"gesture": done["gesture"]})
    assert client.get(f"/api/photos/{photo}").json == before


def test_four_stars_bring_the_heart_that_a_hand_takes_back(client: Any) -> None:
    months = client.get("/api/timeline").json["months"]
    first, second = [photo for month in months for photo in month["ids"]][:2]

    def hearts() -> list[bool]:
        return [client.get(f"/api/photos/{photo}").json["favorite"] for photo in (first, second)]

    def found() -> set[int]:
        hits = client.post("/api/search", {"query": "favorites"}).json["hits"]
        return {photo for hit in hits for photo in (hit["photo"], *hit["similar"])}

    before = hearts()
    client.post("/api/corrections", {"photos": [second], "rating": 3})
    assert hearts() == before == [False, False]
    done = client.post("/api/corrections", {"photos": [first, second], "rating": 4}).json
    assert hearts() == [True, True] and {first, second} <= found()
    client.post("/api/marks", {"photos": [second], "favorite": False})
    assert hearts() == [True, False] and second not in found()
    client.post("/api/undo", {"gesture": done["gesture"]})
    assert hearts()[0] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"photos": [1]},
        {"caption": "x"},
        {"photos": [1], "date": "soon"},
        {"photos": [1], "zone": "CET"},
        {"where": "dogs", "caption": "x"},
        {"photos": [1], "rating": 6},
    ],
)
def test_what_says_nothing_is_refused(client: Any, wrong: dict[str, Any]) -> None:
    assert client.post("/api/corrections", wrong).status == 422
    assert client.post("/api/undo", {"gesture": 987654}).status == 404
